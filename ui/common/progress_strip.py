"""What the running job is doing, along the lower edge; nothing else is blocked."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from ui.common.buttons import button
from ui.common.jobs import Job, Jobs
from ui.common.label import Label
from ui.common.theme import set_look
from workbook.i18n import _


class ProgressStrip(QFrame):
    """Shows the first of the running jobs, and stops it on Cancel."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, "bar")
        self._jobs: list[Job] = []
        self.title = Label("", "strong")
        self.detail = Label("", "muted")
        # A long file name must not push the Cancel button out of the window.
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(200)
        self.cancel = button(_("Cancel"), on_click=self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addWidget(self.detail, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.cancel)
        jobs.started.connect(self._on_started)
        jobs.ended.connect(self._on_ended)
        self.hide()

    def _on_started(self, job: Job) -> None:
        self._jobs.append(job)
        job.progressed.connect(self._on_progressed)
        self._show_first()

    def _on_ended(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self._show_first()

    def _show_first(self) -> None:
        self.setVisible(bool(self._jobs))
        if self._jobs:
            job = self._jobs[0]
            self.title.setText(job.title)
            self.bar.setAccessibleName(job.title)
            self.detail.clear()
            self.bar.setRange(0, 0)
            self.cancel.setVisible(job.can_stop)
            self.cancel.setEnabled(True)

    def _on_progressed(self, done: int, total: int, what: str) -> None:
        if not self._jobs or self.sender() is not self._jobs[0]:
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.detail.setText(f"{what}  \u2066{done} / {total}\u2069" if total else what)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.detail.setText(_("Stopping…"))
        self._jobs[0].cancel()
