"""Random histories of one session in several books: all that clerks, cloned laptops and restored copies can do.

A history starts with one book that holds a new session. Each step happens in one book; a *state* is the session's
record in a book at one moment. Books never share a clock, and nothing here tells them apart.
"""

from dataclasses import dataclass, field
from datetime import date as Date
from enum import StrEnum

from hypothesis import strategies as st

from logs.model import Session
from logs.versions import Record, Version, merge, new_record, save
from tests.logs.sessions import SESSION_ID

# Few contents, so that people in different books also type the same thing.
CONTENTS = tuple(
    Session(directive="LC-TTDN-2014", date=Date(2014, 5, 12), unit=unit, status="draft", notes=notes)
    for unit in ("CB01", "DB02")
    for notes in ("một", "hai", "ba")
)


class Act(StrEnum):
    """What can happen to a session in a book."""

    SAVE = "save over what the book holds"
    LATE_SAVE = "save a form that was opened some states ago"
    DELETE = "delete"
    CLONE = "copy the book to another laptop"
    RESTORE = "go back to a copy of an earlier state"
    RECEIVE = "merge what another book holds"


@dataclass(frozen=True)
class Step:
    """One act in a book; `other` picks the earlier state or the other book, `content` what is saved."""

    act: Act
    book: int
    other: int
    content: int


@dataclass
class History:
    """The states each book went through, oldest first."""

    books: list[list[Record]] = field(default_factory=lambda: [[new_record(SESSION_ID, CONTENTS[0])]])

    @property
    def states(self) -> list[Record]:
        """Every state of every book."""
        return [state for states in self.books for state in states]

    @property
    def versions(self) -> dict[str, Version[Session]]:
        """Every version that anybody ever made, by id."""
        return {head.id: head for state in self.states for head in state.heads}

    @property
    def replaced(self) -> set[str]:
        """The ids of the versions that some other version was saved over."""
        return {parent for version in self.versions.values() for parent in version.parents}

    def play(self, step: Step) -> None:
        """Let one step happen."""
        states = self.books[step.book % len(self.books)]
        now, content = states[-1], CONTENTS[step.content % len(CONTENTS)]
        earlier = states[step.other % len(states)]
        match step.act:
            case Act.SAVE:
                states.append(save(now, content))
            case Act.LATE_SAVE:
                states.append(save(now, content, over=[head.id for head in earlier.heads]))
            case Act.DELETE:
                states.append(save(now, None))
            case Act.CLONE:
                self.books.append(list(states))
            case Act.RESTORE:
                states.append(earlier)
            case Act.RECEIVE:
                states.append(merge(now, self.books[step.other % len(self.books)][-1]))


small = st.integers(0, 5)
steps = st.builds(Step, act=st.sampled_from(Act), book=small, other=small, content=small)


def play(happened: list[Step]) -> History:
    """The history in which these steps happened, in a book and a clone of it."""
    history = History()
    history.play(Step(Act.CLONE, 0, 0, 0))
    for step in happened:
        history.play(step)
    return history


def histories() -> st.SearchStrategy[History]:
    """Any history of up to 14 steps."""
    return st.lists(steps, min_size=1, max_size=14).map(play)
