"""The one place that builds everything.

SQLAlchemy, openpyxl and reportlab are imported by a background thread while the password is typed.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ui.common.ask import Ask, AskUser
from ui.common.bus import Bus
from ui.common.context import CohortChoice, Context, Glance
from ui.common.drafts import Drafts
from ui.common.errors import ErrorHook
from ui.common.fonts import load_first_fonts, load_other_fonts, ui_font
from ui.common.jobs import Jobs
from ui.common.theme import Theme
from ui.main_window.pages import all_pages
from ui.main_window.window import CLOSE_KEY, MainWindow
from ui.main_window.workspace import Workspace
from ui.unlock.idle import IdleWatch
from ui.unlock.lock import Lock
from ui.unlock.screen import UnlockScreen
from ui.welcome.screen import WelcomeScreen
from workbook.errors import (
    AlreadyOpenError,
    DamagedError,
    EmptyFileError,
    SaveError,
    WorkbookError,
    WrongKeyError,
)
from workbook.i18n import _, ngettext, use_language
from workbook.progress import Progress
from workbook.settings import APP_FOLDER, SettingsFile

if TYPE_CHECKING:
    from ui.welcome.create import NewWorkbook
    from workbook.services.inbox import OpenCount
    from workbook.storage.backup import BackupRow
    from workbook.storage.book import Workbook

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "ps", "ur"})
# What opening a workbook and its first page need. No Qt: these load in a thread.
HEAVY = (
    "workbook.storage.book",
    "cryptography.hazmat.primitives.kdf.argon2",
    "cryptography.hazmat.primitives.keywrap",
    "workbook.services.overview",
    "workbook.services.inbox",
)
LOG_NAME = "errors.log"


class App(QObject):
    """The running program: which screen is shown, and which workbook is open."""

    def __init__(
        self,
        app: QApplication,
        settings: SettingsFile,
        *,
        window: MainWindow | None = None,
        ask: Ask | None = None,
        log: Path | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self.settings = settings
        self.ask = ask or AskUser()
        folder = Path(platformdirs.user_state_dir(APP_FOLDER))
        self.errors = ErrorHook(self.ask, log or folder / LOG_NAME, self)
        self.theme = Theme(app, settings.settings.theme)
        self.jobs = Jobs(self.errors.handle, self)
        self.window = window or MainWindow(settings.settings.window)
        self.window.close_asked.connect(self.quit)
        self.ctx: Context | None = None
        self.workspace: Workspace | None = None
        self.lock: Lock | None = None
        self._idle: IdleWatch | None = None
        self._fresh: Workbook | None = None
        self._step_said: bytes | None = None

    # -- screens

    def start(self, path: Path | None) -> None:
        """Show the first screen: the workbook asked for, the last one, or a welcome."""
        last = next((Path(text) for text in self.settings.settings.recent), None)
        if path is not None:
            self.show_unlock(path)
        elif last is not None and last.exists():
            self.show_unlock(last)
        else:
            self.show_welcome()
        self.window.show()
        QTimer.singleShot(0, self._after_first_picture)

    def show_welcome(self) -> None:
        """Let a workbook be made or chosen."""
        settings = self.settings.settings
        recent = [text for text in settings.recent if Path(text).exists()]
        screen = WelcomeScreen(recent, settings.remember_recent)
        screen.new_asked.connect(self.show_create)
        screen.open_asked.connect(self.choose_file)
        screen.recent_asked.connect(self._on_recent)
        screen.remember_changed.connect(self._on_remember)
        self.window.show_screen(screen)

    def show_unlock(self, path: Path) -> None:
        """Ask for the password of `path`."""
        screen = UnlockScreen(path, self.settings.settings.operator)
        screen.form.submitted.connect(self._on_unlock)
        screen.other_asked.connect(self.show_welcome)
        self.window.show_screen(screen)

    def show_create(self) -> None:
        """Ask for what a new workbook needs."""
        from ui.welcome.create import CreateScreen

        settings = self.settings.settings
        wished = (Path(settings.last_folder or "?"), Path(platformdirs.user_documents_dir()))
        folder = next((folder for folder in wished if folder.is_dir()), Path.home())
        screen = CreateScreen(self.ask, folder, settings.operator)
        screen.submitted.connect(self._on_create)
        screen.back_asked.connect(self.show_welcome)
        self.window.show_screen(screen)

    def choose_file(self) -> None:
        """Ask for an existing workbook."""
        paths = self.ask.open_files(
            _("Open a workbook"), _("Workbooks (*.workbook);;All files (*)")
        )
        if paths:
            self.open_file(paths[0])

    def open_file(self, path: Path) -> None:
        """Ask for the password of `path`, after closing what is open."""
        if self.lock is not None and self.lock.is_locked:
            return
        if self.close_book():
            self.show_unlock(path)

    # -- opening

    def _on_unlock(self, secret: str, by_key: bool, operator: str) -> None:
        self._open(secret, by_key, operator, read_only=False)

    def _open(self, secret: str, by_key: bool, operator: str, *, read_only: bool) -> None:
        screen = self.window.screen_shown
        if not isinstance(screen, UnlockScreen):
            return
        screen.form.show_busy(True)
        path = screen.path

        def work(progress: Progress) -> Workbook:
            from workbook.storage.book import Workbook

            return Workbook.open(
                path,
                passphrase=None if by_key else secret,
                emergency_key=secret if by_key else None,
                operator=operator,
                read_only=read_only,
            )

        def done(book: Workbook) -> None:
            screen.form.clear()
            if by_key and not book.read_only and not self._renew_password(book):
                book.close()
                return
            self.show_book(book, operator)

        def failed(error: BaseException) -> None:
            self._on_not_opened(error, secret, by_key, operator)

        self.jobs.run(_("Opening"), work, on_done=done, on_failed=failed, can_stop=False)

    def _on_not_opened(
        self, error: BaseException, secret: str, by_key: bool, operator: str
    ) -> None:
        screen = self.window.screen_shown
        if not isinstance(screen, UnlockScreen):
            return
        if isinstance(error, WrongKeyError):
            screen.form.show_wrong(error.sentence)
        elif isinstance(error, AlreadyOpenError):
            screen.form.show_error(error.sentence)
            if self.ask.confirm(_("Already open"), error.sentence, yes=_("Open for reading only")):
                self._open(secret, by_key, operator, read_only=True)
        elif isinstance(error, (DamagedError, EmptyFileError)):
            screen.form.show_error(error.sentence)
            self._offer_backups(screen, error.sentence, secret, operator)
        elif isinstance(error, WorkbookError):
            screen.form.show_error(error.sentence)
        else:
            screen.form.show_busy(False)
            self.errors.handle(error)

    def _offer_backups(
        self, screen: UnlockScreen, sentence: str, secret: str, operator: str
    ) -> None:
        """Let a backup take the place of a file that cannot be opened; that file is kept."""
        from workbook.storage.book import Workbook

        path = screen.path
        rows = [row for row in Workbook.backups_beside(path, passphrase=secret) if row.verified]
        if not rows:
            return
        chosen = self.ask.choose(
            _("Go back to a backup?"),
            sentence + " " + _("The file as it is now is kept beside it under another name."),
            [backup_said(row) for row in rows],
        )
        if chosen is None:
            return
        row = rows[chosen]
        if row.people is None:
            older = self.ask.password(
                _("An older password"),
                _("The password of that time, or the key on emergency sheet no. {n}").format(
                    n=row.sheet_number
                ),
            )
            if older is None:
                return
            secret = older
        screen.form.show_busy(True)

        def work(progress: Progress) -> Workbook:
            return Workbook.recover(path, row, passphrase=secret, operator=operator)

        def done(book: Workbook) -> None:
            screen.form.clear()
            self.show_book(book, operator)

        def failed(error: BaseException) -> None:
            self._on_not_opened(error, secret, False, operator)

        self.jobs.run(_("Going back"), work, on_done=done, on_failed=failed, can_stop=False)

    def _on_create(self, wanted: NewWorkbook) -> None:
        from ui.welcome.create import CreateScreen

        screen = self.window.screen_shown
        if not isinstance(screen, CreateScreen):
            return
        screen.show_busy(True)

        def work(progress: Progress) -> Workbook:
            from workbook.storage.book import Workbook

            return Workbook.create(
                wanted.path,
                passphrase=wanted.password,
                office_code=wanted.office_code,
                office_name=wanted.office_name,
                programme_code=wanted.programme_code,
                operator=wanted.operator,
            )

        def done(book: Workbook) -> None:
            self._show_emergency(book, wanted.operator)

        def failed(error: BaseException) -> None:
            if isinstance(error, WorkbookError):
                screen.show_error(error.sentence)
            else:
                screen.show_busy(False)
                self.errors.handle(error)

        self.jobs.run(_("Creating"), work, on_done=done, on_failed=failed, can_stop=False)

    def _show_emergency(self, book: Workbook, operator: str) -> None:
        from ui.common.emergency import EmergencySheet
        from ui.welcome.create import EmergencyScreen

        self._fresh = book
        screen = EmergencyScreen(
            EmergencySheet(
                number=book.sheet_number,
                key=book.emergency_key,
                office=book.office_name,
                file_name=book.path.name,
                made_on=book.sources.today(),
            ),
            self.ask,
            self.errors.handle,
        )

        def confirmed() -> None:
            self.show_book(book, operator)

        screen.confirmed.connect(confirmed)
        self.window.show_screen(screen)

    def _renew_password(self, book: Workbook) -> bool:
        from ui.unlock.new_password import NewPasswordDialog

        dialog = NewPasswordDialog(
            book,
            self.ask,
            self.errors.handle,
            reason=_(
                "The workbook was opened with the emergency sheet. Choose a new password: it "
                "comes with a new sheet, and the old one then opens older backups only."
            ),
            parent=self.window,
        )
        return self.ask.run(dialog)

    # -- an open workbook

    def show_book(self, book: Workbook, operator: str) -> None:
        """Show the pages of `book`."""
        self._fresh = None
        settings = self.settings.settings
        settings.operator = operator
        settings.last_folder = str(book.path.parent)
        self.settings.note_opened(book.path)
        self._save_settings()
        bus = Bus(self.window)
        drafts = Drafts(book, self.errors.handle)
        ctx = Context(
            book=book,
            ask=self.ask,
            jobs=self.jobs,
            bus=bus,
            settings=self.settings,
            theme=self.theme,
            drafts=drafts,
            operator=operator,
            on_error=self.errors.handle,
            say=self._say,
            reopened=self._on_reopened,
            glance=self._glance,
            count_open=lambda: _count_open(book),
        )
        self.ctx = ctx
        pages = all_pages()
        self.workspace = Workspace(ctx, pages, self.window.toast)
        self._fill_menu(self.workspace)
        bus.changed.connect(self._on_changed)
        self.workspace.top_bar.lock_asked.connect(self.lock_now)
        self.window.file_dropped.connect(self.workspace.on_dropped)
        self.window.show_screen(self.workspace)
        self.window.setWindowTitle(f"{book.path.name} – {_('Cohort Workbook')}")
        self.workspace.show_page(pages[0].key)
        self.lock = Lock(book, drafts, operator, self.window)
        self.lock.locked.connect(self._on_locked)
        self.lock.unlocked.connect(self._on_unlocked)
        self._idle = IdleWatch(settings.lock_after_minutes, parent=self)
        self._idle.idle.connect(self.lock_now)
        self._idle.start()

    def lock_now(self) -> None:
        """Lock the screen."""
        if self.lock is not None:
            self.lock.lock()

    def close_book(self) -> bool:
        """Close the workbook, with its backup; False when the user wants to stay."""
        if self.ctx is None:
            return self._close_fresh()
        if self.jobs.busy and not self.ask.confirm(
            _("Something is still being done"),
            _("If you close now it is stopped, and nothing of it is kept."),
            yes=_("Stop it and close"),
        ):
            return False
        self.jobs.stop_all()
        ctx, self.ctx = self.ctx, None
        if self.lock is not None and not self.lock.is_locked:
            ctx.drafts.keep()
        if self._idle is not None:
            self._idle.stop()
            self._idle.deleteLater()
        self._idle = self.lock = self.workspace = None
        try:
            ctx.book.close()
        except SaveError as error:
            # The records are in the workbook; only their copy could not be made.
            self.ask.show_error(error)
        return True

    def quit(self) -> None:
        """Close the workbook and the window."""
        if not self.close_book():
            return
        self.settings.settings.window = self.window.geometry_text()
        self._save_settings()
        self.window.close_for_good()

    def change_password(self) -> None:
        """A new password with a new emergency sheet."""
        from ui.unlock.new_password import NewPasswordDialog

        if self.ctx is None:
            return
        dialog = NewPasswordDialog(
            self.ctx.book,
            self.ask,
            self.errors.handle,
            reason=_(
                "A new password comes with a new emergency sheet. Until you have typed two groups "
                "back from the paper, the old password and the old sheet stay in force."
            ),
            parent=self.window,
        )
        if self.ask.run(dialog):
            self._say(_("The new password is in force."), False)

    def _fill_menu(self, workspace: Workspace) -> None:
        add = workspace.add_action

        def theme(mode: str) -> Callable[[], None]:
            return lambda: self._set_theme(mode)

        add(_("Open another workbook…"), self.choose_file, "Ctrl+O")
        password = add(_("Change the password…"), self.change_password)
        password.setEnabled(self.ctx is not None and not self.ctx.book.read_only)
        add(_("Lock"), self.lock_now, "Ctrl+L")
        workspace.top_bar.menu.addSeparator()
        for mode, title in (
            ("light", _("Light")),
            ("dark", _("Dark")),
            ("system", _("Light or dark as the computer")),
        ):
            add(title, theme(mode))
        workspace.top_bar.menu.addSeparator()
        add(_("Close the program"), self.quit, CLOSE_KEY)

    def _set_theme(self, mode: str) -> None:
        self.settings.settings.theme = mode
        self._save_settings()
        self.theme.set_mode(mode)

    def _say(self, text: str, with_undo: bool) -> None:
        undo = self.workspace.undo if with_undo and self.workspace is not None else None
        self._step_said = self.ctx.book.last_step if self.ctx is not None else None
        self.window.toast.say(text, undo)

    def _on_changed(self) -> None:
        """Take back a toast whose Undo would by now undo something else than it says."""
        toast = self.window.toast
        if self.ctx and toast.offers_undo and self.ctx.book.last_step != self._step_said:
            toast.hide()

    def _glance(self) -> Glance:
        from workbook.services.cohorts import cohort_names
        from workbook.storage.backup import found

        assert self.ctx is not None
        copies = found(self.ctx.book.path)
        return Glance(
            cohorts=[CohortChoice(*name) for name in cohort_names(self.ctx.book)],
            last_backup=copies[0][1].astimezone() if copies else None,
        )

    def _on_reopened(self, book: Workbook) -> None:
        operator = self.ctx.operator if self.ctx is not None else ""
        self.ctx = None
        if self._idle is not None:
            self._idle.stop()
        self.show_book(book, operator)

    def _on_locked(self) -> None:
        self.window.setAcceptDrops(False)
        if self._idle is not None:
            self._idle.stop()

    def _on_unlocked(self) -> None:
        self.window.setAcceptDrops(True)
        if self._idle is not None:
            self._idle.start()

    def _on_recent(self, text: str) -> None:
        self.show_unlock(Path(text))

    def _on_remember(self, remember: bool) -> None:
        self.settings.set_remember_recent(remember)
        self._save_settings()

    def _save_settings(self) -> None:
        try:
            self.settings.save()
        except SaveError as error:
            self._say(error.sentence, False)

    def _close_fresh(self) -> bool:
        book, self._fresh = self._fresh, None
        if book is None:
            return True
        sure = self.ask.confirm(
            _("Close without the emergency sheet?"),
            _(
                "The sheet was not typed back. If the password is forgotten, nobody can open the "
                "workbook. You can make a new sheet later with “Change the password”."
            ),
            yes=_("Close"),
            danger=True,
        )
        if not sure:
            self._fresh = book
            return False
        book.close()
        return True

    def _after_first_picture(self) -> None:
        """Load what the first page needs while nobody waits for it."""
        threading.Thread(target=_import_heavy, name="imports", daemon=True).start()
        load_other_fonts()
        importlib.import_module("ui.common.tables")


def backup_said(row: BackupRow) -> str:
    """One backup in one line, as a choice."""
    people = (
        _("emergency sheet no. {n} opens it").format(n=row.sheet_number)
        if row.people is None
        else ngettext("{n} person", "{n} people", row.people).format(n=row.people)
    )
    return f"{row.when:%d %b %Y, %H:%M} · {people}"


def _count_open(book: Workbook) -> OpenCount:
    from workbook.services import inbox

    return inbox.count(book)


def _import_heavy() -> None:
    for name in HEAVY:
        importlib.import_module(name)


def dress(app: QApplication, language: str) -> None:
    """Language, direction and fonts of the application."""
    use_language(language)
    right_to_left = language in RIGHT_TO_LEFT
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    load_first_fonts(right_to_left=right_to_left)
    app.setFont(ui_font())
