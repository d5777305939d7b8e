"""The words of meeting reports in the languages their makers write them in.

Those of other languages than English are as Zoom, Teams and others translate them, as far as known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from workbook.text import skeleton

_CAPTIONS = {
    "name": (
        "name (original name); name; full name; participant; participant name; attendee; "
        "attendee name; display name; user name; nom; nom complet; nom (nom d'origine); "
        "nom du participant; nombre completo; vollstandiger name; الاسم; الاسم الكامل; "
        "الاسم (الاسم الأصلي); نام; نام کامل; پورا نام; مکمل نام; نام و نام خانوادگی; "
        "بشپړ نوم; নাম; পুরো নাম; সম্পূর্ণ নাম"
    ),
    "first_name": "first name",
    "last_name": "last name",
    "email": (
        "user email; email; e-mail; email address; adresse e-mail; "
        "adresse de messagerie; courriel; البريد الإلكتروني; ای میل; ایمیل; رایانامه; "
        "برېښنالیک; ইমেল; ইমেইল"
    ),
    "action": (
        "user action; action; action de l'utilisateur; action utilisateur; "
        "benutzeraktion; إجراء المستخدم; صارف کی کارروائی; اقدام کاربر; عملکرد کاربر; "
        "ব্যবহারকারীর ক্রিয়া"
    ),
    "stamp": (
        "timestamp; time stamp; time; horodateur; horodatage; zeitstempel; "
        "الطابع الزمني; ٹائم اسٹیمپ; وقت; مهر زمانی; টাইমস্ট্যাম্প"
    ),
    "join": (
        "join time; joined; joined at; join; time joined; first join; first join time; "
        "first seen; first seen at; arrival time; heure d'arrivee; "
        "heure de participation; heure de connexion; premiere participation; "
        "premiere connexion; rejoint; beitrittszeit; erster beitritt; وقت الانضمام; "
        "أول انضمام; شمولیت کا وقت; شامل ہونے کا وقت; پہلی شمولیت; زمان پیوستن; "
        "زمان ورود; اولین پیوستن; د ګډون وخت; যোগদানের সময়; প্রথম যোগদান"
    ),
    "leave": (
        "leave time; left; left at; leave; time exited; time left; last leave; "
        "last leave time; last seen; last seen at; heure de depart; heure de sortie; "
        "heure de deconnexion; dernier depart; quitte; austrittszeit; letztes verlassen; "
        "وقت المغادرة; آخر مغادرة; جانے کا وقت; روانگی کا وقت; آخری روانگی; زمان ترک; "
        "زمان خروج; آخرین خروج; د وتلو وخت; ছাড়ার সময়; শেষ প্রস্থান"
    ),
    "duration": (
        "duration; duration (minutes); total duration (minutes); duration (seconds); "
        "in-meeting duration; meeting duration; attendance duration; time in call; "
        "time in meeting; online time; online; duree; duree (minutes); "
        "duree totale (minutes); duree de la reunion; duree dans la reunion; dauer; "
        "dauer (minuten); dauer in der besprechung; المدة; المدة (بالدقائق); "
        "مدة الاجتماع; دورانیہ; دورانیہ (منٹ); مدت; مدت (دقیقه); موده; সময়কাল; "
        "সময়কাল (মিনিট)"
    ),
    "waiting": "in waiting room; en salle d'attente; في غرفة الانتظار; در اتاق انتظار",
    "platform": (
        "guest; moderator; activity score; recording consent; disclaimer response; "
        "participant id (upn); talk time; webcam time; invite; moderateur; "
        "score d'activite"
    ),
}
_HEAD = {
    "title": "topic; meeting title; title; sujet; titre de la reunion; موضوع; عنوان الاجتماع",
    "starts": (
        "start time; meeting start time; actual start time; heure de debut; "
        "heure de debut de la reunion; startzeit; وقت البدء; شروع کا وقت; آغاز کا وقت; "
        "زمان شروع; শুরুর সময়"
    ),
    "ends": (
        "end time; meeting end time; actual end time; heure de fin; "
        "heure de fin de la reunion; endzeit; وقت الانتهاء; ختم کا وقت; اختتام کا وقت; "
        "زمان پایان; শেষ সময়"
    ),
}
JOINED: Final = re.compile(
    r"join|rejoint|entr|connect[eé]|beigetreten|teilgenommen|انضم|شامل|پیوست|ورود|ওঠ|যোগ"
)
LEFT: Final = re.compile(
    r"left|leave|quitt|parti|sorti|verlassen|غادر|چهور|روانه|ترک|خروج|ছেড়ে|প্রস্থান"
)


def key(caption: str) -> str:
    """A caption as it is compared: words alone."""
    return " ".join(re.sub(r"[^\w\-]+|_", " ", skeleton(caption)).split())


def _by_key(words: Mapping[str, str]) -> dict[str, str]:
    return {key(word): role for role, said in words.items() for word in said.split("; ")}


ROLES: Final[Mapping[str, str]] = _by_key(_CAPTIONS)
"""What the columns of a table tell, by their captions."""
HEAD_ROLES: Final[Mapping[str, str]] = _by_key(_HEAD)
"""What the lines above it tell: title, starts, ends."""
