"""Lists as agencies send them, all invented: each is found where it stands, with its people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import SheetError
from workbook.intake.correction import NO_HEADER, Correction
from workbook.intake.detect import ForeignList, detect
from workbook.intake.kinds import ListKind
from workbook.intake.values import DateOrder
from workbook.sheets.reader import Cell, Merged, Sheet, SheetFile


@dataclass(frozen=True)
class Case:
    """A file as text: a line a row, cells between |, numbers where they are only digits.

    `found` is sheet, caption row, people and reserve; or the reason of a refusal.
    """

    name: str
    sheets: dict[str, str]
    found: tuple[str, int | None, int, int] | str
    merged: dict[str, list[Merged]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def file(self) -> SheetFile:
        return SheetFile(
            "xlsx",
            "list.xlsx",
            "00",
            [
                Sheet(name, name in self.hidden, rows_of(text), self.merged.get(name, []))
                for name, text in self.sheets.items()
            ],
        )


def rows_of(text: str) -> list[list[Cell]]:
    rows = [[cell_of(part) for part in line.split("|")] for line in text.strip("\n").split("\n")]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    return rows


def cell_of(part: str) -> Cell:
    part = part.strip()
    if part.isascii() and part.isdigit() and (part == "0" or not part.startswith("0")):
        return int(part)
    return {"": None, "TRUE": True, "FALSE": False}.get(part, part)


COMPANIES = [
    *("Tappix", "Zynora", "Blue River", "1oTel", "Arxilo Tech", "B2Clouds"),
    *("Wetrackr", "Winsigo", "Xpimo 3D", "Core Logic"),
]

CASES = [
    Case(
        "letterhead and subject above, signature and copies below",
        {
            "Sheet1": """
GOVERNMENT OF SINDH
HOME DEPARTMENT
Karachi, dated the 4th May 2021

Subject: Nomination of lady officers for the training on trafficking in persons

S.No|Name|Rank|CNIC|Mobile
1|Hina Raza|ASI|42101-1234567-8|0301-2345678
2|Sana Jibraan|SI|42101-1234567-6|0301-2345679
3|Iqra Lodhi|Constable||0301-2345670

(Muhammad Aslam)
Deputy Secretary (Training)
Copy forwarded to:
1|The Inspector General of Police, Sindh
2|The Director, Training Branch
"""
        },
        ("Sheet1", 6, 3, 0),
    ),
    Case(
        "header in two rows without merging",
        {
            "L": """
Sr|Name of Officer|Contact||Posting
||Mobile|E-mail|
1|Hina Raza|03012345678|hina@example.org|Lahore
2|Sana Jibraan|03012345679|sana@example.org|Multan
"""
        },
        ("L", 0, 2, 0),
    ),
    Case(
        "header in three rows with merged groups",
        {
            "L": """
Sr|Personal data|||Contact|
|Name|Service||Phone|E-mail
||Rank|Belt No||
1|Hina Raza|ASI|123/L|03012345678|hina@example.org
2|Sana Jibraan|SI|124/L|03012345679|sana@example.org
"""
        },
        ("L", 1, 2, 0),
        merged={
            "L": [
                Merged(0, 0, 2, 0),
                Merged(0, 1, 0, 3),
                Merged(0, 4, 0, 5),
                Merged(1, 1, 2, 1),
                Merged(1, 2, 1, 3),
                Merged(1, 4, 2, 4),
                Merged(1, 5, 2, 5),
            ]
        },
    ),
    Case(
        "hashtags below the header",
        {
            "data": """
Participant|Organisation|Phone|District
#contact+name|#org|#contact+phone|#adm2
Hina Raza|Punjab Police|03012345678|Lahore
Sana Jibraan|FIA|03012345679|Multan
"""
        },
        ("data", 0, 2, 0),
    ),
    Case(
        "formats and numbers below the header",
        {
            "data": """
S No|Full Name|Mobile|Date of birth
(1)|(2)|(3)|(4)
1|Hina Raza|03012345678|14-03-1990
2|Sana Jibraan|03012345679|15-03-1990
"""
        },
        ("data", 0, 2, 0),
    ),
    Case(
        "letters below the header",
        {
            "data": """
S No|Name|Rank|Posting
A|B|C|D
1|Hina Raza|ASI|Lahore
2|Sana Jibraan|SI|Multan
"""
        },
        ("data", 0, 2, 0),
    ),
    Case(
        "an example row of a template",
        {
            "data": """
Name|CNIC|Mobile
e.g. Ayesha Khan|12345-1234567-1|0300-0000000
Hina Raza|42101-1234567-8|0301-2345678
"""
        },
        ("data", 0, 1, 0),
    ),
    Case(
        "two tables stacked: people and the timetable",
        {
            "P": """
Programme of the training
Time|Topic|Room
09:00|Opening|Hall A
10:00|Identifying victims|Hall B

List of participants
No|Name|Rank|Phone
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
3|Iqra Lodhi|SI|03012345671
"""
        },
        ("P", 6, 3, 0),
    ),
    Case(
        "participants above and trainers below, with another header",
        {
            "P": """
No|Name|Rank|CNIC|Phone
1|Hina Raza|ASI|42101-1234567-8|03012345678
2|Sana Jibraan|SI|42101-1234567-7|03012345679
3|Iqra Lodhi|SI|42101-1234567-6|03012345671

Trainers
Name|Subject|E-mail
Bano Qureshi|Law|bano@example.org
"""
        },
        ("P", 0, 3, 0),
    ),
    Case(
        "the same header twice side by side",
        {
            "P": """
No|Name|Phone||No|Name|Phone
1|Hina Raza|03012345678||4|Nadia Kausar|03012345674
2|Sana Jibraan|03012345679||5|Maryam Afridi|03012345675
3|Iqra Lodhi|03012345671||6|Sadia Butt|03012345676
"""
        },
        ("P", 0, 6, 0),
    ),
    Case(
        "side by side without an empty column",
        {
            "P": """
No|Name|Phone|No|Name|Phone
1|Hina Raza|03012345678|4|Nadia Kausar|03012345674
2|Sana Jibraan|03012345679|5|Maryam Afridi|03012345675
"""
        },
        ("P", 0, 4, 0),
    ),
    Case(
        "an empty column inside one table",
        {
            "P": """
