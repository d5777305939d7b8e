"""What tells people from other things: how names look, and the words beside them.

Nothing here proves anything. A table is taken for a list of people when enough of it agrees.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbook.intake.captions import caption_key
from workbook.intake.common_names import COMMON
from workbook.intake.mapping import meaning
from workbook.intake.names import NUMBER_BEHIND, is_anonymous
from workbook.text import is_latin, skeleton

LONGEST_NAME = 60
_MOST_WORDS = 5

# What stands where a name should, and says that there is nobody.
_VACANT = """
    n/a na nil none null nobody vacant tba tbd unknown test dummy asdf xx xxx xxxx
    خالی نیست néant vide
"""
# Single words that are no names though they look like them.
_WORDS = """
    yes no y n test example sample total subtotal
    present absent late leave male female man woman boy girl passed failed pass fail
    active inactive pending approved rejected complete completed ok true false other others misc
    all any monday tuesday wednesday thursday friday saturday sunday january february
    july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec north south east west high low medium urban rural main reserve annual
    monthly weekly daily company individual contact good fair poor excellent average name names
    خالی کوئی نہیں ہاں نہیں حاضر غیر حاضر نعم بله کل میزان হ্যাঁ না মোট oui non
"""
# Words of a caption that means names and nothing else.
_WORDS_OF_NAMES = """
    name names full fullname of the a officer officers official officials person participant
    participants trainee trainees student students learner learners nominee nominees candidate
    candidates employee employees emp empl staff member members faculty teacher trainer expert
    volunteer attendee attendees user display applicant delegate speaker speakers individual police
    policewoman woman women lady latin english urdu arabic bengali bangla pashto dari persian
    native local script in
    block letters capital capitals and with as per cnic nid id card passport surname first last
    given family middle fore forename complete title initials rank mr ms mrs no s no sr
    nom noms prenom prenoms et de l d du des agent etudiant etudiants eleve eleves employe
    stagiaire apprenant candidat membre complet nombre nombres apellido apellidos y del alumno
    nome cognome completo sobrenome vorname nachname und teilnehmer nama lengkap peserta siswa
    adı soyadı ad soyad jina majina guru dosen pegawai anggota katılımcı öğrenci öğretmen
    isim isimleri candidats beneficiaire beneficiaires patient driver trainees mp
    doctor doctors player players voter voters elector beneficiary beneficiaries classmates
"""
_OF_PERSONS = """
    officer officers person participant participants trainee trainees student students learner
    learners nominee nominees candidate candidates employee employees emp empl staff member members
    teacher volunteer volunteers attendee attendees delegate applicant speaker speakers surname
    classmates player players doctor doctors voter voters beneficiary beneficiaries
"""
_PERSONS = frozenset(_OF_PERSONS.split())
_NAME_WORDS = frozenset(skeleton(word) for word in COMMON.split())
# A Chinese name begins with the family's, of which these are the most common.
_FAMILIES = """
    王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹曾彭
    萧蕭蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鐘姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱
    方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴赖賴覃洪武莫孔汤湯常温
    康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁
    尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶
    饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党黨宫宮费費卜冷晏席
