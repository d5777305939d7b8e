"""Light and dark: Fusion, a palette and a style sheet, all from one set of colour tokens.

Widgets say what they are by the dynamic property `look` (primary, ghost, title, muted, card, ...);
the style sheet knows the rest. A border in a style sheet takes away the native arrows of combo
boxes and headers, so their arrows are pictures.
"""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.common.icons import ICONS, retint
from ui.common.tokens import DARK, LIGHT, Tokens

MODES = ("system", "light", "dark")


class Theme(QObject):
    """Dresses the application and follows the setting, or the computer where it says so."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: str) -> None:
        super().__init__(app)
        self._app = app
        self.mode = mode if mode in MODES else "system"
        self.tokens = LIGHT
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._dress()

    def set_mode(self, mode: str) -> None:
        """Use `mode` (system, light or dark) from now on."""
        self.mode = mode
        self._dress()

    def _on_system_changed(self) -> None:
        if self.mode == "system":
            self._dress()

    def _dress(self) -> None:
        scheme = QGuiApplication.styleHints().colorScheme()
        dark = self.mode == "dark" or (self.mode == "system" and scheme == Qt.ColorScheme.Dark)
        self.tokens = DARK if dark else LIGHT
        self._app.setPalette(palette(self.tokens))
        mirrored = self._app.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._app.setStyleSheet(style_sheet(self.tokens, mirrored=mirrored))
        for window in self._app.topLevelWidgets():
            retint(window, self.tokens)
        self.changed.emit()


def set_look(widget: QWidget, look: str) -> None:
    """Say what `widget` is, for the style sheet; may be called again."""
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of `tokens`."""
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.card,
        QPalette.ColorRole.AlternateBase: tokens.stripe,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.card,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.danger,
        QPalette.ColorRole.Highlight: tokens.selection,
        QPalette.ColorRole.HighlightedText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.card,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.faint,
        QPalette.ColorRole.Link: tokens.accent_text,
        QPalette.ColorRole.LinkVisited: tokens.accent_text,
        QPalette.ColorRole.Light: tokens.card,
        QPalette.ColorRole.Midlight: tokens.header,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Dark: tokens.line,
        QPalette.ColorRole.Shadow: tokens.line,
        QPalette.ColorRole.Accent: tokens.accent,
    }
    result = QPalette()
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return result


def style_sheet(tokens: Tokens, *, mirrored: bool) -> str:
    """The style sheet of `tokens`. Qt turns places round in a `mirrored` window, but not insets."""
    values = {name: value for name, value in vars(tokens).items() if isinstance(value, str)}
    for tone in ("neutral", "good", "warn", "bad", "info"):
        pair = getattr(tokens, tone)
        values[f"{tone}_back"], values[f"{tone}_text"] = pair.back, pair.text
    values["icons"] = ICONS.as_posix()
    values["end"] = "left" if mirrored else "right"
    return _SHEET.substitute(values)


_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[look="window"] { background: $window; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: 22px; font-weight: 600; }
QLabel[look="heading"] { font-size: 15px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="field"] { font-weight: 500; }
QLabel[look="figure"] { font-size: 24px; font-weight: 600; }
QLabel[look="key"] { font-family: "Noto Sans Mono", "DejaVu Sans Mono", "Consolas", monospace;
    font-size: 17px; font-weight: 600; }
QLabel[look="error"] { color: $bad_text; background: $bad_back; border-radius: 6px;
    padding: 8px 10px; }
QLabel[look="brand"] { font-size: 14px; font-weight: 600; }

QFrame[look="card"] { background: $card; border: 1px solid $line; border-radius: 8px; }
QFrame[look="card"]:focus { border: 2px solid $accent; }
QFrame[look="side"] { background: $side; }
QFrame[look="side-line"] { background: $line; border: none; }
QFrame[look="line"] { background: $line; border: none; }
QFrame[look="bar"] { background: $card; border-top: 1px solid $line; }
QFrame[look="toast"] { background: $card; border: 1px solid $field_line; border-radius: 8px; }
QFrame[look="warn"] { background: $warn_back; border-radius: 8px; }
QFrame[look="warn"] QLabel { color: $warn_text; }
QFrame[look="info"] { background: $info_back; border-radius: 8px; }
QFrame[look="info"] QLabel { color: $info_text; }
QFrame[look="bad"] { background: $bad_back; border-radius: 8px; }
QFrame[look="bad"] QLabel { color: $bad_text; }
QFrame[look="good"] { background: $good_back; border-radius: 8px; }
QFrame[look="good"] QLabel { color: $good_text; }

QPushButton { background: $card; border: 1px solid $field_line; border-radius: 6px;
    padding: 6px 14px; min-height: 20px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $press; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $faint; border-color: $line; background: $window; }
