"""What can go wrong, in sentences a coordinator can act on.

    WorkbookError
    ├── OpenError             the workbook file cannot be opened
    │   ├── WrongKeyError         passphrase or emergency key does not fit
    │   ├── DamagedError          the file is damaged or was not copied completely
    │   ├── EmptyFileError        zero bytes
    │   ├── NotAWorkbookError     another kind of file
    │   ├── NewerVersionError     made by a newer version of the program
    │   └── AlreadyOpenError      another window or program holds it
    ├── SaveError             a change or a file could not be written (disk full, no permission)
    ├── SheetError            a spreadsheet cannot be read; `reason` says why in one word
    ├── NotFoundError         a cohort, person or template that was named does not exist
    ├── RuleError             an action the rules do not allow
    │   └── StaysError            nothing of what is to be undone can be taken back
    └── Cancelled             the user stopped a long job; nothing of it was kept

Anything else that is raised is a bug and reaches the crash dialog.
"""


class WorkbookError(Exception):
    """A sentence for the user: what happened, what is safe, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OpenError(WorkbookError):
    """The workbook file cannot be opened."""


class WrongKeyError(OpenError):
    """The passphrase or emergency key does not open this file."""


class DamagedError(OpenError):
    """The file is damaged or was not copied completely."""


class EmptyFileError(OpenError):
    """The file has zero bytes."""


class NotAWorkbookError(OpenError):
    """The file is of another kind."""


class NewerVersionError(OpenError):
    """The file was made by a newer version of the program."""


class AlreadyOpenError(OpenError):
    """Another window or program holds the file."""


class SaveError(WorkbookError):
    """A change or a file could not be written; what was saved before is safe."""


class SheetError(WorkbookError):
    """A spreadsheet cannot be read.

    `reason` is one of password, damaged, limit, empty, not_people, unsupported.
    """

    def __init__(self, sentence: str, *, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class NotFoundError(WorkbookError):
    """Something that was named does not exist in this workbook."""


class RuleError(WorkbookError):
    """The rules do not allow this action; nothing was changed."""


class StaysError(RuleError):
    """Nothing of what is to be undone can be taken back; what is older can."""


class Cancelled(WorkbookError):
    """The user stopped a long job; nothing of it was kept."""
