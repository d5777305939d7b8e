"""The words that lists write into their cells: ranks, titles, sexes, results, months.

Words are compared by their skeleton (workbook.text). One string holds the words of a language.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbook.domain.elearning import AttemptStatus
from workbook.domain.people import Sex

RANK_SHORTS = (
    "ASI | SI | PSI | TSI | ATSI | DSP | ASP | SP | SSP | SDPO | SHO | AIG | DIG | IG | IGP | RPO"
    " | CPO | DPO | CCPO | HC | LHC | LASI | LSI | LC | PC | FC | IHC | UDC | LDC | SCO | JCO | SPO"
    " | Insp | S.I | A.S.I | L/C | H/C | L/HC | F/C | Const | Sgt | Cpl | Lt | Capt | Maj"
    " | Col | Brig | AD | DD | ADG | DG"
)
"""Ranks as abbreviated in Latin letters; before a name they count only in capitals or as here."""

RANKS: Mapping[str, str] = {
    "en": "inspector general | deputy inspector general | additional inspector general"
    " | assistant inspector general | chief inspector | police inspector | inspector"
    " | sub inspector | assistant sub inspector | traffic sub inspector"
    " | lady constable | lady head constable | head constable | constable | female constable"
    " | superintendent | deputy superintendent | assistant superintendent"
    " | senior superintendent | superintendent of police | deputy superintendent of police"
    " | assistant superintendent of police | senior superintendent of police"
    " | assistant director | deputy director | additional director | joint director | director"
    " | assistant commissioner | deputy commissioner | commissioner | sergeant | corporal"
    " | lieutenant | second lieutenant | first lieutenant | captain | major | colonel"
    " | lieutenant colonel | brigadier | patrolman | patrol officer | police officer"
    " | investigation officer | station house officer | warrant officer | head warder | warder"
    " | first sergeant | naik | lance naik | havildar | subedar | naib subedar | sipahi",
    "fr": "commissaire | commissaire principal | commissaire divisionnaire | inspecteur"
    " | inspecteur principal | inspecteur de police | officier | officier de police"
    " | officier de paix | brigadier | brigadier chef | gardien de la paix | agent de police"
    " | adjudant | adjudant chef | sergent | sergent chef | caporal | lieutenant | capitaine"
    " | commandant | colonel | major | gendarme | marechal des logis | controleur general"
    " | sous lieutenant | lieutenant colonel | commissaire adjoint | sous inspecteur",
    "ur": "انسپکٹر | سب انسپکٹر | اسسٹنٹ سب انسپکٹر | ہیڈ کانسٹیبل | کانسٹیبل | لیڈی کانسٹیبل"
    " | ڈی ایس پی | اے ایس پی | ایس پی | ایس ایس پی | اے ایس آئی | ایس آئی | ایس ایچ او"
    " | ڈائریکٹر | ڈپٹی ڈائریکٹر | اسسٹنٹ ڈائریکٹر | سپرنٹنڈنٹ | حوالدار | سپاہی | نائیک"
    " | انسپکٹر جنرل | لیڈی ہیڈ کانسٹیبل | خاتون کانسٹیبل",
    "fa": "ساتنمن | ساتونمن | څارن | څارنمل | څارنوال | سمونیار | سمونوال | سمونمل | پاسوال | پاسمل"
    " | پاسنوال | بریدمن | دوهم بریدمن | لمری بریدمن | تورن | جگتورن | جگرن | دگرمن | دگروال"
    " | بریدجنرال | تورنجنرال | سربازیار | ساتنمل | خورد ضابط | سرباز | افسر | ستوان | سروان"
    " | سرگرد | سرهنگ | سرتیپ | استوار | گروهبان | سرجوخه | ستوان یکم | ستوان دوم | ستوان سوم"
    " | سرباز پولیس | ضابط",
    "ar": "شرطی | شرطی اول | عریف | نایب عریف | عریف اول | رییس عرفاء | رقیب | رقیب اول | وکیل رقیب"
    " | مساعد | ملازم | ملازم اول | نقیب | رائد | مقدم | عقید | عمید | لواء | فریق | جندی"
    " | مفوض | ضابط | رئیس رقباء | عریف شرطه | ضابط صف | عون امن",
    "ps": "څارن | څارمل | ساتنمن | ساتونکی | بریدمن | تورن | جګتورن | جګړن | ډګرمن | ډګروال"
    " | پولیس | سرتېری | افسر | لومړی بریدمن | دوهم بریدمن",
    "bn": "পরিদর্শক | পুলিশ পরিদর্শক | উপপরিদর্শক | উপ পরিদর্শক | সহকারী উপপরিদর্শক"
    " | সহকারী উপ পরিদর্শক | কনস্টেবল | নারী কনস্টেবল | হেড কনস্টেবল | এএসআই | এসআই | এএসপি"
    " | পুলিশ সুপার | অতিরিক্ত পুলিশ সুপার | সহকারী পুলিশ সুপার | সার্জেন্ট | নায়েক | ইন্সপেক্টর"
    " | ইন্সপেক্টর | সাব ইন্সপেক্টর",
}

RANKS_THAT_ARE_NAMES = "رائد | عمید | مقدم | ملازم | عریف | naik | subedar"
"""Ranks that begin names, too: no rank before a name."""

TITLES = (
    "ms | mrs | mr | miss | mst | mstr | madam | dr | engr | prof | professor | adv | advocate"
    " | mme"
    " | mlle | madame | monsieur | mademoiselle | dott | eng | mister | sir | hon"
    " | محترمہ | محترم | مسماۃ | جناب | مس | مسز | ڈاکٹر | انجینئر | پروفیسر | خانم | آقای | آغای"
    " | داکتر | دکتر | انجنیر | محترمه | السید | السیده | الدکتور | الدکتوره | دکتور"
    " | دکتوره | المهندس | المهندسه | الانسه | ښاغلی | مېرمن | آغلې | اغلې | ডাঃ | ডা | ড | জনাব"
    " | জনাবা | মিস | মিসেস"
)
"""What stands in front of a name and is no part of it."""

RELATIONS = "بنت | ولد | زوجہ | دختر | فرزند | زوجة | কন্যা | পিতা | স্বামী | পিং | স্বাং"
"""Words between a name and that of the father or husband, as D/o and W/o in Latin letters."""

SEXES: Mapping[Sex, str] = {
    Sex.FEMALE: "female | f | fem | woman | women | lady | girl | ms | mrs | miss | mme | mlle"
    " | femme | feminin | féminin | fille | madame | w | خاتون | عورت | زنانہ | خواتین | مونث"
    " | محترمہ | زن | زنانه | خانم | مؤنث | أنثى | انثی | انثى | نساء | امرأة | بنت | ښځه | ښځینه"
    " | نجلۍ | مېرمن | মহিলা | নারী | স্ত্রী | স্ত্রীলিঙ্গ",
    Sex.MALE: "male | m | man | men | gentleman | boy | mr | mister | homme | h | masculin"
    " | monsieur | garçon | مرد | مذکر | مردانہ | مردانه | ذكر | ذکر | رجل | آقا | نارینه | سړی"
    " | পুরুষ | পুং | পুংলিঙ্গ",
}

STATUSES: Mapping[AttemptStatus, str] = {
    AttemptStatus.PASSED: "passed | pass | completed | complete | finished | completed pass"
    " | completed passed | completed achieved pass grade | successful | success | succeeded"
    " | satisfied | certified | achieved | done | achieve | achevé | acheve | réussi | reussi"
    " | terminé | termine | validé | valide | admis | acquis | reçu | complété | succès | مکمل"
    " | پاس | کامیاب | مکمل شدہ | تکمیل شده | تکمیل | موفق | کامیاب شده | قبول | قبول شده | پاس شده"
    " | تمام شده | مكتمل | ناجح | نجح | مكتملة | تم | اجتاز | اجتازت | منجز | أكمل | أتم | بشپړ"
    " | بشپړ شوی | بریالی | پاس شوی | সম্পন্ন | উত্তীর্ণ | পাস | সফল | সমাপ্ত",
    AttemptStatus.FAILED: "failed | fail | not passed | unsuccessful | completed fail"
    " | completed failed | completed did not achieve pass grade | not achieved | échoué | echoue"
    " | échec | echec | non réussi | non validé | ajourné | refusé | non acquis | recalé | ناکام"
    " | فیل | ناکام شدہ | ناموفق | مردود | رد شده | راسب | فشل | رسب | لم يجتز | لم تجتز | غير ناجح"
    " | پاتې | ناکام شوی | ناکامه | অনুত্তীর্ণ | ব্যর্থ | ফেল | অকৃতকার্য",
    AttemptStatus.IN_PROGRESS: "in progress | started | ongoing | incomplete | not completed"
    " | not complete | not yet completed | pending | underway | attempted | en cours | inachevé"
    " | non achevé | non terminé | incomplet | commencé | جاری | نامکمل | جاری ہے | زیر تکمیل"
    " | در جریان | جریان دارد | ناتمام | نا تکمیل | در حال انجام | جاری است | شروع شده"
    " | قيد التقدم | قيد التنفيذ | جار | جاري | غير مكتمل | مستمر | لم يكتمل | روان | روانه"
    " | نابشپړ | روان دی | চলমান | অসম্পূর্ণ | অসমাপ্ত | শুরু হয়েছে",
}

NOT_BEGUN = (
    "not started | not attempted | not yet started | no attempt | not begun | enrolled"
    " | non commencé | pas commencé | inscrit | شروع نہیں کیا | شروع نشده | شروع نه دی | لم يبدأ"
    " | لم تبدأ | نه دی پیل شوی | শুরু হয়নি | not enrolled"
)
"""What platforms write where nobody has tried: no result at all."""

MONTHS = (
    "january jan janvier janv جنوری جنوري ژانویه يناير كانون_الثاني جانفي জানুয়ারি জানুয়ারী",
    "february feb fevrier février fevr févr fev فروری فبروری فبروري فوریه فبراير شباط فيفري"
    " ফেব্রুয়ারি ফেব্রুয়ারী",
    "march mar mars مارچ مارس آذار মার্চ",
    "april apr avril avr اپریل آوریل أبريل ابريل نيسان أفريل এপ্রিল",
    "may mai مئی می مه مۍ مايو أيار ماي মে",
    "june jun juin جون ژوئن يونيو حزيران جوان জুন",
    "july jul juillet juil جولائی جولای ژوئیه يوليو تموز جويلية জুলাই",
    "august aug aout août اگست اګست آگست اوت أغسطس آب أوت আগস্ট আগষ্ট",
    "september sep sept septembre ستمبر سپتمبر سپتامبر سبتمبر أيلول সেপ্টেম্বর",
    "october oct octobre اکتوبر اکتبر أكتوبر تشرين_الأول অক্টোবর",
    "november nov novembre نومبر نوامبر نوفمبر تشرين_الثاني নভেম্বর",
    "december dec decembre décembre déc دسمبر ډسمبر دسامبر ديسمبر كانون_الأول ডিসেম্বর",
)
"""The months of the Gregorian calendar; "_" is a blank."""

SOLAR_MONTHS = (
    "hamal farvardin حمل فروردین وری",
    "sawr saur thawr ordibehesht ثور اردیبهشت غویی",
    "jawza jauza khordad جوزا خرداد غبرګولی",
    "saratan tir سرطان تیر چنګاښ چنگاښ",
    "asad mordad اسد مرداد زمری",
    "sunbula sonbola sunbola shahrivar سنبله شهریور وږی",
    "mizan mehr میزان مهر تله",
    "aqrab aban عقرب آبان لړم",
    "qaws qaus azar قوس آذر لیندۍ",
    "jadi dey جدی دی مرغومی",
    "dalw dalwa bahman دلو بهمن سلواغه",
    "hoot hut esfand حوت اسفند کب",
)
"""The months of the Solar Hijri calendar as Dari, Persian and Pashto name them."""

LUNAR_MONTHS = (
    "muharram safar rabi rabiulawal jumada rajab shaban ramadan ramazan ramzan shawwal dhulqadah"
    " dhulhijjah zulhijja zilhaj محرم صفر ربیع جمادی جمادى رجب شعبان رمضان شوال ذوالقعده ذیقعده"
    " ذوالحجه ذی الحجة"
)
"""Words that name months of the lunar Hijri calendar."""

WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " sat sun lundi mardi mercredi jeudi vendredi samedi dimanche پیر منگل بدھ جمعرات جمعہ ہفتہ"
    " اتوار شنبه یکشنبه دوشنبه سه شنبه چهارشنبه پنجشنبه پنج جمعه الاثنين الثلاثاء الأربعاء الخميس"
    " الجمعة السبت الأحد সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার"
)
"""What may stand beside a date and tells nothing."""