No|Name||Rank|Phone
1|Hina Raza||ASI|03012345678
2|Sana Jibraan||SI|03012345679
"""
        },
        ("P", 0, 2, 0),
    ),
    Case(
        "one sheet a day with the same people",
        {
            "Day 1": """
No|Name|Phone|Signature
1|Hina Raza|03012345678|
2|Sana Jibraan|03012345679|
3|Iqra Lodhi|03012345671|
""",
            "Day 2": """
No|Name|Phone|Signature
1|Sana Jibraan|03012345679|
2|IQRA LODHI|03012345671|
3|Hina Raza|03012345678|
""",
        },
        ("Day 1", 0, 3, 0),
    ),
    Case(
        "one sheet a district",
        {
            "Lahore": """
No|Name|Rank|Phone
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
""",
            "Multan": """
No|Name|Rank|Phone
1|Nadia Kausar|ASI|03012345674
2|Maryam Afridi|SI|03012345675
3|Sadia Butt|SI|03012345676
""",
        },
        ("Lahore", 0, 5, 0),
    ),
    Case(
        "a cover sheet before the list",
        {
            "Cover": """
Training of women police officers
Prepared by|Training Branch
Date|4 May 2021
""",
            "Annex A": """
Name|Rank|Phone
Hina Raza|ASI|03012345678
Sana Jibraan|SI|03012345679
""",
        },
        ("Annex A", 0, 2, 0),
    ),
    Case(
        "people across with captions down",
        {
            "T": """
Name|Hina Raza|Sana Jibraan|Iqra Lodhi
Rank|ASI|SI|Constable
Mobile|03012345678|03012345679|03012345671
District|Lahore|Multan|Okara
"""
        },
        ("T", 0, 3, 0),
    ),
    Case(
        "attendance with people across",
        {
            "A": """
Day|Hina Raza|Sana Jibraan|Iqra Lodhi|Nadia Kausar
Monday|P|P|A|P
Tuesday|P|P|P|P
Wednesday|A|P|P|P
Total|2|3|2|3
"""
        },
        ("A", 0, 4, 0),
    ),
    Case(
        "no header: names and e-mail addresses",
        {
            "p": """
hina raza|hina.raza@example.org
SANA JIBRAAN|sana@example.org
Iqra|iqra.l@example.org
"""
        },
        ("p", None, 3, 0),
    ),
    Case(
        "no header: number, name, card, mobile",
        {
            "p": """
1|Hina Raza|42101-1234567-8|0301-2345678
2|Sana Jibraan|42101-1234567-7|0301-2345679
3|Iqra Lodhi|42101-1234567-6|0301-2345671
"""
        },
        ("p", None, 3, 0),
    ),
    Case(
        "no header: one column of names",
        {
            "p": """
Hina Raza
Sana Ahmed
Iqra Bibi
Maryam Khan
"""
        },
        ("p", None, 4, 0),
    ),
    Case(
        "no header under a letterhead",
        {
            "p": """
Office of the District Police Officer, Kasur

1|Hina Raza|ASI|0301-2345678
2|Sana Jibraan|SI|0301-2345679
3|Iqra Lodhi|SI|0301-2345671
"""
        },
        ("p", None, 3, 0),
    ),
    Case(
        "header without a word for names",
        {
            "p": """
Sl.|Afsar|Rank|Cell #
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
3|Iqra Lodhi|SI|03012345671
"""
        },
        ("p", 0, 3, 0),
    ),
    Case(
        "pre-numbered empty rows, totals and averages",
        {
            "p": """
S.No|Name|Pre|Post|Phone
1|Hina Raza|10|20|03012345678
2|Sana Jibraan|12|22|03012345679
3||||
4||||
5||||
|Total|22|42|
|Average|11|21|
"""
        },
        ("p", 0, 2, 0),
    ),
    Case(
        "the header again at the top of each page",
        {
            "p": """
S.No|Name|Phone
1|Hina Raza|03012345678
2|Sana Jibraan|03012345679
Page 1 of 2
S.No|Name|Phone
3|Iqra Lodhi|03012345671
4|Sadia Butt|03012345676
"""
        },
        ("p", 0, 4, 0),
    ),
    Case(
        "groups with headings, merged over the table",
        {
            "p": """
S.No|Name|Rank|Phone
District Lahore|||
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
District Multan|||
1|Iqra Lodhi|SI|03012345671
"""
        },
        ("p", 0, 3, 0),
        merged={"p": [Merged(1, 0, 1, 3), Merged(4, 0, 4, 3)]},
    ),
    Case(
        "headings in the column of names",
        {
            "p": """
S.No|Name|Rank|Phone
|AHTC Wing||
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
|Immigration Wing||
3|Iqra Lodhi|SI|03012345671
"""
        },
        ("p", 0, 3, 0),
    ),
    Case(
        "waiting list, numbered anew",
        {
            "p": """
S.No|Name|Rank|Phone
1|Hina Raza|ASI|03012345678
2|Sana Jibraan|SI|03012345679
Waiting list (in order):
1|Iqra Lodhi|SI|03012345671
2|Sadia Butt|SI|03012345676
"""
        },
        ("p", 0, 4, 2),
    ),
    Case(
        "reserves of each district",
        {
            "p": """
S.No|Name|Rank|Phone
District Lahore|||
1|Hina Raza|ASI|03012345678
RESERVE|||
1|Sana Jibraan|SI|03012345679
District Multan|||
1|Iqra Lodhi|SI|03012345671
Stand-by|||
1|Sadia Butt|SI|03012345676
"""
        },
        ("p", 0, 4, 2),
    ),
    Case(
        "Urdu with a reserve",
        {
            "فہرست": """
محکمہ پولیس خیبر پختونخوا
نمبر شمار|نام|عہدہ|موبائل نمبر
۱|عائشہ ہاشمی|اے ایس آئی|۰۳۰۱۲۳۴۵۶۷۸
۲|بشریٰ بی بی|کانسٹیبل|۰۳۰۱۲۳۴۵۶۷۹
متبادل
۳|نادیہ کوثر|کانسٹیبل|۰۳۰۱۲۳۴۵۶۷۱
کل تعداد: ۳
دستخط
"""
        },
        ("فہرست", 1, 3, 1),
    ),
    Case(
        "Arabic",
        {
            "قائمة": """
