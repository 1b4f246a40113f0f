"""`sotay list` and `show`: the register, and one session of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import has_named_language, opened
from tui.cli.options import (
    argument,
    command,
    csv_option,
    json_option,
    one_format,
    only_unit_option,
    option,
    period_option,
)
from tui.cli.output import Column, print_csv, print_document, print_facts, print_line, print_rows, print_table, say
from tui.cli.word_choice import WordChoice
from tui.core.i18n import N_, _
from tui.text.labels import LEFT_OUT, MARKS, MODES, STANDINGS

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.book.changes import Step
    from logs.book.reading import Selection
    from logs.counting.facts import Dim
    from logs.session.query import Entry, Query
    from logs.session.validation import Known

NOT_SPLIT = "-"
"""What asks for sessions of whose listeners some are of no one group, or for figures that name no reporter."""


@command("list", N_("Sessions by date."))
@option("--from", "start", metavar="DATE", help=N_("From this day on."))
@option("--to", "end", metavar="DATE", help=N_("Up to this day."))
@period_option
@option("--unit", metavar="CODE", help=N_("Of this unit and all below it."))
@only_unit_option
@option("--theme", metavar="CODE", multiple=True, help=N_("With this theme or group of themes, or one of several."))
@option("--form", metavar="CODE", help=N_("Of this form."))
@option("--audience", metavar="CODE", help=N_("For this group of listeners; - for those of no one group."))
@option("--reporter", metavar="CODE", multiple=True, help=N_("By this reporter, or one of several."))
@option("--document", metavar="CODE", help=N_("In which this document was cited."))
@option("--mode", type=WordChoice(MODES), help=N_("Held in this way."))
@option("--mark", type=WordChoice(MARKS), help=N_("With new media, with other units, or by several reporters."))
@option("--conflict/--no-conflict", default=None, help=N_("With versions that nobody has decided between, or without."))
@option("--status", metavar="STATUS", help=N_("draft, planned or complete."))
@option("--counted", is_flag=True, help=N_("Those that count in tables: of these days, or of the guidance's period."))
@option("--left-out", type=WordChoice(LEFT_OUT), help=N_("Those that do not count, for this reason."))
@option("--former", is_flag=True, help=N_("Those under other catalogues, each event once."))
@option("--standing", type=WordChoice(STANDINGS), help=N_("How far it has come on its way to the level above."))
@option("--search", "text", metavar="TEXT", default="", help=N_("With these words; marks may be left out."))
@json_option
@csv_option
def list_sessions(
    *,
    as_json: bool,
    as_csv: bool,
    only_unit: bool,
    period: str | None,
    **options: Any,
) -> None:
    """Print the sessions asked for, by date, then id."""
    from tui.text.counting import rule_words
    from tui.text.session_csv import CSV_COLUMNS, csv_row, csv_titles, listed_fields

    one_format(as_json, as_csv)
    if options["counted"] and options["left_out"]:
        raise click.UsageError(_("Choose either --counted or --left-out."))
    with opened(read_only=True) as whole:
        book, query = asked_for(whole, options, period=period, only_unit=only_unit)
        found = book.figures.reading.select(query)
        fields = (listed_fields(one, book) for one in found.judged())
        if as_json:
            totals = book.figures.only_in_totals(query)
            print_document(
                {
                    "rule": rule_words(book.directive, query if query.counted else None),
                    "sessions": fields,
                    "in_totals": {"sessions": totals.sessions, "attendance": totals.attendance},
                    **doubts_document(book),
                }
            )
        elif as_csv:
            print_csv(csv_titles() if has_named_language() else CSV_COLUMNS, map(csv_row, fields))
        else:
            _print_entries(found, book, query)


def doubts_document(book: "LogBook") -> dict[str, int]:
    """What the figures of a book hold with a doubt since totals cannot be told apart from others, as JSON."""
    counting = book.figures.counting()
    return {"maybe_twice": len(counting.twice), "only_in_beaten_totals": len(counting.lost)}


def asked_for(
    book: "LogBook", options: Mapping[str, Any], *, period: str | None = None, only_unit: bool = False
) -> "tuple[LogBook, Query]":
    """The same as `read_query`, codes besides that no list has but sessions of the book name, with the book as the
    catalogue of the days asked for measures it; `period` names them in place of `start` and `end`.
    """
    from msgspec.structs import replace

    from logs.session.query import Query
    from tui.text.counting import year_words

    days, directive = Query(), book.directive
    if period is None:
        days = read_query({name: options[name] for name in ("start", "end")}, book.reference.known())
        if days.start and days.end and not options.get("former"):
            directive = book.reference.catalogue_within(days.start, days.end)
    elif options["start"] or options["end"]:
        raise click.UsageError(_("Choose either --period or --from and --to."))
    else:
        directive = book.reference.catalogue_named(period)
        named = directive.period_named(period)
        days = Query(start=named.start, end=named.end)
    if words := year_words(book, directive, days.start, days.end):
        say(words)
    measured = book.under(directive)

    def is_named(dim: "Dim", code: str) -> bool:
        named: dict[str, Any] = {dim: code, "only_unit": dim == "unit"}
        return bool(code) and len(measured.figures.reading.select(Query(**named))) > 0

    options = {name: value for name, value in options.items() if name not in ("start", "end")}
    query = read_query(options, measured.reference.known(), only_unit=only_unit, is_named=is_named)
    return measured, replace(query, start=days.start, end=days.end)


def read_query(
    options: Mapping[str, Any],
    known: "Known",
    *,
    only_unit: bool = False,
    is_named: "Callable[[Dim, str], bool]" = lambda _dim, _code: False,
) -> "Query":
    """What options such as `start`, `unit` or `theme` ask for.

    `is_named` tells whether sessions name a code, which no list may have. Raises SotayError for a value that means
    nothing.
    """
    from logs.session.query import Query
    from logs.typed_values import read_day

    def read(name: str, text: str) -> object:
        if name in ("start", "end"):
            return read_day(text, known.today, known.directive.head.year, known.directive.reporting.period)
        code, dim = text.strip(), _CODES.get(name)
        # A code as it stands is that code, before it is read as words of a title.
        return code if dim and is_named(dim, code) else _read_code(name, code, known)

    conditions: dict[str, Any] = {}
    for name, given in options.items():
        if isinstance(given, tuple):
            values = tuple(read(name, text) for text in given)
            conditions[name] = values if len(values) > 1 else next(iter(values), None)
        else:
            conditions[name] = read(name, given) if isinstance(given, str) and name not in _AS_THEY_ARE else given
    if only_unit and conditions.get("unit") is None:
        raise click.UsageError(_("--only-unit goes with --unit."))
    query = Query(**conditions, only_unit=only_unit)
    if query.start and query.end and query.start > query.end:
        raise SotayError("range_backwards", start=query.start, end=query.end)
    return query


_AS_THEY_ARE = ("mode", "mark", "standing", "left_out", "text")
_CODES: "Mapping[str, Dim]" = {
    "unit": "unit", "theme": "theme", "form": "form", "audience": "audience", "reporter": "reporter",
    "document": "document",
}  # fmt: skip


def _read_code(name: str, text: str, known: "Known") -> Any:
    """What the value of an option means that asks for a code."""
    from logs.counting.facts import UNSPLIT
    from logs.session.fields import read_field, read_theme

    if name == "theme":
        groups = {code.casefold(): code for code in known.directive.group_by_code}
        return groups.get(text.casefold()) or read_theme(text, known)
    if name in ("audience", "reporter", "document"):
        if text == NOT_SPLIT:
            return UNSPLIT
        values = read_field({"reporter": "reporters", "document": "documents"}.get(name, name), text, known)
        return next(iter(values), None)
    return read_field(name, text, known)


def arguments_of(query: "Query") -> list[str]:
    """The arguments of `sotay list` that ask for the same."""
    from logs.counting.facts import UNSPLIT
    from logs.session.query import several

    names = ("unit", "form", "audience", "document", "mode", "mark", "status", "standing", "left_out")
    valued = [("from", query.start), ("to", query.end), *(("theme", code) for code in several(query.theme))]
    valued += [("reporter", code) for code in several(query.reporter)]
    valued += [(name.replace("_", "-"), getattr(query, name)) for name in names]
    flags = {"only-unit": query.only_unit, "counted": query.counted, "former": query.former, "conflict": query.conflict}
    arguments = [f"--{name}={NOT_SPLIT if value == UNSPLIT else value}" for name, value in valued if value is not None]
    return [*arguments, *(f"--{name}" for name, is_on in flags.items() if is_on)]


def _print_entries(sessions: "Selection", book: "LogBook", query: "Query") -> None:
    from logs.session.query import Query
    from tui.text.counting import doubt_lines, list_parts, rule_words
    from tui.text.formats import number

    columns = (
        Column(_("Id"), width=8),
        Column(_("Date"), width=10),
        Column(_("Unit"), width=6),
        Column(_("Form"), width=5),
        Column(_("Attendance"), "right", width=7),
        Column(_("Themes"), grow=1, least=5),
        Column(_("Topic"), grow=3),
        Column(_("To note"), width=10),
    )
    counts = sessions.counts
    if counts.all:
        print_table(columns, _rows(sessions, book))
    print_line(" · ".join(words for _reason, words in list_parts(counts, len(book.figures.reading.select(Query())))))
    attendance = _("Attendance of those counted: {n} · conflicts: {conflicts}")
    print_line(attendance.format(n=number(counts.attendance), conflicts=number(counts.conflicts)))
    if in_totals := book.figures.only_in_totals(query).sessions:
        print_line(_("Came as totals only, without their sessions: {n}.").format(n=number(in_totals)))
    for line in doubt_lines(book.figures.counting()):
        print_line(line)
    print_line(rule_words(book.directive, query if query.counted else None))


def _rows(sessions: "Selection", book: "LogBook") -> Iterator[list[str]]:
    from tui.text.delivery_state import goes_up, standing_mark
    from tui.text.formats import day, number
    from tui.text.labels import status_title

    rising, day_words, count_words = goes_up(book), cache(day), cache(number)
    for one in sessions.outlines():
        marks = [_("conflict")] if one.conflict else []
        if one.status != "complete":
            marks.append(status_title(one.status))
        elif one.left_out:
            marks.append(_(LEFT_OUT[one.left_out]))
        if rising and one.status == "complete":
            marks.append(standing_mark(book.exchange.standing_of(one.id, one.version)))
        count = count_words(one.attendance) if one.attendance is not None else "–"
        themes, topic = " ".join(one.themes), one.topic or one.place
        yield [one.id[:8], day_words(one.date), one.unit, one.form or "–", count, themes, topic, ", ".join(marks)]


@command("show", N_("One session. The id may be shortened to its unique beginning."))
@argument("session_id", metavar="ID")
@option("--history", is_flag=True, help=N_("Who changed it when, what and why."))
@json_option
def show(session_id: str, history: bool, as_json: bool) -> None:
    """Print all fields of a session, and its history when asked for; of a deleted one its history."""
    from tui.text.session_csv import session_fields

    with opened(read_only=True) as book:
        try:
            entry = book.sessions.get(session_id)
        except SotayError as error:
            if not history or error.code not in ("session_deleted", "session_purged"):
                raise
            deleted = str(error.params["value"])
            if as_json:
                print_document({"id": deleted, "history": [_step(step) for step in book.history.of(deleted)]})
            else:
                from tui.text.errors.messages import error_sentence

                print_line(error_sentence(error))
                _print_history(book.history.of(deleted), book)
            return
        steps = book.history.of(entry.id) if history else ()
        if as_json:
            extra = {"history": [_step(step) for step in steps]} if history else {}
            print_document(session_fields(entry, book) | extra)
            return
        print_facts(_facts(entry, book))
        if history:
            _print_history(steps, book)


def _facts(entry: "Entry", book: "LogBook") -> list[tuple[str, str]]:
    from logs.session.fields import FIELDS
    from tui.text.delivery_state import goes_up, standing_sentence
    from tui.text.labels import field_title
    from tui.text.values import named_text

    facts = [(_("Id"), entry.id), (_("Version"), entry.version)]
    for name in FIELDS:
        value = getattr(entry.session, name)
        if value not in (None, "", (), {}, False):
            facts.append((field_title(name), named_text(name, value, book)))
    if goes_up(book):
        facts.append((field_title("standing"), standing_sentence(book, entry)))
    if entry.conflict:
        facts.append((_("Conflict"), _conflict(entry, book)))
    return facts


def _conflict(entry: "Entry", book: "LogBook") -> str:
    """The other versions, each by the fields in which it differs from the one shown."""
    from logs.book.changes import differences
    from tui.text.labels import field_title
    from tui.text.values import value_text

    lines = [_("There are several versions; decide between them in the app.")]
    record = book.sessions.record(entry.id)
    for head in record.heads if record else ():
        if head.id == entry.version:
            continue
        if head.content is None:
            lines.append(_("{version}: deleted").format(version=head.id))
            continue
        changed = differences(entry.session, head.content)
        told = "; ".join(f"{field_title(change.field)}: {value_text(change.field, change.new)}" for change in changed)
        lines.append(f"{head.id}: {told}")
    return "\n".join(lines)


def _step(step: "Step") -> dict[str, Any]:
    return {
        "at": step.at.isoformat(),
        "who": step.who,
        "action": step.action,
        "reason": step.reason,
        "changes": [{"field": change.field, "old": change.old, "new": change.new} for change in step.changes],
    }


def _print_history(steps: Sequence["Step"], book: "LogBook") -> None:
    from tui.text.formats import moment
    from tui.text.labels import action_title
    from tui.text.values import person

    print_rows(
        steps,
        (Column(_("When"), width=16), lambda step: moment(step.at)),
        (Column(_("Who"), width=12), lambda step: person(step.who, book)),
        (Column(_("Step"), width=9), lambda step: action_title(step.action)),
        (Column(_("What changed"), grow=2), _changes),
        (Column(_("Reason"), grow=1), lambda step: step.reason),
        title=_("History"),
    )


def _changes(step: "Step") -> str:
    """Field by field: `Lượt người nghe: 25 → 30`."""
    from tui.text.labels import field_title
    from tui.text.values import value_text

    told = [
        (change.field, value_text(change.field, change.old), value_text(change.field, change.new))
        for change in step.changes
    ]
    return "; ".join(f"{field_title(field)}: {old} → {new}" for field, old, new in told)
