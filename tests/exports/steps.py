"""What happens in random years, step by step."""

from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st


class Act(StrEnum):
    """What can happen in a book."""

    ADD = "log a session"
    EDIT = "edit a session"
    LATE_EDIT = "save a form that was opened before the last edits"
    DELETE = "delete a session"
    UNDO = "undo the last step"
    REDO = "do the last undone step again"
    CLONE = "copy the book's folder to another machine"
    KEEP = "keep a copy of the book's folder"
    REVIVE = "go on with an old copy of the folder on another machine"
    BACK_UP = "back the book up"
    RESTORE = "restore a backup"
    CLOCK = "set the clock wrong by years, or right again"
    EXPORT = "write a package"
    LOSE = "lose a package on the way"
    RECEIVE = "merge the last package of another book of the unit, of one below it or above it"
    DELIVER = "merge up to three packages, old, late or once more"
    DECIDE = "decide a conflict"
    ANSWER = "say whether two sessions are the same event"
    CLAIM = "say so of a session and one of another unit that never was in the book"
    UNMERGE = "take a merge back"
    RECEIPT = "write a receipt and take it in"
    RENAME = "give a unit another code in an office's list"
    MOVE = "say in an office that a session is another unit's"
    TAKE = "log under the id of another unit's session"


# These remove what nobody else can have heard of; all others only add versions.
TAKES_BACK = (Act.UNDO, Act.REDO, Act.RESTORE, Act.UNMERGE)


@dataclass(frozen=True)
class Step:
    """One act in a book; `other` picks the session or the other book, `text` what is typed."""

    act: Act
    book: int
    other: int
    text: int


small = st.integers(0, 5)
# What makes histories interesting comes more often.
OFTEN = (*3 * (Act.EDIT,), Act.ADD, Act.LATE_EDIT, *3 * (Act.EXPORT,), *4 * (Act.RECEIVE,))
# Only in the long set: a package names a renamed unit by the code that its writer does not list any more, and a word
# about another unit's session is set aside, so that its file is looked at again.
_LONG_ONLY = (Act.RENAME, Act.CLAIM, Act.MOVE, Act.TAKE)
acts = st.sampled_from([*(act for act in Act if act not in _LONG_ONLY), *OFTEN, Act.CLONE])
histories = st.lists(st.builds(Step, act=acts, book=small, other=small, text=small), min_size=4, max_size=16)
# To begin with, CB01 has a session and a second laptop, and DB01 has heard of the session.
BEGINNING = tuple(
    Step(act, book, 0, 0) for act, book in ((Act.ADD, 0), (Act.CLONE, 0), (Act.EXPORT, 0), (Act.RECEIVE, 2))
)
