"""What may stand for a code that is being typed, for a shell to complete it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from logs.book.book import LogBook

_MOST = 200  # shown at once; a longer word narrows them
_LATEST = 50  # sessions


def offered(ctx: click.Context, parameter: str, incomplete: str) -> list[CompletionItem]:
    """Codes of the book that begin with what was typed, or have a word in their name that does; none without a book."""
    from logs.book.book import LogBook
    from logs.text import fold
    from tui.core.clock import now
    from tui.core.paths import book_folder

    folder = ctx.find_root().params.get("book") or book_folder()
    typed, offer = fold(incomplete), _OFFERS.get(parameter)
    if offer is None:
        return []
    try:
        with LogBook.open(folder, clock=now, read_only=True) as book:
            fitting = [
                CompletionItem(code, help=name)
                for code, name in offer(book)
                if any(word.startswith(typed) for word in (fold(code), fold(name), *fold(name).split()))
            ]
    except Exception:  # noqa: BLE001 - between two keys nothing can be said; the command itself says what is wrong
        return []
    return fitting[:_MOST]


_Offer = Iterable[tuple[str, str]]  # codes, and what they mean


def _periods(book: "LogBook") -> Iterator[tuple[str, str]]:
    from logs.periods import months, quarters
    from tui.text.formats import period_title

    year, days = book.directive.head.year, book.directive.reporting.period
    names = (str(year), f"{year}-6T", f"{year}-9T", *quarters(*days), *months(*days))
    return ((name, period_title(name)) for name in names)


def _questions(book: "LogBook") -> _Offer:
    from logs.questions.questions import questions
    from tui.text.questions import question_sentence

    return ((str(n), question_sentence(question, book)) for n, question in enumerate(questions(book), start=1))


def _sessions(book: "LogBook") -> _Offer:
    from tui.text.questions import session_line

    return ((entry.id, session_line(entry.session, book)) for entry in book.sessions.latest(_LATEST))


def _merges(book: "LogBook") -> _Offer:
    from exports.merge.unmerge import batches
    from tui.text.formats import batch_name, moment

    return ((batch_name(batch.key), moment(batch.at)) for batch in batches(book))


def _codes(field: str) -> Callable[["LogBook"], _Offer]:
    def offer(book: "LogBook") -> _Offer:
        from tui.text.values import names_of

        return names_of(field, book.reference.known()).items()

    return offer


# By the names of the parameters that take them.
_OFFERS: dict[str, Callable[["LogBook"], _Offer]] = {
    "period": _periods, "question": _questions, "session_id": _sessions, "batch": _merges,
    **{name: _codes("unit") for name in ("unit", "into", "parent", "partner")},
    "theme": _codes("themes"), "form": _codes("form"), "audience": _codes("audience"),
    "document": _codes("documents"), "reporter": _codes("reporters"),
}  # fmt: skip
