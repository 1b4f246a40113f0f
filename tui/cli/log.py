"""`sotay log`: a new session, by options or in one line; many of them from the standard input."""

import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from logs.errors import SotayError
from tui.cli.context import opened
from tui.cli.errors import REFUSED, Refused
from tui.cli.field_arguments import Typed, entry_fields, warn
from tui.cli.options import Command, argument, command, json_option, option
from tui.cli.output import print_document, print_line, say
from tui.core.i18n import N_, _
from tui.text.session_fields import DISPLAYS

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.session.query import Entry

_FIELD_OF = {display.option.replace("-", "_"): display.name for display in DISPLAYS}


def _field_options(function: Callable[..., None]) -> Callable[..., None]:
    """An option for each field of a session."""
    for display in reversed([display for display in DISPLAYS if display.option]):
        settings = {"metavar": display.metavar} if display.metavar else {"is_flag": True}
        add_option = option(f"--{display.option}", multiple=display.repeated, help=display.help, **settings)
        function = add_option(function)
    return function


class LineCommand(Command):
    """A command whose words may hold a `--` of their own: the mark before the notes, not the end of options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before the first `--` and keep the rest as words of the line.

        Where no word of a line stands before it, `--` ends the options as in any other program.
        """
        place = args.index("--") if "--" in args else len(args)
        if place == len(args) or not self._has_words(ctx, args[:place]):
            return super().parse_args(ctx, args)
        rest = super().parse_args(ctx, args[:place])
        ctx.params["line"] = (*ctx.params["line"], *args[place:])
        return rest

    def _has_words(self, ctx: click.Context, args: list[str]) -> bool:
        values, _rest, _order = self.make_parser(ctx).parse_args(list(args))
        words = values.get("line")
        return isinstance(words, tuple) and bool(words)


@command("log", N_("Save a session and print its id."), cls=LineCommand)
@argument("line", nargs=-1, metavar="[LINE]")
@_field_options
@option("--draft", is_flag=True, help=N_("Save as a draft, which is neither counted nor exported."))
@option("--planned", is_flag=True, help=N_("Save as planned: still to be held, neither counted nor exported."))
@json_option
def log(line: tuple[str, ...], as_json: bool, draft: bool, planned: bool, **options: Any) -> None:
    """Save a session from a line, from options or from both; an option stands above the line."""
    from tui.text.values import saved_sentence

    given: dict[str, Sequence[str]] = {
        _FIELD_OF[name]: ("yes",) if value is True else (value,) if isinstance(value, str) else value
        for name, value in options.items()
        if value not in (None, (), False)
    }
    if draft or planned:
        given["status"] = ("planned" if planned else "draft",)
    if line == ("-",):
        _log_lines(given, as_json=as_json)
        return
    with opened() as book:
        entry = _save(" ".join(_words(line)), given, book)
    if as_json:
        print_document(entry_fields(entry))
    else:
        # On stderr, and before the id: what reads the id from stdout reads nothing else.
        say(saved_sentence(entry.session, book))
        print_line(entry.id)


def _save(text: str, given: Mapping[str, Sequence[str]], book: "LogBook") -> "Entry":
    """Save the session of a line, of options or of both, and tell what was guessed of it; raises Refused."""
    from logs.entry.doubles import Doubles

    typed, guessed = _typed(text, given, book)
    session, warnings = typed.session(book)
    warnings = (*warnings, *Doubles(book).doubts(session))
    entry = book.add(session)
    if guessed:
        say(_("Guessed, please check: {fields}.").format(fields=_guesses(guessed, typed.fields, book)))
    warn(warnings)
    return entry


def _log_lines(given: Mapping[str, Sequence[str]], *, as_json: bool) -> None:
    """Save a session of each line of the standard input; what cannot be saved is told by its line."""
    from tui.text.errors.messages import error_sentence, problem_sentence

    saved: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    with opened() as book:
        for number, text in enumerate(TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "replace"), start=1):
            if not text.strip():
                continue
            try:
                saved.append(entry_fields(_save(text.strip(), given, book)))
                if not as_json:
                    print_line(saved[-1]["id"])
                continue
            except Refused as refused:
                reasons = [problem_sentence(problem) for problem in refused.problems]
            except SotayError as error:
                reasons = [error_sentence(error)]
            left.append({"line": number, "text": text.strip(), "reasons": reasons})
            for reason in reasons:
                say(_("Line {line}: {reason}").format(line=number, reason=reason))
    if as_json:
        print_document({"sessions": saved, "refused": left})
    if left:
        click.get_current_context().exit(REFUSED)


def _words(line: tuple[str, ...]) -> list[str]:
    """The words of the line; where the shell took quotation marks off, they are put back, up to the notes."""
    if len(line) < 2:
        return list(line)
    notes = line.index("--") if "--" in line else len(line)
    return [
        f'"{word}"' if place < notes and " " in word and word[0] not in "@#-" and '"' not in word else word
        for place, word in enumerate(line)
    ]


def _typed(text: str, options: Mapping[str, Sequence[str]], book: "LogBook") -> tuple[Typed, list[str]]:
    """The values of a line and of options, and the names of those that nobody typed and the line's grammar guessed."""
    from logs.entry.line_parser import read_line

    guessed: list[str] = []
    typed = Typed()
    if text.strip():
        parsed = read_line(text, book)
        typed = Typed(parsed.fields, parsed.problems)
        guessed = [field for field in parsed.guessed if field not in options]
    for field, texts in options.items():
        typed.read(field, texts, book.reference.known())
    unread = {problem.field for problem in typed.problems}
    owner = {"date": book.today(), "unit": book.owner.unit, "reporters": (book.owner.reporter,)}
    for field, value in owner.items():
        if field not in unread:
            typed.fields.setdefault(field, value)
    return typed, guessed


def _guesses(guessed: Sequence[str], fields: Mapping[str, Any], book: "LogBook") -> str:
    from tui.text.labels import field_title
    from tui.text.values import named_text

    values = {field: ", ".join(named_text(field, fields[field], book).split("\n")) for field in guessed}
    return "; ".join(f"{field_title(field)}: {value}" for field, value in values.items())
