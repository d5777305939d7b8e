"""The pages of the window, in the order of the navigation.

A factory imports its page when it is called: pages reach services, and services reach heavy
libraries, which must not hold up the first picture of the window.
"""

from __future__ import annotations

from ui.common.context import Context
from ui.common.page import Page, PageSpec
from workbook.i18n import _


def all_pages() -> list[PageSpec]:
    """Every page, with its title in the language in use."""
    return [
        PageSpec("overview", _("Overview"), "layout-dashboard", _overview),
        PageSpec("people", _("People"), "users", _people),
        PageSpec("cohort", _("Cohort"), "users-round", _cohort),
        PageSpec("elearning", _("E-learning"), "graduation-cap", _elearning),
        PageSpec("schedule", _("Schedule"), "calendar-days", _schedule),
        PageSpec("attendance", _("Attendance"), "clipboard-check", _attendance),
        PageSpec("coaching", _("Coaching"), "messages-square", _coaching),
        PageSpec("certificates", _("Certificates"), "award", _certificates),
        PageSpec("history", _("History"), "history", _history),
        PageSpec("backups", _("Backups"), "archive", _backups),
        PageSpec("waiting", _("Questions"), "inbox", _waiting),
        PageSpec("intake", _("Bring in a list"), "file-up", _intake),
        PageSpec("exchange", _("Exchange"), "arrow-left-right", _exchange),
    ]


def _overview(ctx: Context) -> Page:
    from ui.overview.page import OverviewPage

    return OverviewPage(ctx)


def _coaching(ctx: Context) -> Page:
    from ui.coaching.page import CoachingPage

    return CoachingPage(ctx)


def _history(ctx: Context) -> Page:
    from ui.history.page import HistoryPage

    return HistoryPage(ctx)


def _backups(ctx: Context) -> Page:
    from ui.backups.page import BackupsPage

    return BackupsPage(ctx)


def _people(ctx: Context) -> Page:
    from ui.people.page import PeoplePage

    return PeoplePage(ctx)


def _waiting(ctx: Context) -> Page:
    from ui.waiting.page import WaitingPage

    return WaitingPage(ctx)


def _cohort(ctx: Context) -> Page:
    from ui.cohort.page import CohortPage

    return CohortPage(ctx)


def _elearning(ctx: Context) -> Page:
    from ui.elearning.page import ElearningPage

    return ElearningPage(ctx)


def _schedule(ctx: Context) -> Page:
    from ui.schedule.page import SchedulePage

    return SchedulePage(ctx)


def _intake(ctx: Context) -> Page:
    from ui.intake.page import IntakePage

    return IntakePage(ctx)


def _exchange(ctx: Context) -> Page:
    from ui.exchange.page import ExchangePage

    return ExchangePage(ctx)


def _attendance(ctx: Context) -> Page:
    from ui.attendance.page import AttendancePage

    return AttendancePage(ctx)


def _certificates(ctx: Context) -> Page:
    from ui.certificates.page import CertificatesPage

    return CertificatesPage(ctx)
