"""Two sessions beside each other: what differs stands out, what is equal steps back."""

from textwrap import wrap

from textual.content import Content

from logs.book.book import LogBook
from logs.model import Session
from tui.text.labels import field_title
from tui.text.values import named_text
from tui.text.visible import visible
from tui.widgets.cells import fit

_TITLE = 16
_MARK = 2
_MOST_LINES = 4  # of one value
_ORDER = (
    "date", "unit", "topic", "themes", "themes_other", "attendance", "audience", "place", "reporters", "form",
    "partners", "minutes", "mode", "new_media", "documents", "materials", "notes", "status", "directive",
)  # fmt: skip


def side_by_side(first: Session, second: Session, book: LogBook, width: int) -> Content:
    """A block of lines for each field that one of them fills in; those that differ come first, marked `≠`."""
    filled = [name for name in _ORDER if getattr(first, name) or getattr(second, name)]
    differing = [name for name in filled if getattr(first, name) != getattr(second, name)]
    equal = [name for name in filled if name not in differing and name != "directive"]
    lines = [line for name in differing for line in _block(name, first, second, book, width, equal=False)]
    lines += [line for name in equal for line in _block(name, first, second, book, width, equal=True)]
    return Content("\n").join(lines)


def _block(
    name: str, first: Session, second: Session, book: LogBook, width: int, *, equal: bool
) -> tuple[Content, ...]:
    """The lines of one field: its title, then both values."""
    room = max(8, (width - _MARK - _TITLE - 1) // 2)
    left, right = (_wrapped(named_text(name, getattr(one, name), book), room - 1) for one in (first, second))
    titles = [fit(field_title(name), _TITLE - 1)]
    lines = []
    for number in range(max(len(left), len(right))):
        title, one, other = (texts[number] if number < len(texts) else "" for texts in (titles, left, right))
        parts = [fit(title, _TITLE), fit(one, room), fit(other, room)]
        if equal:
            lines.append(Content.styled("  " + "".join(parts), "$foreground-muted"))
        else:
            mark = Content.styled(" " * _MARK if number else "≠ ", "bold $text-warning")
            lines.append(Content.assemble(mark, Content.styled(parts[0], "$text-primary"), parts[1] + parts[2]))
    return tuple(lines)


def _wrapped(text: str, room: int) -> list[str]:
    """The text in lines of `room` cells, cut where it is long."""
    lines = [part for line in visible_lines(text) for part in wrap(line, room) or [""]]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + " …"]


def visible_lines(text: str) -> list[str]:
    """The lines of a text, each as it may be sent to a terminal."""
    return [visible(line) for line in text.splitlines()]
