"""What the nomination template says, in each language.

A caption must be one that `header_words` knows for its field; a test reads every template back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """`captions` by field; `sexes` are female, then male; `lines` open the guide, and `about` says
    what belongs into a column, by field. Sheet names have at most 31 letters.
    """

    right_to_left: bool
    sheet: str
    guide: str
    title: str
    agency: str
    training: str
    contact: str
    reserve: str
    captions: Mapping[str, str]
    sexes: tuple[str, str]
    ranks: tuple[str, ...]
    lines: tuple[str, ...]
    about: Mapping[str, str]


_FIELDS = (
    "serial",
    "name_latin",
    "name_native",
    "relative_name",
    "sex",
    "rank",
    "grade",
    "service_number",
    "national_id",
    "born_on",
    "phone",
    "email",
    "duty_station",
    "remark",
)


def _captions(*words: str) -> Mapping[str, str]:
    return dict(zip(_FIELDS, words, strict=True))


def _about(
    name: str, relative: str, number: str, card: str, born: str, phone: str
) -> dict[str, str]:
    return {
        "name_latin": name,
        "relative_name": relative,
        "service_number": number,
        "national_id": card,
        "born_on": born,
        "phone": phone,
    }


_RANKS = (
    "Constable",
    "Head Constable",
    "Assistant Sub-Inspector",
    "Sub-Inspector",
    "Inspector",
    "Deputy Superintendent",
    "Superintendent",
)

TEMPLATES: Mapping[str, TemplateWords] = {
    "en": TemplateWords(
        right_to_left=False,
        sheet="Nominations",
        guide="Guide",
        title="List of nominations",
        agency="Sent by:",
        training="For the training:",
        contact="Prepared by, phone:",
        reserve="RESERVE LIST",
        captions=_captions(
            "S.No",
            "Name in English",
            "Name in own script",
            "Father's / husband's name",
            "Sex",
            "Rank",
            "BPS / grade",
            "Belt / service number",
            "Identity card number",
            "Date of birth",
            "Mobile",
            "E-mail",
            "Place of posting",
            "Remarks",
        ),
        sexes=("Female", "Male"),
        ranks=_RANKS,
        lines=(
            "One row for each officer. Empty rows may stay; more rows may be inserted.",
            "Those who come when somebody cannot stand under RESERVE LIST, in their order.",
            "Write what you have. A cell that is empty is better than one that is guessed.",
            "This list names serving officers: send it protected with a password, and tell the"
            " password over the phone.",
        ),
        about=_about(
            "As it shall stand on the certificate.",
            "Tells apart officers of one name.",
            "As on the service card, with its zeros in front.",
            "All 13 digits, with or without dashes: 00000-0000000-0.",
            "Day, month and year; the cell takes a date.",
            "With the 0 in front: 0300 0000000.",
        ),
    ),
    "ur": TemplateWords(
        right_to_left=True,
        sheet="نامزدگیاں",
        guide="ہدایات",
        title="نامزدگیوں کی فہرست",
        agency="ارسال کنندہ:",
        training="برائے تربیت:",
        contact="تیار کنندہ، فون:",
        reserve="ریزرو فہرست",
        captions=_captions(
            "نمبر شمار",
            "نام انگریزی میں",
            "نام اردو میں",
            "والد / شوہر کا نام",
            "جنس",
            "عہدہ",
            "گریڈ",
            "بیلٹ / سروس نمبر",
            "شناختی کارڈ نمبر",
            "تاریخ پیدائش",
            "موبائل نمبر",
            "ای میل",
            "جائے تعیناتی",
            "کیفیت",
        ),
        sexes=("خاتون", "مرد"),
        ranks=(
            "کانسٹیبل",
            "ہیڈ کانسٹیبل",
            "اے ایس آئی",
            "سب انسپکٹر",
            "انسپکٹر",
            "ڈی ایس پی",
            "ایس پی",
        ),
        lines=(
            "ہر افسر کے لیے ایک سطر۔ خالی سطریں رہنے دیں؛ مزید سطریں شامل کی جا سکتی ہیں۔",
            "جو کسی کی غیر حاضری میں آئیں، وہ اپنی ترتیب سے ریزرو فہرست کے نیچے لکھے جائیں۔",
            "جو معلوم ہو وہی لکھیں۔ خالی خانہ اندازے سے بہتر ہے۔",
            "یہ فہرست حاضر سروس افسران کی ہے: اسے پاس ورڈ لگا کر بھیجیں اور پاس ورڈ فون پر بتائیں۔",
        ),
        about=_about(
            "جیسا سرٹیفکیٹ پر لکھا جانا ہے، انگریزی حروف میں۔",
            "ایک ہی نام کے افسران میں فرق کے لیے۔",
            "سروس کارڈ کے مطابق، شروع کے صفر سمیت۔",
            "پورے 13 ہندسے، ڈیش کے ساتھ یا بغیر۔",
            "دن، مہینہ اور سال؛ خانے میں تاریخ لکھیں۔",
            "شروع کے صفر سمیت: 0300 0000000",
        ),
    ),
    "fa": TemplateWords(
        right_to_left=True,
        sheet="نامزدان",
        guide="رهنما",
        title="فهرست نامزدان",
        agency="فرستنده:",
        training="برای آموزش:",
        contact="ترتیب‌کننده، تلیفون:",
        reserve="فهرست ذخیره",
        captions=_captions(
            "شماره",
            "نام به انگلیسی",
            "نام به دری",
            "نام پدر",
            "جنسیت",
            "رتبه",
            "بست",
            "شماره پرسنلی",
            "شماره تذکره",
            "تاریخ تولد",
            "شماره تماس",
            "ایمیل",
            "محل وظیفه",
            "ملاحظات",
        ),
        sexes=("زن", "مرد"),
        ranks=("ساتنمن", "بریدمن", "لومړی بریدمن", "تورن", "جگتورن", "جگرن", "سمونوال", "سمونمل"),
        lines=(
            "برای هر افسر یک سطر. سطرهای خالی بماند؛ سطر نو نیز افزوده می‌شود.",
            "کسانی که به جای دیگران می‌آیند، به ترتیب زیر «فهرست ذخیره» نوشته شوند.",
            "آنچه می‌دانید بنویسید. خانه خالی بهتر از حدس است.",
            "این فهرست نام افسران برحال است: آن را با رمز بفرستید و رمز را در تلیفون بگویید.",
        ),
        about=_about(
            "همان گونه که در سند می‌آید، به حروف انگلیسی.",
            "برای فرق میان افسران همنام.",
            "مطابق کارت خدمت، با صفرهای اول.",
            "تمام رقم‌ها، همان گونه که در تذکره است.",
            "روز، ماه و سال؛ تاریخ هجری شمسی نیز خوانده می‌شود.",
            "با صفر اول: 0700 000 000",
        ),
    ),
    "ps": TemplateWords(
        right_to_left=True,
        sheet="نوماندان",
        guide="لارښود",
        title="د نوماندانو لېست",
        agency="لېږونکی:",
        training="د روزنې لپاره:",
        contact="چمتو کوونکی، ټیلیفون:",
        reserve="احتیاطي لېست",
        captions=_captions(
            "ګڼه",
            "نوم په انګلیسي",
            "نوم په پښتو",
            "د پلار نوم",
            "جنسیت",
            "رتبه",
            "بست",
            "د خدمت شمېره",
            "د تذکرې شمېره",
            "د زېږېدو نېټه",
            "د موبایل شمېره",
            "برېښنالیک",
            "د دندې ځای",
            "ملاحظات",
        ),
        sexes=("ښځه", "نارینه"),
        ranks=("ساتنمن", "بریدمن", "لومړی بریدمن", "تورن", "جګتورن", "جګړن", "سمونوال", "سمونمل"),
        lines=(
            "د هر افسر لپاره یوه کرښه. تشې کرښې دې پاتې شي؛ نوې کرښې هم زیاتېدای شي.",
            "هغه کسان چې د نورو پر ځای راځي، په خپل ترتیب د احتیاطي لېست لاندې ولیکئ.",
            "هغه څه ولیکئ چې پوهېږئ. تشه خونه تر اټکل غوره ده.",
            "دا لېست د برحالو افسرانو دی: په پټنوم یې ولېږئ او پټنوم په ټیلیفون ووایئ.",
        ),
        about=_about(
            "لکه څنګه چې په سند کې راځي، په انګلیسي تورو.",
            "د همنومو افسرانو د توپیر لپاره.",
            "لکه په خدمتي کارت کې، د پیل له صفرونو سره.",
            "ټولې شمېرې، لکه په تذکره کې.",
            "ورځ، میاشت او کال؛ لمریز هجري هم لوستل کېږي.",
            "د پیل له صفر سره: 0700 000 000",
        ),
    ),
    "ar": TemplateWords(
        right_to_left=True,
        sheet="الترشيحات",
        guide="دليل",
        title="قائمة الترشيحات",
        agency="مرسلة من:",
        training="للدورة التدريبية:",
        contact="أعدّها، الهاتف:",
        reserve="قائمة الاحتياط",
        captions=_captions(
            "ت",
            "الاسم بالإنجليزية",
            "الاسم بالعربية",
            "اسم الأب",
            "الجنس",
            "الرتبة",
            "الدرجة الوظيفية",
            "الرقم الوظيفي",
            "رقم الهوية",
            "تاريخ الميلاد",
            "رقم الهاتف",
            "البريد الإلكتروني",
            "مكان العمل",
            "ملاحظات",
        ),
        sexes=("أنثى", "ذكر"),
        ranks=("شرطي", "مفوض", "ملازم", "ملازم أول", "نقيب", "رائد", "مقدم", "عقيد"),
        lines=(
            "سطر واحد لكل ضابط. تبقى السطور الفارغة، ويمكن إضافة سطور.",
            "يُكتب من يحضر بدلاً من غيره تحت «قائمة الاحتياط» بالترتيب.",
            "اكتب ما هو معروف. الخلية الفارغة خير من التخمين.",
            "في هذه القائمة أسماء ضباط في الخدمة: أرسلها محمية بكلمة مرور، وأبلغ الكلمة هاتفياً.",
        ),
        about=_about(
            "كما يظهر في الشهادة، بالأحرف اللاتينية.",
            "للتمييز بين ضباط يحملون الاسم نفسه.",
            "كما في بطاقة الخدمة، مع الأصفار في البداية.",
            "جميع الأرقام كما في البطاقة.",
            "اليوم والشهر والسنة؛ الخلية تقبل تاريخاً.",
            "مع الصفر في البداية: 0770 000 0000",
        ),
    ),
    "bn": TemplateWords(
        right_to_left=False,
        sheet="মনোনয়ন",
        guide="নির্দেশিকা",
        title="মনোনয়নের তালিকা",
        agency="প্রেরক:",
        training="প্রশিক্ষণ:",
        contact="প্রস্তুতকারী, ফোন:",
        reserve="অপেক্ষমাণ তালিকা",
        captions=_captions(
            "ক্রমিক নং",
            "নাম ইংরেজিতে",
            "নাম বাংলায়",
            "পিতা বা স্বামীর নাম",
            "লিঙ্গ",
            "পদবি",
            "গ্রেড",
            "বিপি নম্বর",
            "জাতীয় পরিচয়পত্র নম্বর",
            "জন্ম তারিখ",
            "মোবাইল নম্বর",
            "ইমেইল",
            "কর্মস্থল",
            "মন্তব্য",
        ),
        sexes=("নারী", "পুরুষ"),
        ranks=("কনস্টেবল", "এএসআই", "এসআই", "ইন্সপেক্টর", "এএসপি", "অতিরিক্ত এসপি", "এসপি"),
        lines=(
            "প্রতি কর্মকর্তার জন্য একটি সারি। খালি সারি থাকতে পারে; নতুন সারি যোগ করা যায়।",
            "কেউ না এলে যাঁরা আসবেন, তাঁদের নাম ক্রমানুসারে অপেক্ষমাণ তালিকার নিচে লিখুন।",
            "যা জানা আছে তা-ই লিখুন। অনুমানের চেয়ে খালি ঘর ভালো।",
            "এই তালিকায় কর্মরত কর্মকর্তাদের নাম আছে: পাসওয়ার্ড দিয়ে পাঠান, পাসওয়ার্ড ফোনে জানান।",
        ),
        about=_about(
            "সনদে যেমন থাকবে, ইংরেজি অক্ষরে।",
            "একই নামের কর্মকর্তাদের আলাদা করতে।",
            "সার্ভিস কার্ড অনুযায়ী, শুরুর শূন্যসহ।",
            "কার্ডে যেমন আছে, সব অঙ্ক।",
            "দিন, মাস ও বছর; ঘরটিতে তারিখ লিখুন।",
            "শুরুর শূন্যসহ: 01700 000000",
        ),
    ),
    "fr": TemplateWords(
        right_to_left=False,
        sheet="Candidatures",
        guide="Guide",
        title="Liste de candidatures",
        agency="Envoyée par :",
        training="Pour la formation :",
        contact="Établie par, téléphone :",
        reserve="LISTE DE RÉSERVE",
        captions=_captions(
            "N° d'ordre",
            "Nom et prénom",
            "Nom en arabe",
            "Nom du père / du conjoint",
            "Sexe",
            "Grade / fonction",
            "Échelon",
            "Matricule",
            "N° de carte d'identité",
            "Date de naissance",
            "N° de téléphone",
            "Courriel",
            "Lieu d'affectation",
            "Observations",
        ),
        sexes=("Féminin", "Masculin"),
        ranks=(
            "Gardien de la paix",
            "Brigadier",
            "Brigadier-chef",
            "Inspecteur",
            "Commissaire",
            "Lieutenant",
            "Capitaine",
        ),
        lines=(
            "Une ligne par agent. Les lignes vides peuvent rester ; on peut en insérer.",
            "Les remplaçants figurent sous « LISTE DE RÉSERVE », dans leur ordre.",
            "Écrivez ce que vous savez. Mieux vaut une case vide qu'une supposition.",
            "Cette liste nomme des agents en service : envoyez-la protégée par un mot de passe,"
            " communiqué par téléphone.",
        ),
        about=_about(
            "Tel qu'il doit figurer sur l'attestation.",
            "Distingue les agents de même nom.",
            "Comme sur la carte de service, avec les zéros initiaux.",
            "Tous les chiffres, comme sur la carte.",
            "Jour, mois et année ; la case attend une date.",
            "Avec le 0 initial ou l'indicatif : +225 00 00 00 00 00.",
        ),
    ),
}