QPushButton[look="primary"], QPushButton:default { background: $accent; color: $on_accent;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[look="primary"]:hover, QPushButton:default:hover { background: $accent_hover; }
QPushButton[look="primary"]:pressed, QPushButton:default:pressed { background: $accent_press; }
QPushButton[look="primary"]:focus, QPushButton:default:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled, QPushButton:default:disabled { background: $line;
    color: $faint; border-color: $line; }
QPushButton[look="danger"] { background: $danger; color: $on_danger;
    border: 1px solid $danger; font-weight: 600; }
QPushButton[look="danger"]:focus { border: 2px solid $text; }
QPushButton[look="danger"]:disabled { background: $line; color: $faint; border-color: $line; }
QPushButton[look="link"], QPushButton[look="ghost"] { background: transparent;
    border: 1px solid transparent; }
QPushButton[look="link"] { color: $accent_text; padding: 4px 6px; text-align: left; }
QPushButton[look="ghost"]:hover { background: $hover; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="ghost"]:focus { border: 2px solid $accent; }
QPushButton[look="link"]:focus { border: 2px solid $accent; border-radius: 6px;
    padding: 3px 5px; }
QPushButton[look="menu"], QPushButton[look="menu"]:focus { padding-$end: 32px; }
QPushButton[look="menu"]::menu-indicator { image: url("$icons/chevron-down-grey.svg");
    subcontrol-origin: padding; subcontrol-position: center right; width: 30px; height: 16px; }
QPushButton[look="status"] { background: transparent; border: 1px solid transparent;
    border-radius: 4px; padding: 0 1px; min-height: 18px; color: $accent_text; }
QPushButton[look="status"]:hover { text-decoration: underline; }
QPushButton[look="status"]:focus { border: 1px solid $accent; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 6px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $press; }
QToolButton:focus { border: 2px solid $accent; padding: 5px; }
QToolButton::menu-indicator { image: none; }
QToolButton[look="nav"] { color: $muted; text-align: left; padding: 8px 12px;
    border-radius: 6px; }
QToolButton[look="nav"]:checked { background: $accent_soft; color: $accent_text;
    font-weight: 600; }
QToolButton[look="nav"]:focus { border: 2px solid $accent; padding: 7px 11px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QTimeEdit, QComboBox {
    background: $card; border: 1px solid $field_line; border-radius: 6px; padding: 5px 9px;
    min-height: 20px; selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus,
QTimeEdit:focus, QComboBox:focus { border: 2px solid $accent; padding: 4px 8px; }
QLineEdit:disabled, QComboBox:disabled { background: $window; color: $faint; }
QLineEdit[look="wrong"] { border: 2px solid $danger; padding: 4px 8px; }
QLineEdit QToolButton { padding: 0; border: none; background: transparent; }
QLineEdit QToolButton:focus { border: 1px solid $accent; }
QComboBox, QComboBox:focus { padding-$end: 26px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$icons/chevron-down-grey.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $line; padding: 4px;
    outline: none; selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; }
QSpinBox QLineEdit, QDateEdit QLineEdit, QTimeEdit QLineEdit, QComboBox QLineEdit {
    border: none; padding: 0; min-height: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up-grey.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down-grey.svg"); width: 12px;
    height: 12px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; }
QCheckBox::indicator, QListView::indicator { width: 16px; height: 16px;
    border: 1px solid $field_line; border-radius: 4px; background: $card; }
QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent;
    border-color: $accent; image: url("$icons/check-white.svg"); }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $field_line;
    border-radius: 9px; background: $card; }
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 5px solid $accent; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; border-radius: 4px;
    padding: 1px; }

QTableView, QListView, QTreeView { background: $card; alternate-background-color: $stripe;
    border: 1px solid $line; border-radius: 8px; gridline-color: $line; outline: none;
    selection-background-color: $selection; selection-color: $text; }
QTableView::item, QListView::item { padding: 0 8px; }
QListView::item { min-height: 34px; }
QHeaderView { background: $header; border: none; }
QHeaderView::section { background: $header; color: $muted; border: none;
    border-bottom: 1px solid $line; padding: 8px 10px; font-weight: 600; }
QHeaderView::up-arrow { image: url("$icons/chevron-up-grey.svg"); width: 11px; height: 11px;
    subcontrol-position: top center; }
QHeaderView::down-arrow { image: url("$icons/chevron-down-grey.svg"); width: 11px; height: 11px;
    subcontrol-position: top center; }
QTableCornerButton::section { background: $header; border: none;
    border-bottom: 1px solid $line; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $field_line; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[look="scrolled"] { background: transparent;
    border: none; }

QMenu { background: $card; border: 1px solid $line; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 340px; }
QProgressBar { background: $line; border: none; border-radius: 4px; max-height: 8px;
    min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QStatusBar { background: $window; border-top: 1px solid $line; color: $muted; }
QStatusBar QLabel { color: $muted; }
QStatusBar::item { border: none; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 14px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent_text; border-bottom: 2px solid $accent;
    font-weight: 600; }
QTabBar:focus { outline: none; }
QTabBar::tab:focus { background: $hover; }
QTabWidget::pane { border: none; }
QSplitter::handle { background: $line; }
QGroupBox { border: none; font-weight: 600; margin-top: 18px; }
""")