وزارة الداخلية
قائمة المرشحات للدورة
الرقم|الاسم|الرتبة|رقم الهاتف
1|فاطمة الزهراء حسن|ملازم|07701234567
2|زينب كريم الربيعي|نقيب|07701234568
الاحتياط
3|هدى جاسم العبيدي|ملازم|07701234569
المجموع|3
التوقيع
"""
        },
        ("قائمة", 2, 3, 1),
    ),
    Case(
        "Dari",
        {
            "لست": """
شماره|نام|نام پدر|رتبه|شماره تماس
۱|شکریه رحیمی|عبدالله|ساتنمن|۰۷۰۱۲۳۴۵۶۷
۲|فریبا کریمی|محمد|ساتنمن|۰۷۰۱۲۳۴۵۶۸
ذخیره
۳|لطیفه نوری|احمد|ساتنمن|۰۷۰۱۲۳۴۵۶۹
"""
        },
        ("لست", 0, 3, 1),
    ),
    Case(
        "Pashto",
        {
            "لست": """
شمېره|نوم|د پلار نوم|د تلیفون شمېره
۱|سپوږمۍ وردک|ګل محمد|۰۷۰۱۲۳۴۵۶۷
۲|ملالۍ هوتک|نور محمد|۰۷۰۱۲۳۴۵۶۸
"""
        },
        ("لست", 0, 2, 0),
    ),
    Case(
        "Bengali with a reserve",
        {
            "তালিকা": """
বাংলাদেশ পুলিশ
ক্রমিক|নাম|পদবী|মোবাইল
১|মোসাঃ শিরিন আক্তার|এসআই|01712345678
২|ফাতেমা খাতুন|এএসআই|01712345679
অপেক্ষমাণ তালিকা
৩|নাসরিন জাহান|এএসআই|01712345670
মোট|৩
স্বাক্ষর
"""
        },
        ("তালিকা", 1, 3, 1),
    ),
    Case(
        "French with a reserve",
        {
            "Liste": """
République du Mali
Direction générale de la Police
N°|Nom et prénoms|Grade|Téléphone
1|Aminata Traoré|Sergent|76123456
2|Fatou Keita|Adjudant|76123457
Liste d'attente
3|Mariam Coulibaly|Sergent|76123458
Total : 3
Fait à Bamako, le 3 mai 2021
Le Directeur
"""
        },
        ("Liste", 2, 3, 1),
    ),
    Case(
        "names in parts, the family name first",
        {
            "p": """
Last Name|First Name|Father's name|Mobile
RAZA|HINA|Ali Raza|03012345678
JIBRAAN|SANA|Omar|03012345679
"""
        },
        ("p", 0, 2, 0),
    ),
    Case(
        "an id beside the name",
        {
            "p": """
Student Name|Course|Total
Hina Raza (HR001)|Law|75
Sana Jibraan (SJ002)|Law|81
Iqra Lodhi (IL003)|Law|66
"""
        },
        ("p", 0, 3, 0),
    ),
    Case(
        "several names in one cell",
        {
            "p": """
District|Names of officers|Phone
Lahore|1. Hina Raza 2. Sana Jibraan|03012345678
Multan|Iqra Lodhi|03012345671
"""
        },
        ("p", 0, 3, 0),
    ),
    Case(
        "a row of signs and a vacant seat",
        {
            "p": """
Name|Rank|Phone
Hina Raza|ASI|03012345678
-----|-----|-----
Vacant|SI|
To be nominated|ASI|
Sana Jibraan|SI|03012345679
||@%#
"""
        },
        ("p", 0, 2, 0),
    ),
    Case(
        "a merged district down the rows, and people of two lines",
        {
            "p": """
District|Name|Phone
Lahore|Hina Raza|03012345678
||03012345600
|Sana Jibraan|03012345679
Multan|Iqra Lodhi|03012345671
"""
        },
        ("p", 0, 3, 0),
        merged={"p": [Merged(1, 0, 3, 0), Merged(1, 1, 2, 1)]},
    ),
    Case(
        "people who are named after what footers say",
        {
            "p": """
No|Name|Rank|Phone
1|Noor Total Khan|ASI|03012345678
2|Sum Bibi|SI|03012345679
3|Note Begum|SI|03012345671
"""
        },
        ("p", 0, 3, 0),
    ),
    Case(
        "a hidden sheet with an old list",
        {
            "List": """
Name|Phone
Hina Raza|03012345678
""",
            "old": """
Name|Phone
Sana Jibraan|03012345679
Iqra Lodhi|03012345671
""",
        },
        ("List", 0, 1, 0),
        hidden=frozenset({"old"}),
    ),
    Case(
        "only a hidden sheet",
        {"x": "Training", "old": "Name|Phone\nSana Jibraan|03012345679"},
        "not_people",
        hidden=frozenset({"old"}),
    ),
    Case(
        "a header and nobody",
        {"p": "S.No|Name|Rank|CNIC|Mobile\n1||||\n2||||\n3||||"},
        "empty",
    ),
    Case("codes", {"p": "Code\n" + "\n".join(f"CODE{n:03}" for n in range(300))}, "not_people"),
    Case(
        "codes under a word for people",
        {"p": "Learner\n" + "\n".join(f"AL{n:03}" for n in range(100))},
        "not_people",
    ),
    Case(
        "questions and answers",
        {
            "FAQ": """
Question|Answer
What is the name of the course?|Trafficking in persons
Who may take part?|Officers of the wing
Where is it held?|In the academy
"""
        },
        "not_people",
    ),
    Case(
        "figures by district",
        {
            "stats": """
S.No|District Name|Male|Female|Total
1|Rahim Yar Khan|120|11|131
2|Dera Ghazi Khan|80|9|89
3|Toba Tek Singh|70|7|77
|Total|270|27|297
"""
        },
        "not_people",
    ),
    Case(
        "prices",
        {
            "prices": """
No|Name|Unit|Price
1|Ball Pen Blue|piece|20
2|Note Book Large|piece|120
3|White Board Marker|box|400
"""
        },
        "not_people",
    ),
    Case(
        "a calendar",
        {
            "2021": """
Month|Week|Event|Venue
January|1|Basic Course|Lahore
February|2|Refresher Course|Multan
March|3|Trainers Course|Karachi
"""
        },
        "not_people",
    ),
    Case(
        "a name that is a caption too, in the first row",
        {
            "L": """
