"""What a line will save, field by field: what was typed, what is a guess, what is missing."""

from collections.abc import Iterable, Sequence
from typing import Any

from textual.content import Content

from logs.book.book import LogBook
from logs.entry.line_parser import Parsed
from logs.session.fields import FIELDS
from logs.session.validation import Problem
from tui.core.i18n import _
from tui.screens.session.editors import WEEKDAYS
from tui.text.errors.messages import problem_sentence
from tui.text.formats import day
from tui.text.labels import GUESS, field_title
from tui.text.values import named_text, value_text
from tui.text.visible import visible

# What every session has, in two columns; the rest follows in the second where it is typed.
LEFT = ("date", "form", "unit", "reporters", "attendance", "audience")
RIGHT = ("themes", "topic", "place")
_MORE = tuple(name for name in FIELDS if name not in (*LEFT, *RIGHT))


def column(
    book: LogBook, fields: Sequence[str], parsed: Parsed, problems: Iterable[Problem], title_width: int
) -> Content:
    """A line for each field: its title, cut to its width, and its value in words."""
    wrong = {problem.field: problem for problem in reversed(list(problems)) if problem.severity == "error"}
    lines = [line for name in fields for line in _lines(book, name, parsed, wrong.get(name), title_width)]
    return Content("\n").join(lines)


def right_fields(parsed: Parsed) -> tuple[str, ...]:
    """The fields of the second column: the usual ones, and what else was typed."""
    return (*RIGHT, *(name for name in _MORE if name in parsed.fields))


def findings(problems: Iterable[Problem], *, missing: bool) -> Content:
    """The problems in sentences, errors before doubts; those of fields not typed yet only where `missing` is set."""
    told = [problem for problem in problems if missing or not problem.code.endswith("_missing")]
    told.sort(key=lambda problem: problem.severity == "warning")
    return Content("\n").join(
        Content.styled(f"✗ {problem_sentence(problem)}", "$text-error")
        if problem.severity == "error"
        else Content.styled(f"? {problem_sentence(problem)}", "$text-warning")
        for problem in told
    )


def _lines(book: LogBook, name: str, parsed: Parsed, wrong: Problem | None, width: int) -> Iterable[Content]:
    value = parsed.fields.get(name)
    title = Content.styled(field_title(name).partition(" (")[0][: width - 1].ljust(width), "$foreground-muted")
    if value in (None, "", (), {}):
        if wrong is not None:
            yield Content.assemble(title, Content.styled("✗ " + _("still missing"), "$text-error"))
        else:
            yield Content.assemble(title, Content.styled("–", "$foreground-muted"))
        return
    guessed = name in parsed.guessed
    sign = Content.styled(f"{GUESS} ", "$text-muted") if guessed else Content("")
    style = "italic $text-muted" if guessed else "$text-error" if wrong else "bold"
    for number, text in enumerate(_words(book, name, value)):
        start = title if number == 0 else Content(" " * width)
        yield Content.assemble(start, sign, Content.styled(visible(text), style))


def _words(book: LogBook, name: str, value: Any) -> list[str]:
    if name == "date":
        return [f"{day(value)} {_(WEEKDAYS[value.weekday()])}"]
    if name in ("form", "themes"):
        return named_text(name, value, book).replace(" – ", " ").split("\n")
    if name in ("unit", "reporters", "partners", "audience", "documents"):
        names = [part.partition(" – ")[2] or part for part in named_text(name, value, book).split("\n")]
        return [", ".join(names)]
    return [value_text(name, value).replace("\n", " ")]
