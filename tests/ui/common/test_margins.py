import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.common.banner import Banner


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_banner_keeps_as_much_room_where_its_line_begins_in_either_direction(
    qapp: QApplication, qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(direction)
    try:
        banner = Banner("Two sheets came in.", can_close=True)
        qtbot.addWidget(banner)
        banner.resize(400, 40)
        banner.show()
        text, whole = banner.label.geometry(), banner.rect()
        if direction == Qt.LayoutDirection.RightToLeft:
            assert whole.right() - text.right() == 12
        else:
            assert text.left() == 12
    finally:
        qapp.setLayoutDirection(before)
