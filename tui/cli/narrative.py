"""`sotay narrative`: what a person writes in a report beside its figures."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.options import PATH, argument, command, json_option, option
from tui.cli.output import print_document, print_line
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exports.report.model import Report
    from logs.book.book import LogBook
    from logs.exchange.narratives import NarrativePart

# As in logs.exchange.narratives, which is imported when the command runs.
_PARTS = ("leadership", "strengths", "weaknesses", "directions", "proposals")
_MOST_BYTES = 200_000


@command("narrative", N_("What a person writes in the report: show, write, take over a draft."))
@argument("part", metavar="[PART", type=click.Choice(_PARTS), required=False)
@argument("text", metavar="TEXT]", required=False)
@option("--file", "file", metavar="FILE", type=PATH, help=N_("The text is in this file, in UTF-8."))
@option("--draft", "takes_draft", is_flag=True, help=N_("Take over what the program proposes."))
@option("--year-before", "takes_former", is_flag=True, help=N_("Begin with what was written a year before."))
@option("--remove", "is_removed", is_flag=True, help=N_("Take the text out again."))
@option("--history", "with_history", is_flag=True, help=N_("Every step that changed the text."))
@option("--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09; the year when left out."))
@option("--from", "start", metavar="DATE", help=N_("From this day on, in place of a period."))
@option("--until", "end", metavar="DATE", help=N_("Up to this day, in place of a period."))
@json_option
def narrative(
    *,
    part: "NarrativePart | None",
    text: str | None,
    file: Path | None,
    takes_draft: bool,
    takes_former: bool,
    is_removed: bool,
    with_history: bool,
    period: str | None,
    start: str | None,
    end: str | None,
    as_json: bool,
) -> None:
    """Without a text what is written for the period, and what the program proposes; with one that of the part."""
    from exports.report.build import reckon
    from exports.report.narrative import period_of, write
    from logs.errors import SotayError
    from tui.cli.report import period_asked

    changes = [text is not None, file is not None, takes_draft, takes_former, is_removed]
    if sum(changes) > 1 or (not part and (any(changes) or with_history)):
        raise click.UsageError(_("Name a part, and one of: a text, --file, --draft, --year-before or --remove."))
    with opened(read_only=not any(changes)) as book:
        year_book, days = period_asked(book, period, start, end)
        report = reckon(year_book, days, cut_off=book.reference.office.cut_off)
        if part and any(changes):
            source = _source(book, report, takes_draft=takes_draft, takes_former=takes_former)
            wanted = _read(file) if file else text if text is not None else "" if is_removed else source.get(part)
            if wanted is None:
                raise SotayError("narrative_nothing")
            write(book, period_of(report), part, wanted)
        if part and with_history:
            _print_history(book, period_of(report), part, as_json=as_json)
        else:
            _print(book, report, part, as_json=as_json)


def _source(
    book: "LogBook", report: "Report", *, takes_draft: bool, takes_former: bool
) -> "Mapping[NarrativePart, str]":
    """Where a text is taken from that the person does not type."""
    from exports.report.drafts import drafts_of
    from exports.report.narrative import year_before

    if takes_draft:
        return drafts_of(book, report)
    return year_before(book, report) if takes_former else {}


def _read(file: Path) -> str:
    from logs.errors import SotayError
    from logs.store.files import unreadable

    try:
        with file.open("rb") as opened_file:
            return opened_file.read(_MOST_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise SotayError("narrative_not_text", name=file.name) from error


def _print(book: "LogBook", report: "Report", part: "NarrativePart | None", *, as_json: bool) -> None:
    from exports.merge.unit_texts import texts_of_units
    from exports.report.body import HINTS, TITLES
    from exports.report.drafts import drafts_of
    from exports.report.narrative import narrative_of, period_of, year_before

    written, former = narrative_of(book, period_of(report)), year_before(book, report)
    drafts = drafts_of(book, report)
    of_units = texts_of_units(book, period_of(report))
    if as_json:
        parts: list[dict[str, Any]] = [
            {"part": name, "text": written.get(name, ""), "draft": drafts.get(name, "")}
            | {"year_before": former.get(name, "")}
            | {"units": {unit: texts[name] for unit, texts in of_units.items() if name in texts}}
            for name in TITLES
            if part in (None, name)
        ]
        print_document({"period": period_of(report), "parts": parts})
        return
    for name, title in TITLES.items():
        if part not in (None, name):
            continue
        print_line(f"{title} ({name})")
        if name in written:
            _print_text(written[name])
        else:
            print_line(f"[{HINTS[name]}…]")
            if name in drafts:
                print_line(_("Draft, to be taken over with --draft:"))
                _print_text(drafts[name])
        for unit, texts in of_units.items():
            if name in texts:
                print_line(_("{unit} writes:").format(unit=unit))
                _print_text(texts[name])
        print_line("")


def _print_history(book: "LogBook", period: str, part: "NarrativePart", *, as_json: bool) -> None:
    from exports.report.narrative import history_of
    from tui.text.steps import step_fields, step_line

    steps = list(history_of(book, period, part))
    if as_json:
        print_document([{**step_fields(step), "text": text} for step, text in steps])
        return
    for step, text in steps:
        print_line(step_line(step, book))
        _print_text(text or "–")


def _print_text(text: str) -> None:
    for line in text.splitlines():
        print_line(line)
