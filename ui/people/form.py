"""The form at the side in which a person is added or edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from ui.common.buttons import button, icon_button
from ui.common.context import Context
from ui.common.dates import DateField
from ui.common.side import SidePanel, choices, choose, native_line
from ui.common.words import sex_word
from ui.people.alike import AlikeBox, Typed
from ui.people.records import RecordsBox
from workbook.domain.people import Sex
from workbook.i18n import _
from workbook.services import people
from workbook.services.people import PersonRow
from workbook.storage.changing import Changes

ADD = "add"


class PersonForm(SidePanel):
    """One person's fields. Phone, identity card, e-mail and birth are shown when asked for."""

    other_asked = Signal(int)
    """The key of somebody who may be the person that is being added."""
    erase_asked = Signal(object)
    """The PersonRow of somebody to be erased for good."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Person"), parent, drafts=ctx.drafts)
        self.ctx = ctx
        self.row: PersonRow | None = None
        self.revealed = False

    def add_person(self, agency_id: int | None, back: QWidget) -> None:
        """Show the empty form."""
        self._show(None, agency_id, back)

    def edit_person(self, row: PersonRow, back: QWidget) -> None:
        """Show the form of one person."""
        self._show(row, row.agency_id, back)

    def _show(self, row: PersonRow | None, agency_id: int | None, back: QWidget) -> None:
        self.row = row
        self.revealed = row is None
        self.start(
            _("Add a person") if row is None else row.display_name,
            "person" if row is None else f"person {row.id}",
        )
        self.name = QLineEdit(row.name if row else "")
        self.native = native_line(_("Name in own script"))
        self.native.setText(row.name_native if row else "")
        if row is not None:
            self.body.addWidget(RecordsBox(self.ctx, row.id))
        self.add(_("Name"), self.name)
        self.add(_("Name in own script"), self.native)
        self.alike = AlikeBox(self.ctx, self._typed)
        self.alike.open_asked.connect(self.other_asked)
        self.body.addWidget(self.alike)
        self.confirmed = QCheckBox(_("She has read her names"))
        self.confirmed.setChecked(bool(row and row.names_confirmed))
        self.body.addWidget(self.confirmed)
        self.confirmed.setVisible(row is not None)
        self.sex = choices(
            _("Sex"),
            [("–", None), (sex_word(Sex.FEMALE), Sex.FEMALE), (sex_word(Sex.MALE), Sex.MALE)],
        )
        choose(self.sex, Sex(row.sex) if row and row.sex else None)
        self.agency = choices(_("Agency"), [])
        self.unit = choices(_("Section"), [])
        self._fill_agencies(agency_id)
        self._fill_units(row.unit if row else "")
        self.agency.activated.connect(self._on_agency)
        self.unit.activated.connect(self._on_unit)
        self.rank = QComboBox()
        self.rank.setEditable(True)
        self.rank.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.rank.addItems(_ranks_in_use(self.ctx))
        self.rank.setEditText(row.rank if row else "")
        self.add(_("Agency"), self.agency)
        self.add(_("Section"), self.unit)
        self.add(_("Rank"), self.rank)
        self.station = self._line(_("Place of posting"), row.duty_station if row else "")
        self.role = self._line(_("Role"), row.role if row else "")
        self.add(_("Sex"), self.sex)
        self.service = self._line(_("Service number"), row.service_number if row else "")
        self.phone = QLineEdit(row.phone if row else "")
        self.card = QLineEdit(row.national_id if row else "")
        self.add(_("Phone"), self.phone)
        self.add(_("Identity card"), self.card)
        self.eye: QPushButton | None = None
        if row is not None:
            self.phone.setReadOnly(True)
            self.card.setReadOnly(True)
            self.eye = button(
                _("Show phone and identity card"), look="link", icon="eye", on_click=self.reveal
            )
            self.body.addWidget(self.eye)
        self.email = QLineEdit()
        self.born = DateField(_("Date of birth"), optional=True)
        self.born.set_day(None)
        self._hidden = [
            self.add(_("E-mail"), self.email),
            self.email,
            self.add(_("Date of birth"), self.born),
            self.born,
        ]
        for widget in self._hidden:
            widget.setVisible(self.revealed)
        self.relative = self._line(
            _("Father's or husband's name"), row.relative_name if row else ""
        )
        self.certificate = self._line(
            _("Name on certificate, if another"), row.certificate_name if row else ""
        )
        self.remark = QPlainTextEdit(row.remark if row else "")
        self.remark.setFixedHeight(64)
        self.remark.setTabChangesFocus(True)
        self.add(_("Remark"), self.remark)
        self.provisional = QCheckBox(_("Came without nomination"))
        self.provisional.setChecked(bool(row and row.provisional))
        self.provisional.setVisible(bool(row and row.provisional))
        self.body.addWidget(self.provisional)
        if row is None:
            for line in (self.name, self.native, self.service, self.phone, self.card):
                line.textEdited.connect(self.alike.wait)
        else:
            self.foot.addWidget(self._more())
        save = self.finish(_("Add") if row is None else _("Save"), self.save)
        save.setEnabled(not self.ctx.book.read_only)
        self.open_panel(self.name, back)

    def _more(self) -> QToolButton:
        """What is seldom wanted."""
        menu = QMenu(self)
        erase = menu.addAction(_("Erase this person for good…"))
        erase.setEnabled(not self.ctx.book.read_only)
        erase.triggered.connect(lambda: self.erase_asked.emit(self.row))
        self.more = icon_button("ellipsis", _("More"), on_click=lambda: self.more.showMenu())
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return self.more

    def _typed(self) -> Typed:
        return Typed(
            names=tuple(text for text in (self.name.text(), self.native.text()) if text.strip()),
            phone=self.phone.text(),
            national_id=self.card.text(),
            service_number=self.service.text(),
            agency_id=self._agency,
        )

    def _line(self, label: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        self.add(label, field)
        return field

    def _fill_agencies(self, chosen: int | None) -> None:
        with QSignalBlocker(self.agency):
            self.agency.clear()
            self.agency.addItem("–", None)
            for agency in people.agency_rows(self.ctx.book):
                self.agency.addItem(agency.name, agency.id)
            self.agency.addItem(_("Add an agency…"), ADD)
            choose(self.agency, chosen)
        self._agency = chosen

    def _fill_units(self, chosen: str) -> None:
        with QSignalBlocker(self.unit):
            self.unit.clear()
            self.unit.addItem("–", None)
            if self._agency is not None:
                for unit in people.unit_rows(self.ctx.book, agency_id=self._agency):
                    self.unit.addItem(unit.name, unit.id)
                self.unit.addItem(_("Add a section…"), ADD)
            self.unit.setCurrentIndex(max(self.unit.findText(chosen), 0) if chosen else 0)

    def _on_agency(self) -> None:
        if self.agency.currentData() != ADD:
            self._agency = self.agency.currentData()
            self._fill_units("")
            return
        name = self.ctx.ask.text(_("Add an agency"), _("Name of the agency"))
        before = self._agency
        made: list[int] = []
        if name:
            self._add(lambda: people.create_agency(self.ctx.book, name=name), made)
        self._fill_agencies(made[0] if made else before)
        if made:
            self._fill_units("")

    def _on_unit(self) -> None:
        if self.unit.currentData() != ADD:
            return
        agency = self._agency
        name = self.ctx.ask.text(_("Add a section"), _("Name of the section"))
        made: list[int] = []
        if name and agency is not None:
            self._add(lambda: people.create_unit(self.ctx.book, agency_id=agency, name=name), made)
        self._fill_units(name or "" if made else "")

    def _add(self, create: Callable[[], people.Made], made: list[int]) -> None:
        def act() -> Changes:
            done = create()
            made.append(done.id)
            return done.changes

        self.ctx.perform(act)

    def reveal(self) -> None:
        """Show phone, identity card, e-mail and birth of this person, to be read or edited."""
        if self.row is None:
            return
        contact = people.reveal(self.ctx.book, person_id=self.row.id)
        self.revealed = True
        self.phone.setText(contact.phone)
        self.card.setText(contact.national_id)
        self.email.setText(contact.email)
        self.born.set_day(contact.born_on)
        for field in (self.phone, self.card):
            field.setReadOnly(False)
        for widget in self._hidden:
            widget.show()
        if self.eye is not None:
            self.eye.hide()
        self.phone.setFocus()

    def save(self) -> None:
        """Add or edit the person; the form closes when it went well."""
        row = self.row
        values: dict[str, Any] = {
            "name_latin": self.name.text(),
            "name_native": self.native.text(),
            "certificate_name": self.certificate.text(),
            "relative_name": self.relative.text(),
            "sex": self.sex.currentData(),
            "agency_id": self._agency,
            "unit_id": self.unit.currentData(),
            "rank": self.rank.currentText(),
            "service_number": self.service.text(),
            "duty_station": self.station.text(),
            "role": self.role.text(),
            "remark": self.remark.toPlainText(),
        }
        if self.revealed:
            values |= {
                "phone": self.phone.text(),
                "national_id": self.card.text(),
                "email": self.email.text(),
                "born_on": self.born.day(),
            }

        def act() -> Changes:
            if row is None:
                return people.create_person(self.ctx.book, **values).changes
            return people.edit_person(
                self.ctx.book,
                person_id=row.id,
                names_confirmed=self.confirmed.isChecked(),
                provisional=self.provisional.isChecked(),
                **values,
            )

        said = _("The person was added.") if row is None else _("The person was saved.")
        if self.ctx.perform(act, said) is not None:
            self.close_panel()


def _ranks_in_use(ctx: Context) -> list[str]:
    rows = people.person_rows(ctx.book)
    return sorted({row.rank for row in rows if row.rank}, key=str.casefold)
