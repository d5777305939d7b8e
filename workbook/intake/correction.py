"""What a person changed of how a list was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook.intake.kinds import ListKind
from workbook.intake.values import DateOrder

NO_HEADER = -1
"""As `header_row`: the list has no captions, its first row is a person."""


@dataclass(frozen=True)
class Correction:
    """What a person said of a list; what is None or missing stays as it was found.

    Rows and columns are counted from 0, `last_row` is included. `header_row` is the row with the
    caption of the column of names, or NO_HEADER. Of a list that is `across`, people stand in
    columns: its rows and columns are counted as if the sheet were turned, so that `header_row` 0
    is column A. `fields` gives columns the field they fill, None to leave one out. `hidden` takes
    the rows and columns that the sheet hides too, and lets hidden sheets be found. `statuses` tell
    what a learning platform's words for results mean: by `values.status_key`, the value of an
    AttemptStatus.
    """

    sheet: str | None = None
    header_row: int | None = None
    first_row: int | None = None
    last_row: int | None = None
    across: bool | None = None
    fields: Mapping[int, str | None] = field(default_factory=dict)
    date_orders: Mapping[int, DateOrder] = field(default_factory=dict)
    kind: ListKind | None = None
    hidden: bool = False
    statuses: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """What was said, without what was left as found."""
        said: dict[str, Any] = {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "first_row": self.first_row,
            "last_row": self.last_row,
            "across": self.across,
            "fields": {str(column): name for column, name in self.fields.items()} or None,
            "date_orders": {str(c): order.value for c, order in self.date_orders.items()} or None,
            "kind": self.kind.value if self.kind else None,
            "hidden": self.hidden or None,
            "statuses": dict(self.statuses) or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Correction:
        """The correction that `to_json` told."""
        kind = said.get("kind")
        return cls(
            sheet=said.get("sheet"),
            header_row=said.get("header_row"),
            first_row=said.get("first_row"),
            last_row=said.get("last_row"),
            across=said.get("across"),
            fields={int(column): name for column, name in said.get("fields", {}).items()},
            date_orders={
                int(column): DateOrder(order)
                for column, order in said.get("date_orders", {}).items()
            },
            kind=ListKind(kind) if kind else None,
            hidden=said.get("hidden", False),
            statuses=said.get("statuses", {}),
        )


NOTHING = Correction()
"""Nobody said anything: the list as it was found."""
