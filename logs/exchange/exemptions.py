"""Marks that a theme does not apply to a unit, on their way: told by files, answered by an office, told back.

A file tells every mark of its sender under its catalogue, so that the newest one of a book says which stand; what an
office answered holds for a mark with the very reason that it was asked with.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from logs.catalogue.exemptions import Exemption, Mark
from logs.exchange.code_maps import Lens
from logs.exchange.receipts import Receipt
from logs.exchange.received import Received

State = Literal["here", "asked", "accepted", "refused"]


class MarksFile(Struct, frozen=True):
    """The marks that a received file brought, kept under the SHA-256 of its body."""

    marks: tuple[Mark, ...]


class ToldMark(Struct, frozen=True):
    """A mark that a file tells: as it is `said` there, and as its codes are `read` here."""

    file: Received
    said: Mark
    read: Mark


class MarkAnswer(Exemption, frozen=True, kw_only=True, omit_defaults=True):
    """What this office answered to a mark, and its `note` on it."""

    accepted: bool
    note: str = ""


class MarkState(Struct, frozen=True):
    """A mark and where it stands: made `here` and not answered above, `asked` by a unit and not answered here,
    `accepted` or `refused`, with the office's `note`. `is_own` tells whether it was made in this book, `goes_up`
    whether the book's files tell of it.
    """

    mark: Exemption
    state: State
    is_own: bool
    note: str = ""
    goes_up: bool = False

    @property
    def holds(self) -> bool:
        """Whether the theme is no gap of the unit."""
        return self.state in ("here", "accepted")


def told_marks(files: Mapping[str, bytes], received: Iterable[Received], lens: Lens) -> tuple[ToldMark, ...]:
    """The marks that no later file of the same book and catalogue has left out, in an order that follows from them.

    `files` are MarksFile documents by the SHA-256 of the file; one that is not among `received` tells nothing.
    """
    if not files:
        return ()
    newest: dict[tuple[str, str, str], int] = {}
    known = list(received)
    for file in known:
        key = (file.unit, file.book, file.directive)
        newest[key] = max(file.number, newest.get(key, 0))
    told = [
        ToldMark(file, mark, _as_read(mark, lens))
        for file in known
        if file.sha256 in files and newest[file.unit, file.book, file.directive] == file.number
        for mark in msgspec.json.decode(files[file.sha256], type=MarksFile).marks
    ]
    return tuple(sorted(told, key=lambda one: (one.read.key, one.read.reason, one.file.sha256)))


def _as_read(mark: Mark, lens: Lens) -> Mark:
    """The mark by what its codes mean here; of another catalogue that was read into ours where its theme was."""
    unit, sender = lens.unit(mark.unit), lens.sender(mark.unit)
    if mark.directive != lens.directive.id and all(lens.meanings(sender, mark.directive, (mark.theme,))):
        theme = lens.theme(sender, mark.directive, mark.theme)
        return replace(mark, directive=lens.directive.id, unit=unit, theme=theme)
    return replace(mark, unit=unit)


def mark_states(
    own: Mapping[str, Exemption],
    told: Iterable[ToldMark],
    answers: Mapping[str, MarkAnswer],
    receipts: Iterable[Receipt],
    *,
    asks: bool,
) -> dict[str, MarkState]:
    """Every mark that is known, by its key: those made here before those told; with `asks` these wait for an answer.

    What the level above has refused holds nowhere below it.
    """
    said = (one for receipt in receipts for one in receipt.exemptions)
    # Of two offices the one that refuses is heard, whichever receipt came first.
    above = {(one.key, one.reason): one for one in sorted(said, key=lambda one: (not one.accepted, one.note))}
    found: dict[str, MarkState] = {}
    for mark in own.values():
        found[mark.key] = MarkState(mark, "here", is_own=True, goes_up=True)
    for one in told:
        key, answer = one.read.key, answers.get(one.read.key)
        if key in found:
            continue
        if answer is not None and answer.reason == one.read.reason:
            mark = Exemption(**_fields(one.read), at=answer.at, who=answer.who)
            found[key] = MarkState(
                mark, "accepted" if answer.accepted else "refused", is_own=False, note=answer.note,
                goes_up=answer.accepted,
            )  # fmt: skip
        else:
            mark = Exemption(**_fields(one.read), at=one.file.received, who="")
            found[key] = MarkState(mark, "asked" if asks else "here", is_own=False)
    for key, state in found.items():
        heard = above.get((key, state.mark.reason))
        if heard is not None and state.holds:
            found[key] = replace(state, state="accepted" if heard.accepted else "refused", note=heard.note)
    return found


def _fields(mark: Mark) -> dict[str, str]:
    return {name: getattr(mark, name) for name in Mark.__struct_fields__}