First Name|Last Name|Gender|Date of Birth
Mark|Rank|M|19-Dec-1960
Toni|Baker|F|24-Nov-1950
Rachel|Baker|F|7-Dec-1982
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "placeholders that are told apart by their addresses only",
        {
            "L": """
personal|middle|family|email
Px1|Mx1|Fx1|ex1@example.org
Px1|Mx1|Fx1|ex2@example.org
Px1|Mx1|Fx1|ex3@example.org
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "first and last name as programs shorten them",
        {
            "L": """
FName|LName|DOB
Hina|Raza|1990-05-12
Sana|Jibraan|1991-06-13
"""
        },
        ("L", 0, 2, 0),
    ),
    Case(
        "names in parts in German",
        {
            "L": """
ID|Titel|Vorname|Nachname|Dienststelle|E-Mail
19|Dr.|Stefan|Abele|Wache|stefan@example.org
20||Sabine|Ackerer||sabine@example.org
"""
        },
        ("L", 0, 2, 0),
    ),
    Case(
        "header in two languages one below the other",
        {
            "L": """
No|Name|Father Name|Rank|Phone
شماره|نام|نام پدر|رتبه|تلیفون
1|Zarmina Ahmadi|Abdul Ghani|Sergeant|0700123450
2|Malalai Popal|Abdul Karim|Sergeant|0700123451
3|Shukria Haidari|Sayed Ali|Sergeant|0700123452
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "captions merged down beside days in two rows",
        {
            "L": """
S.No|Name|Rank|Attendance||
|||Day 1|Day 2|Day 3
1|Hina Raza|SI|P|P|A
2|Sana Jibraan|SI|P|A|P
"""
        },
        ("L", 0, 2, 0),
        merged={
            "L": [
                Merged(0, 0, 1, 0),
                Merged(0, 1, 1, 1),
                Merged(0, 2, 1, 2),
                Merged(0, 3, 0, 5),
            ]
        },
    ),
    Case(
        "batches side by side under their titles",
        {
            "L": """
Batch A||||Batch B||
S.No|Name|Phone||S.No|Name|Phone
1|Hina Raza|03012345678||1|Iqra Lodhi|03012345670
2|Sana Jibraan|03012345679||2|Nadia Kausar|03012345671
"""
        },
        ("L", 1, 4, 0),
    ),
    Case(
        "two who sign side by side",
        {
            "L": """
S.No|Name|Designation|Posting
1|Hina Raza|Inspector|Lahore
2|Sana Jibraan|Inspector|Multan
3|Iqra Lodhi|Inspector|Okara

|(Muhammad Aslam)||(Tariq Mehmood)
|DSP Headquarters||SP Training
|For Inspector General of Police||Lahore
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "somebody to be nominated later",
        {
            "L": """
S.No|Name|Rank|Phone
1|Hina Raza|SI|03012345678
2|Vacant||
3|To be nominated later||
4|Sana Jibraan|SI|03012345679
"""
        },
        ("L", 0, 2, 0),
    ),
    Case(
        "numbered names under a title, a cell each",
        {"L": "List of participants\n1. Hina Raza\n2. Sana Jibraan\n3. Iqra Lodhi"},
        ("L", 0, 3, 0),
    ),
    Case(
        "names with patronymics in Russian",
        {
            "L": """
№|ФИО|Норма|Дата приема
1|Иванова Румия Тагировна|198|2015-08-22
2|Петров Марат Курбанович|198|2016-08-22
3|Сидорова Наиля Петровна|198|2017-08-22
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "a roster of a team below its days",
        {
            "L": """
||Date|1/1|1/2|1/3
Team Members|Employee ID|Role|Mon|Tue|Wed
Hina Raza|E-1|Annotator|8|8|0
Sana Jibraan|E-2|Annotator|8|0|8
Iqra Lodhi|E-3|Annotator|8|8|8
"""
        },
        ("L", 1, 3, 0),
    ),
    Case(
        "subjects with their weightage",
        {
            "L": """
Name|Code|Type|Subject Type|Grade Weightage
Financial Accounting|B-1|Theory|Compulsory|0
Law and Ethics|B-2|Theory|Compulsory|0
Business Management|B-3|Theory|Elective|0
"""
        },
        "not_people",
    ),
    Case(
        "an organisation whose name begins like an example",
        {
            "L": """
Organisation|Sex|First Name|Last Name|DOB
Example Org|F|Hina|Raza|1990-05-12
Example Org|F|Sana|Jibraan|1991-06-13
Example Org|F|Iqra|Lodhi|1992-07-14
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "kinds of dangers with remarks",
        {
            "L": """
Name|Comments
Avalanche|
Cold Wave|in winter
Flash Flood|
Heat Wave|
"""
        },
        "not_people",
    ),
    Case(
        "events with dates and places",
        {
            "L": """
EVENT_DATE|YEAR|EVENT_TYPE|LOCATION|NOTES
18/04/2001|2001|Violence against civilians|Algiers|four killed
19/04/2001|2001|Riots|Oran|
20/04/2001|2001|Peaceful protest|Oran|
21/04/2001|2001|Strategic development|Algiers|
"""
        },
        "not_people",
    ),
    Case(
        "pages with titles",
        {
            "L": """
Name|Title|Body
HelpProfile|Your profile|This page explains it
"""
        },
        "not_people",
    ),
    Case(
        "counties under a column called name",
        {
            "L": """
NAME|STATE|COUNTY
Adams County|31|1
Antelope County|31|3
Arthur County|31|5
"""
        },
        "not_people",
    ),
    Case(
        "police stations with their phones",
        {
            "PS": """
Police Station|Phone|E-mail
Model Town|04235012345|mt@example.org
Civil Lines|04235012346|cl@example.org
Garden Town|04235012347|gt@example.org
"""
        },
        "not_people",
    ),
    Case(
        "schools under a column called name",
        {
            "S": """
Name|Phone|District
Government Girls High School|04235012345|Lahore
City Public School|04235012346|Multan
Allied School|04235012347|Okara
"""
        },
        "not_people",
    ),
    Case(
        "countries with codes",
        {
            "C": """
Country name|ISO|Region|Population
Pakistan|PAK|South Asia|220000000
Bangladesh|BGD|South Asia|165000000
Iraq|IRQ|Middle East|40000000
"""
        },
        "not_people",
    ),
    Case(
        "variables of a form",
        {
            "survey": """
type|name|label
text|full_name|What is your name?
integer|age|How old are you?
select_one yn|consent|Do you agree?
"""
        },
        "not_people",
    ),
    Case(
        "modules of a course",
        {
            "M": """
Module code|Module name|Hours
SOM-101|Smuggling of Migrants|4
TIP-101|Trafficking in Persons|4
"""
        },
        "not_people",
    ),
    Case(
        "text alone",
        {"p": "Dear colleague,\nplease find the list attached.\nKind regards"},
        "not_people",
    ),
    Case("nothing", {"p": ""}, "empty"),
    Case(
        "contacts of organisations stand under Contact, and the organisations beside them",
        {
            "Sheet1": """
Organisation|Contact|Phone|Email
Hope Relief|Ingrid Solheim|0301-2345678|i@hope.example
Blue Hand|Tove Aasen|0301-2345679|t@hand.example
Water First|Lars Moe|0301-2345670|l@water.example
"""
        },
        ("Sheet1", 0, 3, 0),
    ),
    Case(
        "contact persons of vendors",
        {
            "Sheet1": """
Vendor|Contact Person|Phone|Address
Blue River Ltd|Sana Ahmed|0301-2345678|Lahore
Star Foods|Bilal Khan|0301-2345679|Multan
Green Mills|Omar Farid|0301-2345670|Swat
"""
        },
        ("Sheet1", 0, 3, 0),
    ),
    Case(
        "phones, addresses and websites of companies",
        {
            "Sheet1": "Name|Phone Number|Email|Website\n"
            + "\n".join(
                f"{name}|0301-23456{n:02}|info@c{n}.example|http://c{n}.example"
                for n, name in enumerate(COMPANIES)
            )
        },
        "not_people",
    ),
    Case(
        "hospitals of governorates",
        {
            "Sheet1": """
اسم المستشفى|القطاع|المحافظة|كود المستشفى
النور التخصصي|العلاجي|الجيزة|13
السلام الدولي|العلاجي|القاهرة|14
الزهور المركزي|التعليمي|بورسعيد|15
"""
        },
        "not_people",
    ),
    Case(
        "books by their authors",
        {
            "Sheet1": """
Title|Author|Year|Publisher
The River|Sana Ahmed|2001|Blue Press
Night Train|Bilal Khan|2005|Star Press
Old Houses|Omar Farid|2010|Blue Press
"""
        },
        "not_people",
    ),
    Case(
        "addresses by group",
        {
            "Sheet1": """
Group A|Group B|Group C
a1@inv.example|b1@inv.example|c1@inv.example
a2@inv.example|b2@inv.example|c2@inv.example
"""
        },
        "not_people",
    ),
    Case(
        "answers to a quiz that are captions elsewhere",
        {
            "Sheet1": """
Quiz of Friday

Student Names|Student ID|Score|What moves? Answer|What turns? Answer|Unit of weight
Solheim|-|30|position|vitesse|kilo
Aasen|-|40|position|force|mass
Moe|-|50|grade|force|kilo
Lunde|-|60|position|force|kilo
Class Scoring||45|2|3|1
"""
        },
        ("Sheet1", 2, 4, 0),
    ),
    Case(
        "what is counted below a list, and the best and the worst",
        {
            "Sheet1": """
S.No|Name|Marks
1|Max|40
2|Min Aung|30
3|Omar Farid|20
|Number of present|3
|Percentage|60

|Max|40
|Min|20
"""
        },
        ("Sheet1", 0, 3, 0),
    ),
    Case(
        "who only tried",
        {
            "Sheet1": """
Name|Email|Phone
Sana Ahmed|sana@inv.example|0301-2345678
test|test@inv.example|0301-2345670
xxx|x@inv.example|
n/a||0301-2345671
Bilal Khan|b@inv.example|0301-2345672
"""
        },
        ("Sheet1", 0, 2, 0),
    ),
    Case(
        "names of students in parts, in French",
        {"Feuil1": "Nom de l'étudiant|Prénom de l'étudiant\nSolheim|Ingrid\nAasen|Tove\nMoe|Lars"},
        ("Feuil1", 0, 3, 0),
    ),
    Case(
        "captions in Spanish",
        {
            "Hoja1": """
N°|Apellidos y Nombres|Celular
1|SOLHEIM Ingrid|301234567
2|AASEN Tove|301234568
"""
        },
        ("Hoja1", 0, 2, 0),
    ),
    Case(
        "captions in Turkish, apart",
        {"Sayfa1": "S.No|Öğrenci No||Adı|||Soyadı\n1|300||İREM|||BİLGİÇ\n2|301||EMRE|||TURNALI"},
        ("Sayfa1", 0, 2, 0),
    ),
    Case(
        "Chinese names",
        {
            "表1": """
会员名单
编号|姓名|电话
1|王小树|13300000001
2|李大河|13300000002
3|陈青山|13300000003
"""
        },
        ("表1", 1, 3, 0),
    ),
    Case(
        "speakers of conferences, whose names stand before theirs",
        {
            "Sheet1": """
name|date|country|speaker name
16th International Congress of Water|2016-02-18|Peru|Sana Ahmed
16th International Congress of Water|2016-02-18|Peru|Ingrid Solheim
4th Summit on Rivers and Lakes|2016-05-02|Chad|Omar Farid
4th Summit on Rivers and Lakes|2016-05-02|Chad|NULL
"""
        },
        ("Sheet1", 0, 3, 0),
    ),
    Case(
        "periods of a class a sheet, with totals and the teacher below",
        {
            name: "التاريخ: 2025-11-23\nالطالب|P1|P2\n"
            + f"{names}\nالإجمالي|P:1 A:1|P:2 A:0\nالمعلم:|عمر فارس"
            for name, names in {
                "10-1": "سالم حاتم فارس|P|A\nنور خالد|P|P",
                "10-2": "كريم جاسم|P|P\nطه مهدي|A|P\nهدى قاسم|P|P",
            }.items()
        },
        ("10-1", 1, 5, 0),
    ),
    Case(
        "rooms and who rents them beside a list of those who work",
        {
            "Rooms": "Room|Guest|Price\n"
            + "\n".join(f"{n}|{name}|{n}000" for n, name in enumerate(COMPANIES * 2, 1)),
            "Staff": """
ФИО|Должность|Логин
Иванов Пётр Олегович|worker|w1
Белова Анна Ильинична|worker|w2
Ершова Глория Даниловна|manager|w3
""",
        },
        ("Staff", 0, 3, 0),
    ),
    Case(
        "companies in French, each with a category",
        {
            "companies": "name|Axe métier|Catégorie|Chiffre d'affaires|Forme juridique\n"
            + "\n".join(f"{name}|E-santé|EPIC|{n},00 K€|SAS" for n, name in enumerate(COMPANIES))
        },
        "not_people",
    ),
    Case(
        "a gradebook whose first row says what can be reached",
        {
            "Grades": """
Student|ID|SIS User ID|Section|Essay|Current Score
    Points Possible||||20|(read only)
Solheim, Ingrid|4351|92527|A|12|60
Aasen, Tove|4360|92434|A|15|75
"""
        },
        ("Grades", 0, 2, 0),
    ),
    Case(
        "days without blanks above marks, and names of one word",
        {"Sheet1": "Roll_No|Name|2023-11-24|2023-11-25\n1|Tove|A|P\n2|Lars|P|P\n3|Ingrid|A|A"},
        ("Sheet1", 0, 3, 0),
    ),
    Case(
        "a budget that says for how many",
        {
            "Sheet1": """
Budget of the summer school

Participants|30
Organizers|4

Coffee breaks|1680
Conference rooms|2000
Travel by train|450
Sponsoring|22000
"""
        },
        "not_people",
    ),
    Case(
        "marks and remarks of a quiz beside each question, that of the name too",
        {
            "L": """
Timestamp|Total score|Name|Name [Score]|Name [Feedback]|Semester|Year [Score]|Year [Feedback]
2023/08/27 2:19|0.00 / 0|Hina Raza|-- / 0||Spring 2025|-- / 0|
2023/08/27 2:20|0.00 / 0|Sana Jibraan|-- / 0||Spring 2025|-- / 0|
2023/08/27 2:23|0.00 / 0|Iqra Lodhi|-- / 0||Spring 2024|-- / 0|
"""
        },
        ("L", 0, 3, 0),
    ),
    Case(
        "a roster printed on pages, with people who have no shift",
        {
            "Timesheet": """
Name|Sun|Mon|Tue|Wed
Hina Raza|08:00|08:00||08:00
Sana Jibraan||08:00|10:00|08:00
Iqra Lodhi
Maryam Brohi|08:00|12:00|08:00|08:00
Asma Kausar
Name|Sun|Mon|Tue|Wed
Marvi Jatoi|08:00|12:00|08:00|08:00
Zarmina Afridi
Nadia Karim|08:00|12:00|08:00|08:00
"""
        },
        ("Timesheet", 0, 8, 0),
    ),
    Case(
        "first names and no captions",
        {
            "L": """
Brandon|Teacher
Christina|Has taught before
Kevin|Two years in a bank
Vanessa|Knows the law
"""
        },
        ("L", None, 4, 0),
    ),
    Case(
        "times of coming, where the status says who was there",
        {
            "Attendance": """
Name|Date|Time|Status
Xaltura|2025-01-18|12:33:25|Present
Yldzan|2025-01-18|12:40:32|Present
Ntombeka|2025-01-19|12:41:40|Late
"""
        },
        ("Attendance", 0, 3, 0),
    ),
    Case(
        "names taken out before the list was handed on",
        {
            "Form Responses 1": """
Timestamp|Email Address|Name|Cell number|How many can you take?
2022-09-21 20:33|person@example.org|Person4|123456789|4
2022-09-21 20:49|person@example.org|Person5|123456789|None
2022-09-21 21:30|person@example.org|Person6|123456789|Only myself
"""
        },
        ("Form Responses 1", 0, 3, 0),
    ),
    Case(
        "numbers of things under a name",
        {
            "L": """
Timestamp|Email Address|Name|Cell number|Price
2022-09-21 20:33|shop@example.org|Pump4|123456789|4
2022-09-21 20:49|shop@example.org|Pump5|123456789|3
2022-09-21 21:30|shop@example.org|Pump6|123456789|2
"""
        },
        "not_people",
    ),
    Case(
        "a payroll of names that are words too",
        {
            "L": """
PAY ROLL
Date|2011-01-01
EMPL Number|EMPL Name|Hourly Rate|Hours Worked|Gross Pay|Net Pay
E00001|Forde|7|35|262|246
E00002|Mino|8|30|240|225
E00003|Bellow|6|25|162|152
Grand Total of the Net Pay|||||963
"""
        },
        ("L", 2, 3, 0),
    ),
    Case(
        "rooms that are called after people",
        {
            "L": """
Session_ID|Day|Session_Type|Start_Time|Room|Track
1|Day 1|Keynote|9:15|Davis Shaughnessy|Main Session
2|Day 1|Breakout|10:30|Cook Kumar|AM
3|Day 1|Breakout|10:30|Davis Gupta|AM
4|Day 1|Breakout|12:30|Kevin Tower|PM
"""
        },
        "not_people",
    ),
    Case(
        "a list that tells much before a longer one that tells little",
        {
            "Members": """
Batch|Name|Roll no.|Email ID|Contact No.
2023|Hina Raza|191|hina.191@example.org|8105232680
2023|Sana Kausar|192|sana.192@example.org|9900139701
2023|Iqra Khan|193|iqra.193@example.org|8129926927
2024|Asma Karim|194|asma.194@example.org|8431821800
""",
            "Posts": """
S.No|Name|Position
1|Nadia Karim|Convener
2|Kiran Ahmed|Joint Convener
3|Bilal Khan|Chairperson
4|Farida Rahman|Coordinator
5|Sadia Akhtar|Coordinator
6|Omar Malik|Member
7|Zahid Aslam|Member
""",
        },
        ("Members", 0, 4, 0),
    ),
    Case(
        "guests of names that nobody here has, with their spouses",
        {
            "L": """
No|Name|On letter|Type|Spouse
1|Hengra Soksy|Soksy and spouse|bank|and spouse
2|Vannxa Suonth|Suonth|bank|
3|Lihoxu Tangqi|Tangqi and spouse|office|and spouse
"""
        },
        ("L", 0, 3, 0),
    ),
]


def found_in(case: Case, correction: Correction | None = None) -> ForeignList:
    return detect(case.file(), correction or Correction())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_is_found_where_it_stands(case: Case) -> None:
    if isinstance(case.found, str):
        with pytest.raises(SheetError) as refused:
            found_in(case)
        assert refused.value.reason == case.found
        return
    found = found_in(case)
    assert (found.sheet, found.caption_row, found.people, found.reserve) == case.found


def case(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def test_cells_of_several_lines_name_a_person_a_line() -> None:
    rows: list[list[Cell]] = [
        ["Sr", "District", "Names of nominees"],
        [1, "Lahore", "1. Hina Raza\n2. Sana Jibraan"],
        [2, "Multan", "1. Iqra Lodhi\n2. Nadia Kausar\n3. Bushra Parveen"],
    ]
    found = detect(SheetFile("xlsx", "list.xlsx", "00", [Sheet("L", False, rows)]))
    assert (found.caption_row, found.people) == (0, 5)


def test_the_name_of_a_team_is_no_name_of_its_members() -> None:
    teams = "Name|First Name|Last Name\nBlue Team|Hina|Raza\nBlue Team|Sana|Jibraan"
    whole = "Name|First Name|Last Name\nHina Raza|Hina|Raza\nSana Jibraan|Sana|Jibraan"
    for text in (teams, whole):
        found = found_in(Case("", {"L": text}, ""))
        assert [record.text("name_latin") for record in found.records] == [
            "Hina Raza",
            "Sana Jibraan",
        ]


def test_people_only_on_other_sheets_are_told() -> None:
    days = case("one sheet a day with the same people").sheets
    other = "No|Name|Phone\n1|SANA JIBRAAN|03012345679\n2|Nadia Kausar|03012345674"
    found = found_in(Case("", {**days, "Day 3": other}, ""))
    assert (found.sheet, found.people) == ("Day 1", 3)
    assert any("1 person stands only on sheet “Day 3”" in warning for warning in found.warnings)
    assert any("Sheet “Day 2” repeats people" in warning for warning in found.warnings)
    assert [(s.name, s.people) for s in found.sheets] == [("Day 1", 3), ("Day 2", 3), ("Day 3", 2)]


def test_sheets_that_go_on_are_read_together_and_told() -> None:
    found = found_in(case("one sheet a district"))
    assert any("all were read: “Lahore”, “Multan”" in warning for warning in found.warnings)
    assert [(record.sheet, record.row) for record in found.records] == [
        ("", 2),
        ("", 3),
        ("Multan", 2),
        ("Multan", 3),
        ("Multan", 4),
    ]
    assert len({record.row_number for record in found.records}) == 5


def test_a_table_beside_is_read_where_it_stands() -> None:
    found = found_in(case("the same header twice side by side"))
    nadia = next(r for r in found.records if r.fields["name_latin"] == "Nadia Kausar")
    assert nadia.fields["phone"] == "03012345674"
    assert found.cell(nadia, "name_latin") == "F2"
    assert found.cell(found.records[0], "name_latin") == "B2"


def test_a_list_across_gives_the_addresses_of_its_sheet() -> None:
    found = found_in(case("people across with captions down"))
    assert found.across
    assert found.records[0].fields == {
        "name_latin": "Hina Raza",
        "rank": "ASI",
        "phone": "03012345678",
        "duty_station": "Lahore",
    }
    assert found.cell(found.records[0], "phone") == "B3"
    assert any("in columns" in warning for warning in found.warnings)


def test_hidden_sheets_are_counted_and_read_when_asked() -> None:
    old = case("a hidden sheet with an old list")
    assert any(
        "Sheet “old” is hidden: 2 people in it were not read." in w for w in found_in(old).warnings
    )
    assert found_in(old, Correction(sheet="old")).people == 2
    alone = case("only a hidden sheet")
    with pytest.raises(SheetError, match="1 person in it was not read"):
        found_in(alone)
    assert found_in(alone, Correction(hidden=True)).people == 1


def test_every_row_that_is_left_out_is_told_with_its_reason() -> None:
    found = found_in(case("a row of signs and a vacant seat"))
    assert [(row.row, row.reason) for row in found.left_out] == [
        (3, "says that nobody is named"),
        (4, "says that nobody is named"),
        (5, "says that nobody is named"),
        (7, "only signs"),
    ]
    assert any("row 7" in warning for warning in found.warnings)


def test_several_people_of_one_cell_have_numbers_of_their_own() -> None:
    found = found_in(case("several names in one cell"))
    assert [record.row for record in found.records] == [2, 2, 3]
    assert len({record.row_number for record in found.records}) == 3
    assert found.records[1].fields["duty_station"] == "Lahore"
    assert "phone" not in found.records[1].fields


def test_a_column_tells_whether_the_name_of_the_family_comes_first() -> None:
    found = found_in(
        Case(
            "",
            {
                "L": """
ID|NAME|Share
1|DIAZ ROJAS, ANA MARIA, SOSA|5
2|REYES, JO ANN, CRUZ|5
3|TORRES, MIGUEL, RAMOS|5
4|SANTOS, LUIS, DE LEON|5
5|GARCIA, JOSE MARIA, PEREZ|5
6|LOPEZ, MARIA, SANTOS|5
7|RUIZ, ANA, FLORES|5
8|MORENO, ROSA LUZ, VEGA|5
9|ALVAREZ, CARMEN, DIAZ|5
10|RAMIREZ, PABLO, GOMEZ|5
"""
            },
            ("L", 0, 10, 0),
        )
    )
    names = [record.text("name_latin") for record in found.records]
    assert found.people == 10
    assert names[:2] == ["Ana Maria Sosa Diaz Rojas", "Jo Ann Cruz Reyes"]


def test_rows_of_sales_are_rows_and_their_sellers_persons() -> None:
    sales = Case(
        "sales",
        {
            "Sheet1": """
Sales Person|Product|Region|Units
Sana Ahmed|Pens|North|4
Bilal Khan|Desks|South|7
Sana Ahmed|Lamps|East|2
Sana Ahmed|Desks|West|5
"""
        },
        ("Sheet1", 0, 4, 0),
    )
    found = found_in(sales)
    assert (found.people, found.persons) == (4, 2)


def test_the_header_can_be_moved() -> None:
    moved = Case("", {"p": "Hina Raza|ASI\nSana Jibraan|SI\nName|Rank\nIqra Lodhi|SI"}, "")
    assert found_in(moved, Correction(header_row=2)).people == 1
    without = found_in(moved, Correction(header_row=NO_HEADER, last_row=1))
    assert [record.text("name_latin") for record in without.records] == [
        "Hina Raza",
        "Sana Jibraan",
    ]
    assert without.caption_row is None


def test_the_sheet_can_be_chosen() -> None:
    days = case("one sheet a day with the same people")
    found = found_in(days, Correction(sheet="Day 2"))
    assert found.sheet == "Day 2"
    assert [record.row for record in found.records] == [2, 3, 4]


def test_the_rows_can_be_set() -> None:
    found = found_in(
        case("pre-numbered empty rows, totals and averages"), Correction(first_row=2, last_row=2)
    )
    assert [record.row for record in found.records] == [3]
    assert found.caption_row == 0


def test_the_list_can_be_turned() -> None:
    turned = case("attendance with people across")
    with pytest.raises(SheetError):
        found_in(turned, Correction(across=False))
    assert found_in(turned, Correction(across=True)).people == 4


def test_fields_and_kind_can_be_set() -> None:
    file = Case("", {"p": "Name|X|Y\nHina Raza|Lahore|12\nSana Jibraan|Multan|13"}, "").file()
    found = detect(file, Correction(fields={1: "duty_station", 2: None}, kind=ListKind.NOMINATIONS))
    assert found.kind is ListKind.NOMINATIONS
    assert [(c.field, c.by) for c in found.mapping[1:]] == [
        ("duty_station", "person"),
        (None, "person"),
    ]
    assert found.records[1].fields["duty_station"] == "Multan"


def test_a_column_of_names_can_be_named_where_none_was_seen() -> None:
    file = Case("", {"p": "Code|Code 2|x\nAA|Raza|1\nBB|Lodhi|2"}, "").file()
    with pytest.raises(SheetError):
        detect(file)
    found = detect(file, Correction(header_row=0, fields={1: "name_latin"}))
    assert [record.fields["name_latin"] for record in found.records] == ["Raza", "Lodhi"]


def test_a_correction_is_kept_as_text() -> None:
    said = Correction(
        sheet="p",
        header_row=NO_HEADER,
        first_row=3,
        fields={1: "rank", 2: None},
        date_orders={4: DateOrder.MONTH_FIRST},
        kind=ListKind.EXPERTS,
        hidden=True,
    )
    assert Correction.from_json(json.loads(json.dumps(said.to_json()))) == said
    assert Correction().to_json() == {}


def test_rows_that_name_an_organisation_need_a_person() -> None:
    found = found_in(
        Case(
            "",
            {
                "p": """
Name|Mobile|E-mail
Hina Raza|03012345678|hina@example.org
Grocery Company Ltd|03012345679|shop@example.org
Sana Jibraan|03012345671|sana@example.org
"""
            },
            "",
        )
    )
    assert [bool(record.problems) for record in found.records] == [False, True, False]


def test_persons_are_counted_once() -> None:
    found = found_in(
        Case(
            "",
            {
                "p": """
Name|Mobile|Course
Hina Raza|03012345678|A
RAZA HINA|03012345678|B
Sana Jibraan||A
Sana Jibraan||B
Iqra Lodhi|03012345678|A
"""
            },
            "",
        )
    )
    assert (found.people, found.persons) == (5, 3)


LETTERHEADS = [
    "",
    "GOVERNMENT OF THE PUNJAB",
    "Office of the Inspector General of Police",
    "Subject: Nomination for the training of women officers",
    "حکومت پنجاب",
    "Dated: 4 May 2021",
    "No. 123/Trg/2021",
    "Name of training: Trafficking in persons",
]
FOOTERS = [
    "",
    "Total: 5",
    "Signature",
    "(Muhammad Aslam)",
    "Deputy Director",
    "Note: all bring their cards",
    "Prepared by: office",
    "کل تعداد",
]
CAPTIONS = {
    "name": ["Name", "Name of Officer", "Full Name", "NAME", "Participant's Name", "نام"],
    "phone": ["Mobile", "Phone No.", "Contact No", "Cell #", "موبائل"],
    "rank": ["Rank", "Designation", "عہدہ"],
    "district": ["District", "Place of posting", "ضلع"],
    "serial": ["S.No", "Sr. No.", "#", "نمبر شمار"],
}
GIVEN = ["Hina", "SANA", "Iqra", "maryam", "Zarmina", "Yldz", "عائشہ", "بشریٰ", "Marvi", "Tehmina"]
FAMILY = ["Raza", "LODHI", "Kausar", "afridi", "Ntombe", "Xaltu", "ہاشمی", "کوثر", "Brohi", "Jatoi"]


@given(data=st.data())
def test_a_list_is_found_with_exactly_its_rows_whatever_stands_around_it(
    data: st.DataObject,
) -> None:
    draw = data.draw
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)),
            min_size=2,
            max_size=12,
            unique=True,
        )
    )
    columns = ["serial", "name", *draw(st.permutations(["phone", "rank", "district"]))]
    left = draw(st.integers(0, 3))
    above = draw(st.lists(st.sampled_from(LETTERHEADS), max_size=6))
    below = draw(st.lists(st.sampled_from(FOOTERS), max_size=5))
    gaps = draw(st.lists(st.booleans(), min_size=len(people), max_size=len(people)))
    rows: list[list[Cell]] = [[None] * left + [line or None] for line in above]
    header_row = len(rows)
    rows.append([None] * left + [draw(st.sampled_from(CAPTIONS[name])) for name in columns])
    expected = []
    for number, ((given_name, family), gap) in enumerate(zip(people, gaps, strict=True), 1):
        if gap and number > 1:
            rows.append([])
        values: dict[str, Cell] = {
            "serial": number,
            "name": f"{given_name} {family}",
            "phone": f"03{number:02}1234567",
            "rank": draw(st.sampled_from(["ASI", "SI", None])),
            "district": draw(st.sampled_from(["Lahore", "Multan", None])),
        }
        rows.append([None] * left + [values[name] for name in columns])
        expected.append(len(rows))
    rows.append([None] * left + [len(people) + 1])
    rows += [[None] * draw(st.integers(0, 6)) + [line or None] for line in below]
    found = detect(SheetFile("xlsx", "l.xlsx", "00", [Sheet("l", hidden=False, rows=rows)]))
    assert found.caption_row == header_row
    assert [record.row for record in found.records] == expected
    assert found.people == len(people)
    assert found.reserve == 0
