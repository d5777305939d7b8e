"""The words with which lists caption their columns, by field and language.

Captions are compared as `caption_key` writes them: without case, accents, forms of ye and kaf,
blanks and signs that differ, so one spelling stands here for many. A word counts wherever it
stands in a caption, the longest one first. One behind "=" counts only as the whole caption,
because it means something else among other words ("training"); one behind "!" decides before
all longer ones ("phone number of supervisor"). One word can mean two things in two languages
("grade"): then the language of the other captions decides.
"""

from __future__ import annotations

from collections.abc import Mapping

SERIAL = "serial"
"""The number of the row in the list."""

NAME = "name"
"""A column of names whose script only the values tell: name_latin or name_native."""

OTHER = "other"
"""A column that is understood and not kept: a blood group, somebody else's phone."""

WORDS: Mapping[str, Mapping[str, str]] = {
    SERIAL: {
        "en": "=s no | =sr no | =sr | =sn | =ser | =ser no | =serial | =serial no | =serial number"
        " | =sl no | =sl | =sno | =srno | =no | =nos | =number | =row | =row no | =item no | =s",
        "fr": "=n | =n ordre | =no ordre | =numero | =numero ordre | =num | =rang",
        "ur": "=نمبر شمار | =شمار | =سیریل | =سیریل نمبر | =سلسلہ نمبر | =نمبر | =شمار نمبر",
        "fa": "=شماره | =ردیف | =شماره ردیف | =نمبر مسلسل | =شماره مسلسل",
        "ar": "=ت | =م | =رقم | =تسلسل | =رقم تسلسلی | =مسلسل | =عدد | =رقم متسلسل",
        "ps": "=ګڼه | =شمېره | =د ردیف شمېره | =لړ",
        "bn": "=ক্রমিক | =ক্রমিক নং | =ক্রম | =ক্রমিক নম্বর | =নং | =ক্র নং",
    },
    NAME: {
        "en": "name | names | full name | name of officer | name of officers | =participant"
        " | =participants | =learner | =officer | =officers | =nominee | =nominees | =student"
        " | =students | =candidate | =trainee | =attendee | =attendees | name and designation"
        " | name designation | name and rank | name rank | rank and name | rank name"
        " | =staff | =staff member | =employee | =user full name | =display name | =personnel"
        " | =team member | =team members | =volunteer | =volunteers | =contact person"
        " | =candidates | =trainees | =classmates | =player | =players"
        " | =beneficiary | =beneficiaries | =voter | =voters"
        " | =contact persons | =name of contact | =name of contact person | =point of contact",
        "fr": "nom et prenom | nom et prenoms | noms et prenoms | nom prenom | nom prenoms"
        " | prenom et nom | prenom nom | prenoms et nom | nom complet | noms | nom de l agent"
        " | nom du participant | =participant | =participante | =agent | =apprenant | =stagiaire"
        " | nom et post nom | nom post nom et prenom | =eleve | =eleves | =etudiant | =etudiants"
        " | =stagiaires | =candidat | =candidats | nom des candidats | =beneficiaire",
        "ru": "фио | ф и о | фамилия имя отчество | фамилия и имя | имя и фамилия | фамилия и о"
        " | =ученик | =студент | =участник | =сотрудник",
        "hi": "नाम | छात्र का नाम | पूरा नाम",
        "es": "nombre y apellido | nombre y apellidos | nombres y apellidos | nombre completo"
        " | apellido y nombre | apellidos y nombre | apellidos y nombres | nombre del alumno",
        "pt": "nome completo | nome e sobrenome | nome do aluno | nome do participante | =nome",
        "it": "nome e cognome | cognome e nome | nominativo",
        "de": "vor und nachname | vorname und nachname | vorname nachname | =teilnehmer",
        "tr": "adı soyadı | ad soyad | ad soyadı | adı ve soyadı | =isim",
        "id": "nama guru | nama dosen | nama pegawai | nama anggota | nama pasien"
        " | nama lengkap | nama peserta | nama siswa | nama mahasiswa | nama karyawan | =nama",
        "sw": "jina kamili | =jina | =majina",
        "zh": "=姓名 | =名字 | =学生姓名 | =员工姓名 | =教师姓名 | =真实姓名",
        "ur": "نام | نام افسر | پورا نام | نام اہلکار | مکمل نام | شرکاء کے نام | =شریک | =افسر"
        " | نام و عہدہ | نام مع عہدہ | نام امیدوار",
        "fa": "نام | اسم | نام کامل | نام و نام خانوادگی | نام و تخلص | اسم و تخلص | نام مکمل"
        " | شهرت | اسم مکمل | نام و نام خانواده | =اشتراک کننده | اسم کامل | نام کارمند",
        "ar": "اسم | اسم کامل | اسم رباعی | اسم ثلاثی | اسم و لقب | اسم ولقب | اسم رباعی و لقب"
        " | اسم ثلاثی و لقب | اسماء | اسم موظف | اسم متدرب | اسم مشارک | =مشارک | اسم ضابط"
        " | =طالب | =طالبه | =متدرب | =متدربه | =موظف | =ضابط",
        "ps": "نوم | بشپړ نوم | نوم او تخلص | نوم و تخلص | پوره نوم | =ګډونوال",
        "bn": "নাম | পুরো নাম | পূর্ণ নাম | সম্পূর্ণ নাম | কর্মকর্তার নাম | নাম ও পদবি"
        " | অংশগ্রহণকারীর নাম | প্রশিক্ষণার্থীর নাম | নাম ও পদবী",
    },
    "given_name": {
        "en": "first name | given name | given names | first names | forename | forenames"
        " | =firstname | =personal | personal name | christian name | =first"
        " | =given | =givenname | =first nm | =frst nm",
        "de": "vorname | vornamen",
        "ru": "имя",
        "es": "=nombre | =nombres",
        "nl": "voornaam",
        "tr": "=adı | =ad",
        "fr": "prenom | prenoms",
        "ur": "پہلا نام",
        "fa": "نام کوچک | =نام اول",
        "ar": "اسم اول | اسم شخصی",
        "ps": "لومړی نوم",
        "bn": "নামের প্রথম অংশ | প্রথম নাম",
    },
    "middle_name": {
        "en": "middle name | middle names | =middle | middle initial | =middlename",
        "fr": "deuxieme prenom | =post nom | =postnom",
        "ru": "отчество",
        "ar": "اسم اوسط",
        "bn": "মধ্য নাম",
    },
    "family_name": {
        "en": "last name | family name | surname | =lastname | =family | =last | =familyname"
        " | =lname | =last nm",
        "de": "nachname | nachnamen | familienname",
        "ru": "фамилия",
        "es": "apellido | apellidos",
        "pt": "sobrenome | =apelido",
        "it": "cognome",
        "nl": "achternaam",
        "tr": "soyadı | soyad",
        "fr": "nom de famille | =nom | nom de naissance | =nom patronymique | nom de l etudiant"
        " | nom de l eleve | nom de l employe | nom de l apprenant | nom du stagiaire"
        " | nom du candidat | nom du membre | nom du beneficiaire",
        "ur": "خاندانی نام",
        "fa": "نام خانوادگی | نام فامیلی | تخلص | =فامیل | =فامیلی | نام خانواده",
        "ar": "اسم عائله | =لقب | اسم عائلی | =شهره | =نسبه | =کنیه",
        "ps": "تخلص | کورنی نوم | د کورنۍ نوم",
        "bn": "বংশ নাম | শেষ নাম | নামের শেষ অংশ",
    },
    "name_latin": {
        "en": "latin name | english name | name in english | name in latin | name in block letters"
        " | name in capital letters | name english | name in roman",
        "fr": "nom en caracteres latins | nom en anglais",
        "ur": "انگریزی نام | نام انگریزی | نام انگریزی میں",
        "fa": "نام به انگلیسی | نام انگلیسی | اسم انگلیسی",
        "ar": "اسم بانجلیزیه | اسم انجلیزی | اسم بلغه انجلیزیه | اسم لاتینی",
        "ps": "نوم په انګلیسي",
        "bn": "নাম ইংরেজিতে | ইংরেজি নাম | নাম ইংরেজি",
    },
    "name_native": {
        "en": "urdu name | name in urdu | name urdu | native name | name in native script"
        " | name in own script | arabic name | name in arabic | name arabic | pashto name"
        " | name in pashto | dari name | name in dari | persian name | name in persian"
        " | name in local language | name l10n ar | name in farsi",
        "fr": "nom en arabe | nom arabe",
        "ur": "اردو نام | نام اردو | نام اردو میں",
        "fa": "نام به دری | نام به فارسی | نام به پشتو",
        "ar": "اسم بعربیه | اسم عربی | اسم بلغه عربیه",
    },
    "relative_name": {
        "en": "father | fathers name | father s name | father name | husband | husband s name"
        " | husbands name | f name | fname | h name | f h name | father husband | parentage | d o"
        " | w o | s o | =relative | s o d o w o | father s husband s name | name of father"
        " | guardian name | guardian s name | relative s name",
        "hi": "पिता का नाम | पति का नाम | =पिता | पिता पति का नाम",
        "id": "nama ayah",
        "tr": "baba adı",
        "fr": "nom du pere | =pere | nom de l epoux | nom du conjoint | nom du mari | fils de"
        " | fille de | nom pere | =filiation",
        "ur": "ولدیت | زوجیت | والد | شوہر | والد کا نام | شوہر کا نام | والد یا شوہر کا نام"
        " | ولد | زوجہ | ولدیت زوجیت",
        "fa": "نام پدر | پدر | ولد | اسم پدر | نام شوهر | فرزند | ولدیت | بنت",
        "ar": "اسم اب | اسم والد | =والد | =اب | اسم زوج | =زوج | اسم ولی امر",
        "ps": "د پلار نوم | پلار | د خاوند نوم | د مېړه نوم | د پلار نوم",
        "bn": "পিতার নাম | স্বামীর নাম | পিতা | স্বামী | পিতা স্বামীর নাম | পিতা বা স্বামীর নাম | পিতার স্বামীর নাম",
    },
    "rank": {
        "en": "rank | designation | desig | desg | desgn | rank designation | post held | =post"
        " | =position | =title | job title | =position title | =rk | present rank | current rank"
        " | =role in police | =appointment | =job",
        "fr": "grade | fonction | =poste | =titre | grade fonction | =qualite | =rang hierarchique"
        " | poste occupe",
        "ru": "должность | звание",
        "ur": "عہدہ | رینک | رتبہ | موجودہ عہدہ",
        "fa": "رتبه | درجه نظامی | وظیفه | عنوان وظیفه | =سمت | =درجه | عنوان شغلی | عهده",
        "ar": "رتبه | رتبه عسکریه | منصب | مسمی وظیفی | وظیفه | رتبه وظیفه | عنوان وظیفی",
        "ps": "رتبه | دنده | د دندې نوم | درجه",
        "bn": "পদবি | পদবী | পদমর্যাদা | র‍্যাংক | র‌্যাংক | পদ | পদের নাম",
    },
    "grade": {
        "en": "bps | bs | bs no | grade | pay scale | =scale | pay grade | pay band | bps no"
        " | basic pay scale | grade bps",
        "fr": "echelon | indice | categorie | echelle",
        "ur": "گریڈ | سکیل | اسکیل | بنیادی سکیل",
        "fa": "بست | قدم | بست و قدم | =گرید | کد بست",
        "ar": "درجه | درجه وظیفیه | درجه مالیه",
        "ps": "بست | قدم",
        "bn": "গ্রেড | বেতন গ্রেড | বেতন স্কেল",
    },
    "service_number": {
        "en": "belt no | belt | belt number | badge | badge no | badge number | service no"
        " | service number | personnel no | personnel number | employee no | employee number"
        " | employee id | employee code | staff id | staff no | staff number | buckle | buckle no"
        " | p no | pers no | personal no | personal number | collar no | constabulary no | pno"
        " | force number | =bp no | =bp id | police number | police no | =service id | pis no"
        " | regimental number | regt no | officer id",
        "fr": "matricule | no matricule | numero matricule | numero de service | no de badge",
        "ur": "بیلٹ | بیلٹ نمبر | سروس نمبر | پرسنل نمبر | بکل نمبر | ملازم نمبر",
        "fa": "کد پرسنلی | شماره پرسنلی | نمبر خدمت | شماره خدمت | کد کارمندی | شماره کارمندی"
        " | آیدی کارمند | شماره کارت پولیس",
        "ar": "رقم وظیفی | رقم شاره | رقم عسکری | رقم احصائی | رقم ذاتی | رقم ادارى | رقم ملف"
        " | رقم منتسب",
        "ps": "د خدمت شمېره | د کارت شمېره | د کارکوونکي شمېره",
        "bn": "বিপি নম্বর | বিপি নং | বিপি | কনস্টেবল নং | আইডি নং | পরিচিতি নম্বর | ব্যাজ নম্বর"
        " | কর্মী নম্বর",
    },
    "national_id": {
        "en": "cnic | cnic no | cnic number | nic | nic no | nicop | national id | national id no"
        " | national id number | national identity | national identity card | identity card"
        " | identity card no | id card | id card no | id card number | tazkira | tazkera | tazkirah"
        " | tazkira no | tazkira number | e tazkira | nid | nid no | nid number | identity number"
        " | national number | national card | civil id | =identity",
        "zh": "=身份证号 | =身份证 | =身份证号码",
        "fr": "carte d identite | no de carte d identite | numero de carte d identite | cni"
        " | no cni"
        " | piece d identite | no piece d identite | numero national | nin | numero d identite"
        " | numero d identification nationale | no carte nationale | carte nationale",
        "ur": "شناختی کارڈ | شناختی کارڈ نمبر | شناختی | کارڈ نمبر | قومی شناختی کارڈ نمبر | تذکرہ"
        " | شناختی نمبر | سی این آئی سی",
        "fa": "شماره تذکره | تذکره | نمبر تذکره | کد ملی | شماره ملی | کارت ملی | شماره شناسنامه"
        " | شماره کارت هویت | تذکره الکترونیکی | نمبر تذکره الکترونیکی | شماره تذکره الکترونیکی",
        "ar": "رقم هویه | رقم وطنی | رقم قومی | هویه | هویه وطنیه | بطاقه وطنیه | رقم بطاقه"
        " | رقم بطاقه وطنیه | بطاقه موحده | رقم هویه احوال مدنیه | بطاقه هویه | رقم بطاقه موحده",
        "ps": "د تذکرې شمېره | تذکره | د تذکرې ګڼه | د پېژندپاڼې شمېره | برېښنایي تذکره",
        "bn": "জাতীয় পরিচয়পত্র | জাতীয় পরিচয়পত্র নম্বর | জাতীয় পরিচয়পত্র নং"
        " | জাতীয় পরিচয় পত্র"
        " | এনআইডি | এনআইডি নম্বর | এনআইডি নং | পরিচয়পত্র নম্বর",
    },
    "phone": {
        "en": "mobile | mobile no | mobile number | phone | phone no | phone number | cell"
        " | cell no | cell number | cell phone | contact no | contact number | contact nos"
        " | whatsapp | whatsapp no | whatsapp number | telephone | =contact | =contacts | tel"
        " | mob | mob no | mob number | =ph | ph no | mobile phone | telephone number"
        " | telephone no"
        " | contact details | =contact info | cellphone | =msisdn | sms",
        "fr": "telephone | no de telephone | numero de telephone | tel | portable | =mobile"
        " | no telephone | contact telephonique | no tel | gsm | numero whatsapp | =cellulaire",
        "es": "telefono | celular | movil",
        "pt": "telefone | telemovel",
        "de": "telefon | handy | mobiltelefon",
        "tr": "cep telefonu",
        "id": "telepon | no hp | nomor hp",
        "ru": "телефон | номер телефона",
        "zh": "=电话 | =手机 | =手机号 | =手机号码 | =联系电话 | =联系方式",
        "hi": "मोबाइल | मोबाइल नंबर | फोन नंबर",
        "ur": "موبائل | موبائل نمبر | فون | فون نمبر | رابطہ | رابطہ نمبر | واٹس ایپ | سیل نمبر"
        " | ٹیلی فون",
        "fa": "شماره تماس | تماس | نمبر تماس | شماره تلفن | تلفن | موبایل | شماره موبایل | همراه"
        " | تلفن همراه | نمبر تلیفون | شماره تلیفون | تلیفون | واتساپ | نمبر موبایل | تیلفون",
        "ar": "جوال | رقم جوال | هاتف | رقم هاتف | موبایل | رقم موبایل | رقم تواصل | نقال | محمول"
        " | هاتف نقال | تلفون | واتساب | رقم محمول | هاتف محمول",
        "ps": "د تلیفون شمېره | د اړیکې شمېره | ټیلیفون | موبایل | د موبایل شمېره | تلیفون"
        " | د ټیلیفون شمېره | د تماس شمېره | واټساپ | اړیکه شمېره",
        "bn": "মোবাইল | মোবাইল নম্বর | মোবাইল নং | ফোন | ফোন নম্বর | যোগাযোগ নম্বর | টেলিফোন"
        " | হোয়াটসঅ্যাপ | সেল নম্বর | যোগাযোগের নম্বর | মুঠোফোন",
    },
    "email": {
        "en": "e mail | email | mail | email address | e mail address | email id | mail id"
        " | user email | emailaddress",
        "fr": "courriel | adresse electronique | adresse e mail | adresse mail | adresse courriel"
        " | messagerie",
        "es": "correo | correo electronico",
        "tr": "e posta",
        "ur": "ای میل | برقی | برقی پتہ | ای میل ایڈریس",
        "fa": "ایمیل | ایمیل آدرس | پست الکترونیک | پست الکترونیکی | ایمیل ادرس | آدرس ایمیل"
        " | رایانامه | برید الکترونیکی",
        "ar": "برید الالکترونی | برید | ایمیل | عنوان برید الالکترونی | ایمیل شخصی",
        "ps": "برېښنالیک | برېښنا لیک | ایمیل | د برېښنالیک پته",
        "bn": "ই মেইল | ইমেইল | ইমেল | ই মেইল ঠিকানা | ইমেইল ঠিকানা",
    },
    "duty_station": {
        "en": "place of posting | posting | posted at | duty station | place of duty | district"
        " | =station | police station | present posting | current posting | place of work"
        " | work location | =location | =place | duty place | =posted | present place of posting"
        " | current place of posting | =province | =city | =region | work place | workplace"
        " | =ps | station of duty | duty location | =base | area of posting",
        "fr": "lieu d affectation | affectation | lieu de travail | lieu de service"
        " | poste de police"
        " | commissariat | =ville | =province | =region | localite | lieu d affectation actuel",
        "ur": "ضلع | تعیناتی | جائے تعیناتی | مقام تعیناتی | تھانہ | موجودہ تعیناتی | مقام | شہر"
        " | صوبہ",
        "fa": "محل وظیفه | محل خدمت | محل کار | جای وظیفه | ولایت | ولسوالی | محل اشتغال | ناحیه"
        " | حوزه | قرارگاه | =استان | =شهر | آمریت",
        "ar": "مکان عمل | مقر عمل | محافظه | مرکز شرطه | مکان خدمه | موقع عمل | محل عمل | =مدینه"
        " | مکان دوام",
        "ps": "د دندې ځای | ولایت | ولسوالي | د کار ځای",
        "bn": "কর্মস্থল | জেলা | থানা | বর্তমান কর্মস্থল | পদায়ন | কর্মরত স্থান",
    },
    "agency": {
        "en": "agency | organisation | organization | department | =company | institution"
        " | =ministry | =employer | =org | =dept | name of agency | name of organisation"
        " | name of organization | name of department | =force | =directorate | parent department"
        " | =affiliation | =service",
        "fr": "institution | organisme | organisation | structure | direction | ministere"
        " | =service"
        " | administration | =departement | =corps | employeur",
        "ur": "ادارہ | محکمہ | ادارے کا نام | محکمے کا نام | فورس",
        "fa": "اداره | ارگان | وزارت | سازمان | نهاد | موسسه | ریاست",
        "ar": "جهه | موسسه | دائره | مدیریه | وزاره | جهه عمل | هیئه | منظمه | ادراه | جهاز",
        "ps": "اداره | وزارت | سازمان | ارګان | ریاست",
        "bn": "সংস্থা | প্রতিষ্ঠান | দপ্তর | প্রতিষ্ঠানের নাম | সংস্থার নাম | মন্ত্রণালয় | অধিদপ্তর | বিভাগ",
    },
    "sex": {
        "en": "sex | gender | male female | m f | gender m f",
        "ru": "=пол",
        "zh": "=性别",
        "hi": "=लिंग",
        "id": "jenis kelamin",
        "tr": "=cinsiyet",
        "fr": "sexe | genre | =h f",
        "ur": "جنس | صنف",
        "fa": "جنس | جنسیت",
        "ar": "جنس | نوع اجتماعی | =نوع",
        "ps": "جنس | جنسیت | جندر",
        "bn": "লিঙ্গ | জেন্ডার",
    },
    "born_on": {
        "en": "date of birth | birth date | dob | d o b | =birth | =born | born on | birthdate"
        " | birthday",
        "fr": "date de naissance | ne le | nee le | ne e le | naissance | date naissance | ddn",
        "es": "fecha de nacimiento",
        "ru": "дата рождения",
        "zh": "=出生日期 | =出生年月",
        "hi": "जन्म तिथि",
        "id": "tanggal lahir | tgl lahir",
        "tr": "doğum tarihi",
        "ur": "تاریخ پیدائش | پیدائش",
        "fa": "تاریخ تولد | تولد | تاریخ ولادت",
        "ar": "تاریخ میلاد | تاریخ تولد | تولد | موالید | میلاد | تاریخ ولاده",
        "ps": "د زېږېدو نېټه | د زیږیدو نیټه | زېږنېټه | د زیږون نیټه | د تولد نېټه",
        "bn": "জন্ম তারিখ | জন্মতারিখ | জন্মের তারিখ",
    },
    "remark": {
        "en": "remarks | remark | comments | comment | =note | =notes | any other information"
        " | =additional information",
        "fr": "observations | observation | remarques | remarque | commentaires | =obs"
        " | commentaire",
        "ur": "کیفیت | ریمارکس | تبصرہ",
        "fa": "ملاحظات | توضیحات | یادداشت",
        "ar": "ملاحظات | ملاحظه",
        "ps": "ملاحظات | کتنې | یادونه | څرګندونې",
        "bn": "মন্তব্য",
    },
    "module_code": {
        "en": "course code | module code | course id | module id | course short name"
        " | course shortname | =shortname | training code | activity id | lesson code"
        " | course id number",
        "fr": "code du cours | code du module | code cours | code module | code formation",
        "ur": "کورس کوڈ | ماڈیول کوڈ",
        "fa": "کد دوره | کد صنف | کد مضمون | کود کورس",
        "ar": "رمز دوره | رمز مقرر | کود دوره | رمز مساق",
        "ps": "د کورس کوډ",
        "bn": "কোর্স কোড | মডিউল কোড",
    },
    "module_title": {
        "en": "course | module | course title | course name | module name | module title"
        " | course full name | lesson | =activity | activity name | learning path | =content"
        " | =training | training title | =training name | e learning course | quiz name",
        "fr": "cours | module | intitule du cours | nom du cours | intitule | nom du module"
        " | =formation | titre du cours | =activite | intitule du module",
        "ur": "کورس | کورس کا نام | ماڈیول",
        "fa": "دوره | نام دوره | کورس | نام کورس | عنوان دوره | =مضمون",
        "ar": "دوره | اسم دوره | مقرر | مساق | عنوان دوره | اسم مقرر",
        "ps": "کورس | د کورس نوم",
        "bn": "কোর্স | কোর্সের নাম | মডিউল | মডিউলের নাম",
    },
    "status": {
        "en": "status | result | outcome | completion status | completion state | =state"
        " | =completed | =completion | pass fail | =progress status | course status"
        " | lesson status | enrolment status | final result",
        "fr": "statut | resultat | etat | statut d achevement | =acheve | etat d achevement"
        " | =termine",
        "ur": "حالت | نتیجہ",
        "fa": "وضعیت | حالت | نتیجه",
        "ar": "حاله | نتیجه | حاله اکمال",
        "ps": "حالت | پایله | نتیجه",
        "bn": "অবস্থা | ফলাফল | ফল | স্ট্যাটাস",
    },
    "score": {
        "en": "score | score percent | =marks | =mark | grade percent | percent | percentage"
        " | total score | final grade | final score | quiz score | course total | =points"
        " | marks obtained | obtained marks | course grade | highest grade | grade 10 00"
        " | grade 100 00 | overall grade | average score | test score | progress percent",
        "fr": "score | =note | note finale | note sur 20 | note obtenue | pourcentage"
        " | total du cours"
        " | note 20 | note 20 00 | =points",
        "ur": "سکور | نمبرات | حاصل کردہ نمبر | فیصد | اسکور",
        "fa": "نمره | امتیاز | فیصدی | درصد | نمرات",
        "ar": "علامه | نسبه مئویه | درجه نهائیه | مجموع | نقاط | نسبه",
        "ps": "نمره | نمرې | سلنه",
        "bn": "স্কোর | প্রাপ্ত নম্বর | নম্বর প্রাপ্ত | শতকরা | শতাংশ",
    },
    "done_on": {
        "en": "completed on | completion date | date completed | finished on | passed on"
        " | date of completion | completed at | time completed | completion time | completed date"
        " | finished at | date finished | end date | =finished | course completed date"
        " | date passed | =date of pass | time finished | date complete",
        "fr": "acheve le | date d achevement | termine le | date de fin | date de completion"
        " | date de reussite | date d obtention",
        "ur": "تاریخ تکمیل | مکمل ہونے کی تاریخ",
        "fa": "تاریخ تکمیل | تاریخ ختم | تاریخ اتمام | تاریخ تکمیلی",
        "ar": "تاریخ اکمال | تاریخ انجاز | تاریخ انتهاء | تاریخ اتمام",
        "ps": "د بشپړېدو نېټه | د پای نېټه",
        "bn": "সমাপ্তির তারিখ | সম্পন্নের তারিখ | শেষ করার তারিখ",
    },
    OTHER: {
        "en": "!weightage | !emergency | !next of kin | !supervisor | !line manager"
        " | !reporting officer"
        " | !nominated by | !nominating officer | !focal person | !recommended by | !mother"
        " | head of family | user name | username | login | login name | file name | sheet name"
        " | event name | hospital name | facility name | project name | product name | item name"
        " | brand name | hotel name | shop name | store name | training event | batch name"
        " | class name | school name | company name"
        " | bank name | bank account | account no | account number | account title | iban"
        " | village name | branch name | name of bank | name of institute | name of school"
        " | name of training | name of course attended | name of trainer | trainer name"
        " | training attended | trainings attended | course attended | courses attended"
        " | previous training | previous courses | address | home address | postal address"
        " | permanent address | present address | mailing address | residential address"
        " | domicile | postal code | postcode | zip | zip code | blood group | blood type"
        " | marital status | nationality | signature | signatures | religion | education"
        " | qualification | experience | passport | passport no | passport number | salary | age"
        " | fax | fax no | photo | picture | ip address | last access | last login | timestamp"
        " | start time | membership fee | date of joining | joining date | date of appointment"
        " | date of enlistment | date of retirement | doj | seniority | date of seniority"
        " | start date | started on | enrolled on | enrolment date | registration date | date paid"
        " | enrolled date | time spent | duration | attempts | certificate no | certificate number"
        " | username moodle | employment status | contract status | vehicle no | weapon no"
        " | number of participants | shirt size | session name | state province | age group"
        " | date of issue | issue date | expiry date | cnic expiry | cnic issue date"
        " | date of posting | date of promotion | member status | membership status",
        "fr": "!personne a contacter | !urgence | !superviseur | !mere | !formateur"
        " | nom d utilisateur | identifiant de connexion | adresse | code postal | groupe sanguin"
        " | situation matrimoniale | etat civil | nationalite | signature | emargement | religion"
        " | niveau d etudes | diplome | anciennete | experience | passeport | salaire | age"
        " | lieu de naissance | date d entree | date d inscription | date de recrutement"
        " | dernier acces | duree | date de debut | commence le",
        "ur": "!ہنگامی | !والدہ | ہسپتال کا نام | سکول کا نام | کمپنی کا نام | بینک کا نام"
        " | پتہ | مستقل پتہ | دستخط | تعلیم | مذہب | عمر"
        " | قومیت | تاریخ بھرتی | تصویر | خون کا گروپ",
        "fa": "!مادر | !اضطراری | !طرف حساب"
        " | نام شفاخانه | نام بیمارستان | نام مکتب | نام مدرسه | نام شرکت"
        " | نام پروژه | نام بانک | آدرس | ادرس | سکونت اصلی | سکونت فعلی | امضا | امضاء"
        " | درجه تحصیل"
        " | تحصیلات | سن | ملیت | گروپ خون | گروه خونی | تاریخ تقرر | تاریخ شمولیت"
        " | سویه تحصیلی | نام پدرکلان | پدرکلان | پدر کلان | نام پدر کلان | حالت مدنی | قوم | عکس"
        " | زون | محل تولد | تاریخ شروع",
        "ar": "اسم ام | عنوان | عنوان سکن | توقیع | مؤهل علمی | تحصیل دراسی | عمر | جنسیه"
        " | فصیله دم | حاله اجتماعیه | تاریخ تعیین | تاریخ مباشره | !طوارئ | محل ولاده"
        " | اسم بند"
        " | اسم مستشفی | اسم مدرسه | اسم شرکه | اسم جامعه | اسم مشروع | اسم منتج | اسم بنک"
        " | اسم مستخدم | رقم جواز | جواز سفر | دیانه | صوره | تاریخ بدء | مؤهل | مکان میلاد",
        "ps": "!د مور | لاسلیک | پته | عمر | زده کړه | د نیکه نوم | د زده کړې کچه | اصلي استوګنځی",
        "bn": "!মাতার | !মাতা | !জরুরি | ঠিকানা | স্থায়ী ঠিকানা | বর্তমান ঠিকানা | স্বাক্ষর | বয়স"
        " | শিক্ষাগত যোগ্যতা | রক্তের গ্রুপ | যোগদানের তারিখ | ধর্ম | জাতীয়তা | বৈবাহিক অবস্থা"
        " | ছবি",
    },
}
