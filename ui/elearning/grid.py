"""People against modules, as the table shows them."""

from __future__ import annotations

from datetime import date

from ui.common.dates import month_name, short_day
from ui.common.tables import Column, SnapshotModel
from ui.common.tokens import Tone
from ui.common.words import attempt_tone, attempt_word
from workbook.domain.elearning import Completion, Need
from workbook.i18n import _, ngettext
from workbook.services.elearning import CompletionGrid, CompletionRow, ModuleRow

FIRST_MODULE = 3
"""The columns before the first module: both scripts of the name, agency."""


class ModuleGrid(SnapshotModel[CompletionRow]):
    """A snapshot whose columns follow the modules of the cohort."""

    def __init__(self) -> None:
        super().__init__(
            _people_columns(), key=lambda row: row.enrolment_id, named=lambda row: row.display_name
        )
        self.modules: tuple[ModuleRow, ...] = ()

    def set_grid(self, grid: CompletionGrid) -> None:
        """Show another grid; sort and filter stay while the modules do."""
        if grid.modules != self.modules:
            self.modules = grid.modules
            self._sorted = None
        # No row of before may meet the new columns: they change just before the reset.
        self.columns = (
            *_people_columns(),
            *(_module_column(n, module, grid) for n, module in enumerate(grid.modules)),
            _done_column(grid.modules),
        )
        self.set_rows(grid.rows)

    def module_at(self, column: int) -> int | None:
        """The place of the module in `column`; None on a name."""
        place = column - FIRST_MODULE
        return place if 0 <= place < len(self.modules) else None


def completion_text(found: Completion) -> str:
    """What the tries at a module come to: "85 % · 14 Oct", or a word where there is no pass."""
    if not found.passed:
        return attempt_word(found.status) if found.status else ""
    parts = [f"{found.best_score} %" if found.best_score is not None else _("Passed")]
    if found.passed_on:
        day = date.fromisoformat(found.passed_on)
        parts.append(f"{day.day} {month_name(day.month)}")
    return " · ".join(parts)


def completion_tip(found: Completion) -> str:
    """State, best score, day and number of tries in words."""
    if found.status is None:
        return _("Nothing is known yet.")
    said = [attempt_word(found.status)]
    if found.passed_on:
        said.append(short_day(date.fromisoformat(found.passed_on)))
    if found.best_score is not None:
        said.append(_("best score {n} %").format(n=found.best_score))
    said.append(ngettext("{n} try", "{n} tries", found.tries).format(n=found.tries))
    return ", ".join(part for part in said if part)


def _people_columns() -> tuple[Column[CompletionRow], ...]:
    return (
        Column("name", _("Name"), lambda row: row.name),
        Column("native", _("In own script"), lambda row: row.name_native, native=True),
        Column("agency", _("Agency"), lambda row: row.agency),
    )


def _module_column(place: int, module: ModuleRow, grid: CompletionGrid) -> Column[CompletionRow]:
    passed = sum(row.completions[place].passed for row in grid.rows)
    count = f"{passed} / {len(grid.rows)}"
    title = module.label
    if module.need == Need.RECOMMENDED:
        title = _("{module} (recommended)").format(module=title)

    def of(row: CompletionRow) -> Completion:
        return row.completions[place]

    return Column(
        f"module {module.id}",
        f"{title}\n{count}",
        lambda row: completion_text(of(row)),
        sort=lambda row: (not of(row).passed, -(of(row).best_score or 0)),
        tone=lambda row: _tone(of(row)),
        tip=lambda row: completion_tip(of(row)),
    )


def _tone(found: Completion) -> Tone | None:
    if found.passed:
        return Tone.GOOD
    return attempt_tone(found.status) if found.status else None


def _done_column(modules: tuple[ModuleRow, ...]) -> Column[CompletionRow]:
    required = [n for n, module in enumerate(modules) if module.need != Need.RECOMMENDED]

    def done(row: CompletionRow) -> int:
        return sum(row.completions[n].passed for n in required)

    return Column(
        "done",
        _("Required"),
        lambda row: f"{done(row)} / {len(required)}" if required else "",
        sort=done,
        tone=lambda row: Tone.GOOD if done(row) == len(required) else Tone.WARN,
    )