"""
_CHINESE = f"[{''.join(_FAMILIES.split())}][\u4e00-\u9fff]{{1,2}}"
_CHINESE_NAME = re.compile(_CHINESE)
_NAME_ENDINGS = re.compile(
    r"\w{2,}(zai|khel|ullah|uddin|zada|zadeh|pour|ович|евич|овна|евна)$|^al-\w{3,}"
    rf"|{_CHINESE}$"
)

# What is no person though it may stand under "Name".
_BODIES = re.compile(
    r"(?<!\w)(ltd|pvt|inc|llc|llp|plc|gmbh|ltda|sarl|compan(y|ies)"
    r"|corporation|schools?|college|university|hospitals?"
    r"|clinic|ministry|department|dept?\.|directorate|offices?|police station|thana|bank|society"
    r"|associations?|foundation|trust|council|committee|authority|agency|bureau|cent(re|er)"
    r"|institute|academy|branch|districts?|tehsil|county|counties|municipality|parish|province|division|warehouse|stores?|shop|market"
    r"|outlet|hotel|road|street|project|programme|services|headquarters|red cross|red crescent"
    r"|école|lycée|société|ministère|bureau|direction|commissariat|hôpital|collège|université"
    r"|ضلع|تھانہ|محکمہ|سکول|ہسپتال|دفتر|وزارت|شعبہ|کالج|یونیورسٹی|ادارہ|بینک"
    r"|مدرسه|شرکه|وزاره|مستشفی|مدیریه|جامعه|مرکز|ریاست|ولسوالی|ولایت|مکتب|شفاخانه"
    r"|থানা|জেলা|বিদ্যালয়|হাসপাতাল|কার্যালয়|কলেজ|বিশ্ববিদ্যালয়)(?!\w)"
)
_OF_TWO_WORDS = frozenset(("police", "red"))  # which begin those of several words
_BODY_CAPTION = re.compile(
    r"(?<!\w)(organi[sz]ations?|company|companies|school|college|university|hospital|facility"
    r"|office|station|branch|district|province|region|city|town|village|country|countries|state"
    r"|bank|vendor|supplier|customer|client|product|item|goods|material|equipment|asset|model"
    r"|brand|course|module|subject|topic|title|project|programme|activity|event|venue|location"
    r"|place|rooms?|halls?|sessions?|tracks?|address|species|category|type|class|group|unit"
    r"|department|directorate|ministry"
    r"|agency|indicator|variable|field|column|question|answer|option|description|label|file|sheet"
    r"|bank|account|website|url|street|area|code|ضلع|محکمہ|ادارہ|شہر|پتہ|کورس|مضمون|منطقه|مدینه"
    r"|بند|مستشفی|مدرسه|شرکه|جامعه|موسسه|مشروع|منتج|بنک|ہسپتال|سکول|کمپنی|بینک|شفاخانه|مکتب|شرکت)"
    r"(?!\w)"
)
_THINGS = re.compile(
    r"(?<!\w)(prices?|cost|qty|quantity|stock|amount|budget|value|population|capital|area|iso"
    r"|latitude|longitude|website|url|copy|species|weight|brand|model|version|type|category|regions?"
    r"|country|countries|unit of|units?|rate|currency|weights?|label|description|template|question"
    r"|authors?|publisher|isbn|album|genre|site web|chiffre d|forme juridique|effectif|siret|siren"
    r"|answer|translation|options|tooltip|schools|students|households|hectares|percent of|indicator"
    r"|numerator|denominator|سعر|قیمت|تعداد|مقدار|দাম|পরিমাণ|prix|quantité|montant)(?!\w)"
)
_NOBODY = frozenset(skeleton(word) for word in _VACANT.split()) | {
    "to be nominated",
    "to be decided",
    "to be announced",
    "not nominated",
    "no name",
    "vacant room",
    "room vacant",
    "vacant bed",
    "bed vacant",
    "vacant seat",
    "seat vacant",
    "open position",
    "vacant post",
    "post vacant",
    skeleton("کوئی نہیں"),
}
_TITLE = re.compile(r"(list|names|nominal roll|liste) (of|des|de)\b|(قائمه|فهرست|کشف) ب?اسما")
_TO_BE = re.compile(r"(to|will) be (nominated|decided|announced|confirmed|named|filled)\b")
_BEGINNINGS = frozenset(said.split()[0] for said in _NOBODY) | {"to", "will"}
_NO_NAMES = frozenset(skeleton(word) for word in _WORDS.split()) | _NOBODY

_OF_NAMES = frozenset(skeleton(word) for word in _WORDS_OF_NAMES.split())
_OF_A_PERSON = re.compile(
    r"(?<!\w)(roll ?(no|number|num)|regd( ?no)?|enrol?lment (no|number|id)|admission (no|number)"
    r"|(student|learner|pupil|voter|epic|candidate|matric\w*) (id|no|number|code)|seat (no|number)"
    r"|hall ?ticket( no)?|index (no|number)|nisn|nis|nim|nik|nip|nuptk|usn|prn|c?gpa|age"
    r"|(employee|emp|empl|staff|member|personnel|faculty|user) (id|no|number|code)|hourly rate"
    r"|hours worked|(gross|net|basic) (pay|salary)|leave balance|(hire|hiring|joining) date"
    r"|date of join|date hired|(check|clock|time|sign)(ed)? (in|out)|time of (entry|arrival)"
    r"|arrival time|password|skills?|nick ?name|blood group|(t ?)?shirt size|talla de camisa|edad"
    r"|(father|mother|husband|guardian|parent|spouse)( s)?( name| mobile| contact| phone)?|caste"
    r"|religion|marital status|date of (joining|birth|appointment)|numero etudiant|no etudiant"
    r"|ogrenci no|jenis kelamin|tempat lahir|tanggal lahir|tgl lahir|umur|usia|agama|orang tua"
    r"|возраст|группа студента|年龄|性别|学号|身份证号?|رقم جلوس|عمر|فصیله دم|آیو|उम्र|आयु|लिंग)(?!\w)"
)

_ASIDE = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]|(?<=\w)\s*[-–]\s*\(?[A-Z]{1,4}[-/]?\d+\)?$")
_RELATION = re.compile(
    r"(?<!\w)([dswc]\s*/\s*o\b|daughter of|wife of|son of|دختر|زوجہ|ولد|بنت)", re.IGNORECASE
)
_FOREIGN_SIGNS = re.compile(r"[@:\\%#=<>|?!{}\[\]_*+;$€£&~^]|https?|www\.|\d")
_WORD = re.compile(r"[^\W\d_][^\s,،/]*")


# "Md." at the end is no full stop.
_SENTENCE = re.compile(r"(\S+\s+){2,}\S{4,}[.۔।؟?!]\s*")


@lru_cache(maxsize=20_000)
def name_likeness(text: str) -> float:
    """How much a cell looks like a person's name: 0 not at all, 1 like two to five parts of one."""
    if _SENTENCE.fullmatch(text):
        return 0.1
    plain = _without_asides(" ".join(text.split())).strip(" .,-–'\"")
    plain = _RELATION.split(plain, maxsplit=1)[0].strip(" ,.-")
    folded = skeleton(plain)
    if _TITLE.match(folded):
        return 0.0
    if not plain or len(plain) > LONGEST_NAME or folded in _NO_NAMES or is_body(plain):
        return 0.0
    if _FOREIGN_SIGNS.search(plain):
        return 0.5 if is_anonymous(plain) else 0.0
    words = _WORD.findall(plain)
    if not words or len(words) > _MOST_WORDS + 2:
        return 0.0
    if len(words) <= 3 and not has_name_word(text) and meaning((plain,)) is not None:
        return 0.0  # a caption
    if len(words) == 1:
        if _CHINESE_NAME.fullmatch(plain):
            return 1.0
        return 0.5 if len(plain) >= 3 else 0.2
    if is_latin(plain):
        capital = sum(word[0].isupper() for word in words)
        if capital < len(words) - 2 and capital > 0:
            return 0.1  # a sentence
    return 1.0 if len(words) <= _MOST_WORDS else 0.4


