from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.common.tables import TONE_ROLE, Column, SnapshotModel, Table, cells_of
from ui.common.tokens import Tone


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    native: str
    modules: int | None


ROWS = [
    Row(1, "Sana Ahmed", "ثنا احمد", 7),
    Row(2, "Mehwish Akhtar", "مہوش اختر", None),
    Row(3, "Amina Hussain", "آمنہ حسین", 2),
]


def columns() -> list[Column[Row]]:
    return [
        Column("name", "Name", lambda row: row.name, stretch=True),
        Column("native", "In own script", lambda row: row.native, native=True),
        Column(
            "modules",
            "Modules",
            lambda row: "" if row.modules is None else f"{row.modules} / 8",
            lambda row: row.modules,
            tone=lambda row: Tone.GOOD if row.modules == 7 else None,
            number=True,
        ),
    ]


@pytest.fixture
def model() -> SnapshotModel[Row]:
    made = SnapshotModel(columns(), key=lambda row: row.id, named=lambda row: row.name)
    made.set_rows(ROWS)
    return made


def shown(model: SnapshotModel[Row]) -> list[int]:
    return [row.id for row in model.rows()]


def test_the_model_keeps_qts_rules(qtmodeltester: Any, model: SnapshotModel[Row]) -> None:
    qtmodeltester.check(model)


def test_rows_without_a_value_stay_last_in_both_orders(model: SnapshotModel[Row]) -> None:
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert shown(model) == [3, 1, 2]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert shown(model) == [1, 3, 2]


def test_search_wants_every_word_somewhere_in_the_row(model: SnapshotModel[Row]) -> None:
    model.set_search("ahm SANA")
    assert shown(model) == [1]
    model.set_search("اختر")
    assert shown(model) == [2]
    model.set_search("")
    assert shown(model) == [1, 2, 3]


def test_sort_and_filter_outlive_a_reload(model: SnapshotModel[Row]) -> None:
    model.sort(0)
    model.set_filter(lambda row: row.modules is not None)
    model.set_rows([*ROWS, Row(4, "Asma Raza", "", 5)])
    assert shown(model) == [3, 4, 1]
    assert model.total == 4


def test_a_figure_is_kept_in_its_own_direction(model: SnapshotModel[Row]) -> None:
    assert model.index(0, 2).data() == "\u20687 / 8\u2069"


def test_a_cell_is_read_out_with_its_row_and_its_column(model: SnapshotModel[Row]) -> None:
    said = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Sana Ahmed, Modules: 7 / 8"


def test_a_tone_is_told_for_a_pill(model: SnapshotModel[Row]) -> None:
    assert Tone(model.index(0, 2).data(TONE_ROLE)) is Tone.GOOD
    assert model.index(1, 2).data(TONE_ROLE) is None


def test_the_cursor_stays_on_its_row_when_the_table_is_sorted(
    qtbot: QtBot, model: SnapshotModel[Row]
) -> None:
    table = Table(model, "People")
    qtbot.addWidget(table)
    table.show_key(3)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table.current_key() == 3
    assert table.currentIndex().row() == 0


def test_a_selection_is_copied_as_a_spreadsheet_pastes_it(
    qtbot: QtBot, model: SnapshotModel[Row]
) -> None:
    table = Table(model, "People")
    qtbot.addWidget(table)
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == "Name\tIn own script\tModules\nSana Ahmed\tثنا احمد\t7 / 8"


def test_a_pasted_block_arrives_as_cells(qtbot: QtBot, model: SnapshotModel[Row]) -> None:
    table = Table(model, "People", accepts_paste=True)
    qtbot.addWidget(table)
    QGuiApplication.clipboard().setText("a\tb\r\nc\t\r\n")
    with qtbot.waitSignal(table.pasted) as told:
        qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [[["a", "b"], ["c", ""]]]


def test_enter_opens_the_row(qtbot: QtBot, model: SnapshotModel[Row]) -> None:
    table = Table(model, "People")
    qtbot.addWidget(table)
    table.show_key(2)
    with qtbot.waitSignal(table.activated_key) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [2]


def test_a_column_that_is_left_out_gives_its_room_to_the_others(
    qtbot: QtBot, model: SnapshotModel[Row]
) -> None:
    table = Table(model, "People")
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    table.fit_columns()
    name = table.columnWidth(0)
    table.hide_columns({"native", "modules"})
    assert [table.isColumnHidden(place) for place in range(3)] == [False, True, True]
    assert table.columnWidth(0) == table.viewport().width()
    table.hide_columns(())
    assert not any(table.isColumnHidden(place) for place in range(3))
    assert table.columnWidth(0) == name


def test_no_header_is_cut(qtbot: QtBot, model: SnapshotModel[Row]) -> None:
    table = Table(model, "People")
    qtbot.addWidget(table)
    table.resize(200, 200)
    table.show()
    table.fit_columns()
    header = table.horizontalHeader()
    for position, column in enumerate(model.columns):
        text = header.fontMetrics().horizontalAdvance(column.title)
        assert header.sectionSize(position) >= text + 20


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("one", [["one"]]),
        ('"two\nlines"\tb\n', [["two\nlines", "b"]]),
        ('"say ""yes"""\tb', [['say "yes"', "b"]]),
        ('5" pipe\tb', [['5" pipe', "b"]]),
        ('"open\tb', [['"open', "b"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
    ],
)
def test_cells_are_told_apart_as_excel_writes_them(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells


@pytest.mark.parametrize(("width", "left_out"), [(2000, set()), (300, {"modules"}), (120, None)])
def test_what_matters_least_is_left_out_where_there_is_no_room(
    qtbot: QtBot, model: SnapshotModel[Row], width: int, left_out: set[str] | None
) -> None:
    table = Table(model, "People", least=("modules", "native"))
    qtbot.addWidget(table)
    table.resize(2000, 300)
    table.show()
    table.resize(width, 300)
    QCoreApplication.processEvents()
    hidden = {c.key for n, c in enumerate(model.columns) if table.isColumnHidden(n)}
    assert hidden == ({"modules", "native"} if left_out is None else left_out)
    assert table.horizontalScrollBar().maximum() == 0
    table.resize(2000, 300)
    QCoreApplication.processEvents()
    assert not any(table.isColumnHidden(n) for n in range(3)), "there is room again"
