"""Which sessions are shown: by unit, theme, form, audience, reporter, period, state …"""

from collections.abc import Iterable
from datetime import date as Date
from typing import Any, get_args

import msgspec
from textual.containers import VerticalScroll
from textual.widget import Widget

from logs.book.book import LogBook
from logs.periods import read_period
from logs.session.query import Query, Standing
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.screens.common.dialog import CLOSE, Dialog
from tui.screens.register.conditions import period_name, spans
from tui.screens.session.fields import reporter_choices
from tui.text.delivery_state import standing_word
from tui.text.formats import period_title
from tui.text.labels import field_title, status_title
from tui.text.values import titled
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain

_CONFLICT, _NO_CONFLICT = "conflict", "none"


class FilterDialog(Dialog[Query]):
    """Choose what restricts the list; an empty field does not. The result keeps what the fields do not ask for."""

    NAME, HEADING = "filter", N_("Filter")
    MENU = (
        Command("take", "ctrl+s", N_("Apply the filter"), N_("Apply"), priority=True, button=True),
        Command("clear", "ctrl+r", N_("Clear the filter"), N_("Clear"), priority=True, button=True),
        CLOSE,
    )

    def __init__(self, book: LogBook, query: Query) -> None:
        super().__init__()
        self.book = book
        self.asked = query

    def body(self) -> Iterable[Widget]:
        lines = (
            FormLine(title, Picker(choices, value=value, id=f"filter-by-{name}", placeholder=_("all")))
            for name, title, choices, value in _lines(self.book, self.asked)
        )
        yield VerticalScroll(*lines, can_focus=False)
        yield Plain(_("An empty field does not restrict."), classes="hint")

    def action_take(self) -> None:
        values: dict[str, Any] = {}
        for picker in self.query(Picker):
            picker.leave()
            values[(picker.id or "").removeprefix("filter-by-")] = picker.value
        if values["theme"] is None and isinstance(self.asked.theme, tuple):
            del values["theme"]  # the dialog shows no several themes
        conflict = values.pop("conflict")
        name = values.pop("period")
        period = read_period(name) if name else None
        if period is None and period_name(self.asked, self.book) is None:
            span: dict[str, Date | None] = {"start": self.asked.start, "end": self.asked.end}
        else:
            span = {"start": period.start if period else None, "end": period.end if period else None}
        answer = {None: None, _CONFLICT: True}.get(conflict, False)
        self.dismiss(msgspec.structs.replace(self.asked, **values, **span, conflict=answer))

    def action_clear(self) -> None:
        self.dismiss(Query())


def _lines(book: LogBook, asked: Query) -> Iterable[tuple[str, str, list[Choice], str | None]]:
    """The lines of the dialog: the field, its title, its choices, what it holds."""
    directive = book.directive
    units = [Choice(unit.code, f"{unit.code} {unit.name}") for unit in book.units.values()]
    forms = [Choice(form.code, f"{form.code} {titled(form)}", also=form.title) for form in directive.forms]
    groups = [Choice(group.code, titled(group), also=group.title) for group in directive.audiences]
    documents = [
        Choice(document.code, f"{document.kind} {document.number}", titled(document))
        for document in directive.documents
    ]
    statuses = [Choice(status, status_title(status)) for status in ("complete", "planned", "draft")]
    standings = [Choice(arg, standing_word(arg)) for arg in get_args(Standing)]
    conflicts = [Choice(_CONFLICT, _("Conflicts")), Choice(_NO_CONFLICT, _("No conflicts"))]
    in_conflict = None if asked.conflict is None else _CONFLICT if asked.conflict else _NO_CONFLICT
    yield "unit", field_title("unit"), units, asked.unit
    yield "theme", field_title("themes"), _themes(book), asked.theme if isinstance(asked.theme, str) else None
    yield "form", field_title("form"), forms, asked.form
    yield "audience", field_title("audience"), groups, asked.audience
    yield "reporter", _("Reporter"), reporter_choices(book), asked.reporter if isinstance(asked.reporter, str) else None
    yield "document", _("Document"), documents, asked.document
    yield "period", _("Period"), _periods(book), period_name(asked, book)
    yield "status", field_title("status"), statuses, asked.status
    yield "standing", field_title("standing"), standings, asked.standing
    yield "conflict", _("Conflict"), conflicts, in_conflict
    catalogues = [Choice(code, code) for code in book.storage.rows("directives")]
    if len(catalogues) > 1:
        yield "directive", field_title("directive"), catalogues, asked.directive


def _themes(book: LogBook) -> list[Choice]:
    listed: list[Choice] = []
    for group in book.directive.groups:
        title = f"{group.code} {titled(group)}"
        listed.append(Choice(group.code, _("{group} (whole group)").format(group=title), group=title))
        listed += [
            Choice(theme.code, f"{theme.code} {titled(theme)}", group=title, also=theme.title) for theme in group.themes
        ]
    return listed


def _periods(book: LogBook) -> list[Choice]:
    return [Choice(period.name, period_title(period.name), period.name) for period in spans(book)]
