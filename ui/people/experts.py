"""Trainers, coaches and other experts: their table and their form."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.side import SidePanel, native_line
from ui.common.tables import Column, SnapshotModel, Table
from workbook.i18n import _
from workbook.services import experts
from workbook.services.experts import ExpertRow
from workbook.storage.changing import Changes


class ExpertsTab(QWidget):
    """Everybody who trains or coaches; Enter opens one."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.model: SnapshotModel[ExpertRow] = SnapshotModel(
            _columns(), key=lambda row: row.id, named=lambda row: row.name
        )
        self.table = Table(
            self.model,
            _("Experts"),
            empty=EmptyState(
                "users-round",
                _("No experts yet"),
                _("Trainers and coaches whom sessions are given by."),
                action=_("Add an expert"),
                on_action=self.add,
            ),
        )
        self.table.activated_key.connect(self._on_activated)
        self.form = ExpertForm(ctx)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.form)

    def reload(self) -> None:
        """Read every expert anew."""
        self.model.set_rows(experts.expert_rows(self.ctx.book))

    def add(self) -> None:
        """Show the empty form."""
        self.form.show_expert(None, self.table)

    def _on_activated(self, _key: object) -> None:
        row = self.model.row_at(self.table.currentIndex())
        if row is not None:
            self.form.show_expert(row, self.table)


class ExpertForm(SidePanel):
    """One expert's fields."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("Expert"), drafts=ctx.drafts)
        self.ctx = ctx
        self.row: ExpertRow | None = None

    def show_expert(self, row: ExpertRow | None, back: QWidget) -> None:
        """Show an expert, or the empty form for None."""
        self.row = row
        self.start(
            _("Add an expert") if row is None else row.name,
            "expert" if row is None else f"expert {row.id}",
        )
        # An expert known in her own script alone is shown by it; that is no Latin name.
        latin = row.name if row and row.name != row.name_native else ""
        self.fields: dict[str, QLineEdit] = {}
        for key, label, text in (
            ("name_latin", _("Name"), latin),
            ("name_native", _("Name in own script"), row.name_native if row else ""),
            ("role", _("Role"), row.role if row else ""),
            ("title", _("Title"), row.title if row else ""),
            ("institution", _("Institution"), row.institution if row else ""),
            ("languages", _("Languages"), row.languages if row else ""),
        ):
            field = native_line(label) if key == "name_native" else QLineEdit()
            field.setText(text)
            self.add(label, field)
            self.fields[key] = field
        save = self.finish(_("Add") if row is None else _("Save"), self.save)
        save.setEnabled(not self.ctx.book.read_only)
        self.open_panel(self.fields["name_latin"], back)

    def save(self) -> None:
        """Add or edit the expert."""
        row = self.row
        values = {key: field.text() for key, field in self.fields.items()}

        def act() -> Changes:
            if row is None:
                return experts.create_expert(self.ctx.book, **values).changes
            return experts.edit_expert(self.ctx.book, expert_id=row.id, **values)

        if self.ctx.perform(act, _("The expert was saved.")) is not None:
            self.close_panel()


def _columns() -> list[Column[ExpertRow]]:
    return [
        Column("name", _("Name"), lambda row: row.name),
        Column("native", _("In own script"), lambda row: row.name_native, native=True),
        Column("role", _("Role"), lambda row: row.role),
        Column("title", _("Title"), lambda row: row.title),
        Column("institution", _("Institution"), lambda row: row.institution, stretch=True),
        Column("languages", _("Languages"), lambda row: row.languages),
    ]