@lru_cache(maxsize=20_000)
def has_name_word(text: str) -> bool:
    """Whether a part of the text is a common part of names."""
    return any(
        word in _NAME_WORDS or _NAME_ENDINGS.match(word)
        for word in re.split(r"[\s.,()،/]+", skeleton(text))
    )


def is_body(text: str) -> bool:
    """Whether a text names an organisation or a place by its words: "Grocery Ltd", "District"."""
    if not any(map(_tells_of_body, text.split())):
        return False
    plain = text.casefold()
    found = _BODIES.search(plain) or (not text.isascii() and _BODIES.search(skeleton(text)))
    return bool(found)


@lru_cache(maxsize=20_000)
def _tells_of_body(word: str) -> bool:
    """Whether a text with this word can be one of a body: names repeat their words."""
    spellings = {word.casefold(), skeleton(word)}
    return any(_BODIES.search(w) or w.strip(".,") in _OF_TWO_WORDS for w in spellings)


def _without_asides(text: str) -> str:
    """A text without what stands in brackets, or a number, behind it: "Sana Ahmed 045"."""
    if (numbered := NUMBER_BEHIND.fullmatch(text)) and has_name_word(text):
        text = numbered[1]
    return _ASIDE.sub("", text)


def is_coded(text: str) -> bool:
    """Whether a text holds digits other than an id beside a name: "AL001", not "Sana (AL001)"."""
    coded = any(c.isdecimal() for c in _without_asides(text) or text)
    return coded and not is_anonymous(text)


def is_no_name(text: str) -> bool:
    """Whether a text says that nobody is named: "vacant", "N/A", "-----"."""
    first = text.partition(" ")[0]
    if first.isascii() and first.isalpha() and first.lower() not in _BEGINNINGS:
        return False
    folded = skeleton(text)
    if folded in _NOBODY or _TO_BE.match(folded):
        return True
    return not folded[:1].isalpha() and not any(letter.isalpha() for letter in folded)


def names_no_people(caption: str) -> bool:
    """Whether a caption says that its column holds other things than people."""
    return bool(_BODY_CAPTION.search(caption_key(caption)))


def names_things(caption: str) -> bool:
    """Whether a caption is one of lists of things, prices, places or figures."""
    return bool(_THINGS.search(skeleton(caption)))


def tells_of_person(caption: str) -> bool:
    """Whether only people have what a caption names: a roll number, an age, a father."""
    return bool(_OF_A_PERSON.search(caption_key(caption)))


def says_person(caption: str) -> bool:
    """Whether a caption that means names says whose: "Student name", and not only "Name"."""
    return not _PERSONS.isdisjoint(caption_key(caption).split())


def is_plain_name_caption(caption: str) -> bool:
    """Whether a caption that means names says nothing else: "Name of officer", not
    "Branch name".
    """
    latin = [word for word in caption_key(caption).split() if is_latin(word)]
    return all(word in _OF_NAMES for word in latin) and not names_no_people(caption)
