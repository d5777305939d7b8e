"""The way to signed-for certificates in four steps; the next one stands out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.common.buttons import button
from ui.common.label import Label
from ui.common.theme import set_look


class Step(QFrame):
    """A heading, how far it is, a button, and a second way as a link."""

    def __init__(
        self,
        heading: str,
        on_click: Callable[[], object],
        link: str,
        on_link: Callable[[], object],
    ) -> None:
        super().__init__()
        set_look(self, "card")
        self.setAccessibleName(heading)
        self.heading = Label(heading, "strong")
        self.state = Label("", "muted")
        for label in (self.heading, self.state):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = button("", on_click=on_click)
        self.link = button(link, look="link", on_click=on_link)
        policy = self.link.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.link.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 4)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(self.state)
        layout.addSpacing(4)
        layout.addWidget(self.button)
        layout.addWidget(self.link)

    def show_state(
        self, state: str, action: str, link: str, *, can: bool, can_link: bool, is_next: bool
    ) -> None:
        """Say how far it is and what the button does; `is_next` makes it stand out."""
        self.state.setText(state)
        self.button.setText(action)
        self.button.setEnabled(can)
        set_look(self.button, "primary" if is_next and can else "")
        self.link.setText(link)
        self.link.setVisible(can_link)


class Steps(QWidget):
    """Steps side by side, of equal width."""

    def __init__(self, *steps: Step) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for step in steps:
            row.addWidget(step, 1)
