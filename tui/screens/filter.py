"""Which sessions are shown: by unit, theme, form, audience, period, status."""

from datetime import date as Date
from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button

from logs.book import LogBook
from logs.periods import Period, months, quarters, read_period
from logs.query import Query
from tui.commands import Command, KeyBar, bindings
from tui.formats import day, period_title
from tui.screens.line import Line
from tui.titles import field_title, status_title
from tui.values import titled
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain, plain
from tui.words import N_, _

_CONFLICT = "conflict"


class FilterDialog(ModalScreen[Query | None]):
    """Choose what restricts the list; an empty field does not. The result keeps what the fields do not ask for."""

    MENU: ClassVar = (
        Command("take", "ctrl+s", N_("Apply the filter"), N_("Apply"), "", priority=True),
        Command("clear", "ctrl+r", N_("Clear the filter"), N_("Clear"), "", priority=True),
        Command("step_back", "escape", N_("Close"), N_("Close")),
    )
    BINDINGS = bindings(MENU)

    def __init__(self, book: LogBook, query: Query) -> None:
        super().__init__()
        self.book = book
        self.asked = query

    def compose(self) -> ComposeResult:
        asked, directive = self.asked, self.book.directive
        units = [Choice(unit.code, f"{unit.code} {unit.name}") for unit in self.book.units.values()]
        forms = [Choice(form.code, f"{form.code} {titled(form)}", also=form.title) for form in directive.forms]
        groups = [Choice(group.code, titled(group), also=group.title) for group in directive.audiences]
        status = asked.status or (_CONFLICT if asked.conflict else None)
        with Vertical(classes="dialog", id="filter"):
            yield Plain(_("Filter"), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield Line(field_title("unit"), _picker("unit", units, asked.unit))
                yield Line(field_title("themes"), _picker("theme", _themes(self.book), asked.theme))
                yield Line(field_title("form"), _picker("form", forms, asked.form))
                yield Line(field_title("audience"), _picker("audience", groups, asked.audience))
                yield Line(_("Period"), _picker("period", _periods(self.book), _period_name(asked, self.book)))
                yield Line(field_title("status"), _picker("status", _statuses(), status))
            yield Plain(_("An empty field does not restrict."), classes="hint")
            with Horizontal(classes="buttons"):
                yield Button(plain(_("Apply")), id="filter-take", variant="primary", compact=True)
                yield Button(plain(_("Clear the filter")), id="filter-clear", compact=True)
                yield Button(plain(_("Close")), id="filter-close", compact=True)
            yield KeyBar(show_command_palette=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        actions = {"filter-take": self.action_take, "filter-clear": self.action_clear}
        actions.get(event.button.id or "", self.action_step_back)()

    def action_take(self) -> None:
        values: dict[str, Any] = {}
        for picker in self.query(Picker):
            picker.leave()
            values[(picker.id or "").removeprefix("filter-by-")] = picker.value
        status = values.pop("status")
        name = values.pop("period")
        period = read_period(name) if name else None
        if period is None and _period_name(self.asked, self.book) is None and (self.asked.start or self.asked.end):
            span: dict[str, Date | None] = {"start": self.asked.start, "end": self.asked.end}
        else:
            span = {"start": period.start if period else None, "end": period.end if period else None}
        chosen = msgspec.structs.replace(
            self.asked,
            **values,
            **span,
            status=None if status == _CONFLICT else status,
            conflict=True if status == _CONFLICT else None,
        )
        self.dismiss(chosen)

    def action_clear(self) -> None:
        self.dismiss(Query())

    def action_step_back(self) -> None:
        self.dismiss(None)


def describe(query: Query, book: LogBook) -> str:
    """What restricts the list, in words; "" where nothing does."""
    group = book.directive.audience_by_code.get(query.audience or "")
    reporter = book.reporters.get(query.reporter or "")
    asked = (
        query.unit,
        query.theme,
        query.form,
        titled(group) if group else query.audience,
        reporter.name if reporter else query.reporter,
        query.document,
    )
    parts = [one for one in asked if one]
    name = _period_name(query, book)
    if name:
        parts.append(period_title(name))
    elif query.start or query.end:
        parts.append("–".join(day(one) if one else "…" for one in (query.start, query.end)))
    if query.status:
        parts.append(status_title(query.status))
    if query.conflict:
        parts.append(_("Conflicts"))
    return " · ".join(parts)


def narrowed(outer: Query, inner: Query) -> Query:
    """The sessions that both ask for, where they do not contradict each other."""
    asked = {name: getattr(inner, name) for name in Query.__struct_fields__ if getattr(inner, name) not in (None, "")}
    both = msgspec.structs.replace(outer, **asked)
    starts = [one for one in (outer.start, inner.start) if one]
    ends = [one for one in (outer.end, inner.end) if one]
    return msgspec.structs.replace(both, start=max(starts, default=None), end=min(ends, default=None))


def _picker(name: str, choices: list[Choice], value: str | None) -> Picker:
    return Picker(choices, value=value, id=f"filter-by-{name}", placeholder=_("all"))


def _themes(book: LogBook) -> list[Choice]:
    listed: list[Choice] = []
    for group in book.directive.groups:
        title = f"{group.code} {titled(group)}"
        listed.append(Choice(group.code, _("{group} (whole group)").format(group=title), group=title))
        listed += [
            Choice(theme.code, f"{theme.code} {titled(theme)}", group=title, also=theme.title) for theme in group.themes
        ]
    return listed


def _statuses() -> list[Choice]:
    drafts = [Choice(status, status_title(status)) for status in ("complete", "draft")]
    return [*drafts, Choice(_CONFLICT, _("Conflicts"))]


def _periods(book: LogBook) -> list[Choice]:
    return [Choice(period.name, period_title(period.name), period.name) for period in _spans(book)]


def _spans(book: LogBook) -> list[Period]:
    reporting = book.directive.reporting
    year = f"{reporting.period_end.year:04}"
    names = [year, f"{year}-6T", f"{year}-9T", *quarters(reporting.period_start, reporting.period_end)]
    return [read_period(name) for name in (*names, *months(reporting.period_start, reporting.period_end))]


def _period_name(query: Query, book: LogBook) -> str | None:
    """The name of the period that the query's days make, if they make one."""
    spans = {(period.start, period.end): period.name for period in _spans(book)}
    return spans.get((query.start, query.end)) if query.start and query.end else None
