"""Taking a step back, or doing it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbook.errors import NotFoundError, RuleError, StaysError
from workbook.i18n import _
from workbook.storage import history
from workbook.storage.changing import Changes
from workbook.storage.history import FieldChange
from workbook.storage.log import Log, Step


@dataclass(frozen=True)
class StepDone:
    """What undo or redo did: the label of the step, what changed, what it could not reach. `told`
    are sentences on what cannot be taken back at all.
    """

    label: str
    changes: Changes
    kept: tuple[FieldChange, ...]
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A step that can be taken back: its label, its parts, and sentences on what of it stays."""

    label: str
    parts: Sequence[Step]
    stays: tuple[str, ...]


def find(log: Log, step: bytes) -> Found:
    """The step by its hash, or the bundle by its mark. Raises NotFoundError where it is not known,
    StaysError where nothing of what a file brought can be taken back, RuleError for another step
    that cannot.
    """
    parts = history.find_step(log, step)
    stays = history.stays(log, step)
    label = history.label_of(log, step)
    if not parts and stays:
        raise StaysError(
            _("“{label}” cannot be undone. {why}").format(label=label, why=" ".join(stays))
        )
    if not parts:
        raise NotFoundError(_("This step is not in the history of this workbook."))
    kind = parts[0].header.kind
    if kind == "issue":
        raise RuleError(
            _(
                "Issuing a certificate cannot be undone: the paper may be in someone's hands. "
                "Cancel the certificate with a reason instead; its number stays used."
            )
        )
    if kind in history.NOT_UNDONE:
        raise RuleError(_("This step cannot be undone. Nothing was changed."))
    return Found(label, parts, stays)
