"""Makes fia-urdu-names.xlsx beside this script: the Urdu names of the 17 nominees, all invented.

Run it after a change of the names: `python resources/sample/make_urdu_names.py`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workbook.sheets.writer import BookWriter

# Name, mobile number and Urdu name, as the agency's own office would send them.
NAMES = (
    ("Uzma Ahmed", "03149412691", "عظمیٰ احمد"),
    ("Khadija Siddiqui", "03195937440", "خدیجہ صدیقی"),
    ("Noreen Siddiqui", "03352667523", "نورین صدیقی"),
    ("Zarmina Parveen", "03413332982", "زرمینہ پروین"),
    ("Shazia Ali", "03176697046", "شازیہ علی"),
    ("Tahira Hashmi", "03499914682", "طاہرہ ہاشمی"),
    ("Sana Jibraan", "03077625740", "ثناء جبران"),
    ("Khadija Baloch", "03049595221", "خدیجہ بلوچ"),
    ("Sadia Afridi", "03301223324", "سعدیہ آفریدی"),
    ("Iqra Chaudhry", "03049408453", "اقراء چوہدری"),
    ("Samina Hashmi", "03076850795", "ثمینہ ہاشمی"),
    ("Shaheen Shareef", "03337697496", "شاہین شریف"),
    ("Robina Jean", "03218351938", "روبینہ جان"),
    ("Palwasha Malik", "03476383158", "پلوشہ ملک"),
    ("Noreen Mughal", "03266339720", "نورین مغل"),
    ("Rukhsana Gondal", "03288962672", "رخسانہ گوندل"),
    ("Rabia Baloch", "03295465132", "رابعہ بلوچ"),
)


def make() -> bytes:
    """The spreadsheet: name, mobile number, Urdu name."""
    book = BookWriter(created=date(2020, 10, 19), title="Urdu names")
    sheet = book.sheet("Urdu names")
    sheet.column(0, 2, width=24, style={"num_format": "@"})
    for column, caption in enumerate(("Name", "Mobile No.", "Name in Urdu")):
        sheet.write(0, column, caption, {"bold": True})
    for row, names in enumerate(NAMES, start=1):
        for column, text in enumerate(names):
            sheet.write(row, column, text)
    return book.finish()


if __name__ == "__main__":
    (Path(__file__).parent / "fia-urdu-names.xlsx").write_bytes(make())
