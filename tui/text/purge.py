"""What a purge did and what it could not reach, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from logs.text import clean_line
from tui.core.i18n import _
from tui.text.formats import number

if TYPE_CHECKING:
    from logs.maintenance.purge import Purged

_MOST_NAMED = 10


def purged_lines(purged: "Purged", *, former_only: bool) -> list[str]:
    """What is gone, then what a person has to see to by hand."""
    done = _("The text of session {id} is gone from the book, its steps and its copies (written anew: {n}).")
    if former_only:
        done = _("What session {id} said before is gone from the book, its steps and its copies (written anew: {n}).")
    lines = [done.format(id=purged.id[:8], n=number(purged.copies))]
    left = (
        (purged.received, _("Received files that are kept as they came still hold it: {names}.")),
        (purged.exported, _("Files that were sent may hold it; ask those who have them to delete them: {names}.")),
        (purged.files, _("These files could not be cleaned; delete them by hand if they are not needed: {names}.")),
    )
    lines += [words.format(names=_names(names)) for names, words in left if names]
    if purged.reports:
        words = _("Reports kept as they were sent: {n}; they are not changed.")
        lines.append(words.format(n=number(purged.reports)))
    lines.append(_("Copies in other places (USB, other disks) are not reached: make new ones and delete the old."))
    return lines


def kept_purged_line(purged: Sequence[str]) -> str:
    """Of a copy from before a purge: that what was purged stays so, and that the copy still has it."""
    words = _(
        "Sessions whose text was purged after the copy was made: {n} ({ids}). They stay purged; the copy still holds "
        "the text: make a new copy and delete this one."
    )
    return words.format(n=number(len(purged)), ids=_names(tuple(key[:8] for key in purged)))


def _names(names: tuple[str, ...]) -> str:
    more = [" …"] if len(names) > _MOST_NAMED else []
    return clean_line("".join([", ".join(names[-_MOST_NAMED:]), *more]))
