"""What restricts a list, in words, and the line that says it: each condition can be taken away by itself."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from logs.book.book import LogBook
from logs.counting.facts import UNSPLIT
from logs.periods import Period, months, quarters, read_period
from logs.session.query import Query, several
from tui.core.book_preferences import Preferences
from tui.core.i18n import _
from tui.screens.register.columns import KINDS
from tui.text.counting import COUNTED_TITLE, reason_title
from tui.text.delivery_state import standing_word
from tui.text.formats import day, period_title
from tui.text.labels import MARKS, UNSPLIT_TITLE, field_title, status_title
from tui.text.values import titled, value_text
from tui.text.visible import visible
from tui.widgets.panel import one_of
from tui.widgets.safe import Plain


class Condition(Struct, frozen=True):
    """Fields of a query that restrict together, and what they ask for: a title and words, or words that say it all."""

    fields: tuple[str, ...]
    title: str
    words: str

    def __str__(self) -> str:
        return f"{self.title} {self.words}" if self.title else self.words


def conditions(query: Query, book: LogBook) -> list[Condition]:
    """What the query asks for, the search text apart, in the order of the filter's lines."""
    group = book.directive.audience_by_code.get(query.audience or "")
    group_words = titled(group) if group else query.audience
    people = [book.reporters[code].name if code in book.reporters else code for code in several(query.reporter)]
    named = (
        ("unit", field_title("unit"), query.unit),
        ("theme", _("Theme"), ", ".join(several(query.theme))),
        ("form", field_title("form"), query.form),
        ("audience", field_title("audience"), _(UNSPLIT_TITLE) if query.audience == UNSPLIT else group_words),
        ("reporter", _("Reporter"), ", ".join(people)),
        ("document", _("Document"), query.document),
        ("mode", field_title("mode"), query.mode and value_text("mode", query.mode)),
        ("mark", "", query.mark and _(MARKS[query.mark])),
    )
    found = [Condition((name,), title, words) for name, title, words in named if words]
    if period := _period_words(query, book):
        found.append(Condition(("start", "end"), "", period))
    if query.only_unit:
        found.append(Condition(("only_unit",), "", _("the unit by itself")))
    if query.counted:
        found.append(Condition(("counted",), "", _(COUNTED_TITLE)))
    if query.former:
        found.append(Condition(("former",), "", _("under other catalogues, each event once")))
    if query.left_out:
        found.append(Condition(("left_out",), "", reason_title(query.left_out)))
    if query.status:
        found.append(Condition(("status",), "", status_title(query.status)))
    if query.standing:
        found.append(Condition(("standing",), "", standing_word(query.standing)))
    if query.conflict is not None:
        found.append(Condition(("conflict",), "", _("Conflicts") if query.conflict else _("No conflicts")))
    if query.directive and len(book.storage.rows("directives")) > 1:
        found.append(Condition(("directive",), field_title("directive"), query.directive))
    return [*found, *(Condition(("also",), one.title, one.words) for one in _also(query, book))]


def _also(query: Query, book: LogBook) -> list[Condition]:
    return conditions(query.also, book) if query.also is not None else []


def describe(query: Query, book: LogBook) -> str:
    """What restricts the list, in words; "" where nothing does."""
    return " · ".join(condition.words for condition in conditions(query, book))


def without(query: Query, fields: Iterable[str]) -> Query:
    """The query without what it asks of these fields."""
    nothing = Query()
    return msgspec.structs.replace(query, **{name: getattr(nothing, name) for name in fields})


def spans(book: LogBook) -> list[Period]:
    """The periods of the reporting year: the year, its first months, quarters, months."""
    reporting = book.directive.reporting
    year = f"{reporting.period_end.year:04}"
    names = [year, f"{year}-6T", f"{year}-9T", *quarters(reporting.period_start, reporting.period_end)]
    return [read_period(name) for name in (*names, *months(reporting.period_start, reporting.period_end))]


def period_name(query: Query, book: LogBook) -> str | None:
    """The name of the period that the query's days make, if they make one."""
    named = {(period.start, period.end): period.name for period in spans(book)}
    return named.get((query.start, query.end)) if query.start and query.end else None


def _period_words(query: Query, book: LogBook) -> str:
    if name := period_name(query, book):
        return period_title(name)
    if query.start or query.end:
        return "–".join(day(one) if one else "…" for one in (query.start, query.end))
    return ""


def choice_words(query: Query, asked: Query, preferences: Preferences, book: LogBook) -> Content:
    """Which part of the sessions is listed, and by which column; a key or a click takes another.

    Before them, the days that a search has `asked` for besides the filter's `query`.
    """
    sort, descending = preferences.sort, preferences.descending
    days = _period_words(asked, book) if (asked.start, asked.end) != (query.start, query.end) else ""
    part = _(COUNTED_TITLE) if query.counted else _("All")
    part = reason_title(query.left_out) if query.left_out else part
    by = f"{KINDS[sort].full_title()} {'▼' if descending else '▲'}" if sort in KINDS else "–"
    searched = [Content.styled(days, "$text-primary")] if days else []
    own = one_of("p", "", part, "screen.next_part"), one_of("s", "", by, "screen.sort")
    return Content("  ").join((*searched, *own))


class FilterBar(Plain):
    """Every condition in words, a click on one takes it away; there is no line where nothing restricts."""

    listed: list[Condition]

    def show(self, query: Query, book: LogBook) -> None:
        """Say what the query asks for."""
        self.listed = conditions(query, book)
        self.display = bool(self.listed)
        parts = [Content.styled(_("Filter:") + " ", "$foreground-muted")]
        for place, condition in enumerate(self.listed):
            words = Content(f" {visible(str(condition))} ×").stylize(f"@click=screen.clear_condition({place})")
            parts += [words, Content("  ")]
        words = Content.assemble(*parts)
        most, least = _("Backspace: take away the last · Esc: all"), _("Esc: all")
        room = self.app.size.width - words.cell_length - 2
        keys = next((text for text in (most, least) if cell_len(text) <= room), "")
        self.update(words + Content.styled(keys, "$foreground-muted"))
