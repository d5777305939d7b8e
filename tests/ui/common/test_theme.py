import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from ui.common.buttons import button
from ui.common.icons import ICONS, icon, pixmap
from ui.common.side import choices
from ui.common.theme import Theme, palette
from ui.common.tokens import DARK, LIGHT, Pair, Tokens, Tone, tokens_of


def luminance(colour: str) -> float:
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(back: str, text: str) -> float:
    light, dark = sorted((luminance(back), luminance(text)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(tokens: Tokens) -> None:
    pairs = [tokens.tone(tone) for tone in Tone]
    for ground in (tokens.window, tokens.card, tokens.header, tokens.side, tokens.selection):
        pairs += [Pair(ground, tokens.text)]
    for ground in (tokens.window, tokens.card, tokens.header, tokens.side):
        pairs += [Pair(ground, tokens.muted)]
    pairs += [
        Pair(tokens.accent, tokens.on_accent),
        Pair(tokens.accent_soft, tokens.accent_text),
        Pair(tokens.danger, tokens.on_danger),
    ]
    poor = [(pair, contrast(pair.back, pair.text)) for pair in pairs]
    assert [found for found in poor if found[1] < 4.5] == []


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_icons_stand_out(tokens: Tokens) -> None:
    assert contrast(tokens.card, tokens.accent) >= 3
    assert contrast(tokens.card, tokens.faint) >= 3


@pytest.mark.parametrize("role", ["muted", "text"])
def test_an_icon_tells_whether_its_button_can_be_pressed_and_is(
    qapp: QApplication, role: str
) -> None:
    drawn = icon("undo-2", LIGHT, role)
    mode, state = QIcon.Mode, QIcon.State
    shown = {
        (mode.Normal, state.Off): getattr(LIGHT, role),
        (mode.Normal, state.On): LIGHT.accent_text if role == "muted" else getattr(LIGHT, role),
        (mode.Disabled, state.Off): LIGHT.faint,
    }
    for (how, pressed), colour in shown.items():
        for ratio in (1.0, 2.0):
            picture = drawn.pixmap(QSize(20, 20), ratio, how, pressed)
            assert picture.devicePixelRatio() == ratio
            assert picture.toImage() == pixmap("undo-2", colour, 20, ratio).toImage()


def test_a_palette_tells_which_colours_it_was_made_from() -> None:
    assert tokens_of(palette(DARK)) is DARK
    assert tokens_of(palette(LIGHT)) is LIGHT


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_text_of_a_drop_down_begins_at_its_edge_in_either_direction(
    qtbot: QtBot, qapp: QApplication, mirrored: bool
) -> None:
    right, left = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    qapp.setLayoutDirection(right if mirrored else left)
    Theme(qapp, "light")
    box = choices("Agency", [("iiiiiiiiiiii", None)])
    qtbot.addWidget(box)
    box.resize(300, 40)
    box.ensurePolished()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox,
        option,
        QStyle.SubControl.SC_ComboBoxEditField,
        box,
    )
    qapp.setLayoutDirection(left)
    start = box.width() - field.right() if mirrored else field.left()
    assert start < 14


def test_icons_change_colour_with_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    made = button("Print", icon="printer", on_click=list)
    qtbot.addWidget(made)
    before = made.icon().pixmap(18).toImage()
    theme.set_mode("dark")
    assert made.icon().pixmap(18).toImage() != before
    theme.set_mode("light")
    assert made.icon().pixmap(18).toImage() == before


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    for path in ICONS.glob("*.svg"):
        picture = pixmap(path.stem, "#000000", 24).toImage()
        inked = any(picture.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
        assert inked, path.name
