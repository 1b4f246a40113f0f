"""What a report to the level above states: every figure of it, reckoned once, from which all its files are made."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date as Date
from datetime import datetime
from itertools import islice
from typing import Literal

import msgspec
from msgspec import Raw, Struct

from logs.catalogue.directive import Document, Head
from logs.model import Role, Session
from logs.progress.status import UnitProgress
from logs.rates import mean

FORMAT: Literal[1] = 1
_LATER = Raw(b'"\\u0000"')  # stands for lines that are put in later: no text of a book is this character
_AT_ONCE = 1_000  # lines that are encoded together


class Sum(Struct, frozen=True):
    """Sessions and their attendance (lượt người nghe: listeners counted once for each session)."""

    sessions: int = 0
    attendance: int = 0

    @property
    def mean(self) -> float | None:
        """Listeners of a session; None without sessions."""
        return mean(self.attendance, self.sessions)


NOT_SPLIT = "Chưa tách theo đối tượng"
"""The listeners that are of no one group, in the official language of the paper."""


class Part(Struct, frozen=True):
    """The sessions of one form, group, audience or document; under several of them a session counts for each.

    Of an audience group `attendance` is of the sessions that say how many of it listened. `order` is a group's place in
    the guidance; in a report the priority groups come first.
    """

    code: str
    title: str
    sessions: int = 0
    attendance: int = 0
    priority: bool = False
    order: int = 0


class ThemeLine(Struct, frozen=True):
    """A theme: its sessions, in how many units there was one, and in how many of those that report and to which it
    applies (`reached` of `asked`).
    """

    code: str
    title: str
    group: str
    sessions: int = 0
    attendance: int = 0
    units: int = 0
    core: bool = True
    reached: int = 0
    asked: int = 0


class SpanLine(Struct, frozen=True):
    """A month or a quarter (by its name), with its sessions by form."""

    name: str
    sessions: int
    attendance: int
    forms: dict[str, int]


class UnitLine(Struct, frozen=True):
    """A unit with all that stands below it: sessions by form, and by group of themes each session once in a group.

    `groups` is None where figures came in place of sessions: they do not say it. `reporters` have held a session in
    the period. `progress` is where the unit stands with its report; None for one that owes none, such as the office.
    """

    code: str
    name: str
    sessions: int
    attendance: int
    forms: dict[str, int]
    groups: dict[str, int] | None
    reporters: int
    progress: UnitProgress | None = None


class ReporterLine(Struct, frozen=True):
    """A field reporter's sessions; a session held by two counts for each of them."""

    code: str
    name: str
    rank: str
    unit: str
    sessions: int = 0
    attendance: int = 0
    last: Date | None = None


class RegisterLine(Struct, frozen=True, omit_defaults=True, gc=False):
    """A session as the register prints it, with names and titles in place of codes but for the themes.

    `content` is the session itself, of which the register prints a part, `counts_in` the unit in whose line of the
    report it stands; None and "" in reports frozen without them.
    """

    id: str
    version: str
    date: Date
    unit: str
    form: str
    attendance: int
    reporters: tuple[str, ...]
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    place: str = ""
    topic: str = ""
    documents: tuple[str, ...] = ()
    notes: str = ""
    conflict: bool = False
    content: Session | None = None
    counts_in: str = ""


class Apart(Struct, frozen=True):
    """What the sums leave out or hold with a doubt.

    Left out: `drafts`, sessions under an `other` catalogue or with an `unknown` code of one, sessions `after` the
    cut-off day, those of this catalogue that lie `outside` the year's reporting period, the `same` as others that
    count, `in_totals` of units, figures that do not say whether they are of the period (`left`), those beside which
    others count (`lost`). In the sums: `beyond` lie outside the year's period; `summed` came in figures only, so that
    no table by group, audience, reporter or document has them, `twice` of which may be in the sums twice; `conflicts`
    have versions that nobody has decided between; `asked` are pairs that may be one event, which nobody has answered.
    """

    drafts: int = 0
    other: int = 0
    after: int = 0
    outside: int = 0
    unknown: int = 0
    same: int = 0
    in_totals: int = 0
    beyond: int = 0
    twice: int = 0
    lost: int = 0
    left: int = 0
    summed: int = 0
    conflicts: int = 0
    asked: int = 0


class Report(Struct, frozen=True, kw_only=True):
    """A report of the book of `unit` for the days from `start` to `end`, both included, reckoned at `made`.

    `period` is the period's name; a range of days of one's own has none. `total` counts each session once. `before` is
    the same stretch a year earlier, under the catalogues of then, None where the book has nothing of it,
    `before_months` its sessions by month (none in reports frozen without); `so_far` runs from the day `since`, the
    first of the guidance's own period, to `end`; None in reports frozen without it.
    `not_applicable` are themes that are left out since they apply to none of the units, with the reasons; `several` are
    sessions that more than one reporter held. An audience of no code has the listeners that are of no one group.
    `by_rank` are the sessions that any reporter of a rank held, `ranks` the titles of the catalogue's; both are empty
    in reports frozen without them.
    `group_months` are sessions by group of themes, then month; those that came in figures only are not in it.
    `versions` are the ids and versions of the sessions counted.
    """

    format: Literal[1] = FORMAT
    unit: str
    unit_name: str
    role: Role
    directive: Head
    directive_sha256: str
    period: str
    start: Date
    end: Date
    made: datetime
    cut_off: Date | None = None
    total: Sum
    before: Sum | None = None
    before_months: dict[str, int] = {}
    so_far: Sum
    since: Date | None = None
    forms: tuple[Part, ...]
    groups: tuple[Part, ...]
    themes: tuple[ThemeLine, ...]
    audiences: tuple[Part, ...]
    documents: tuple[Part, ...]
    cited: tuple[Document, ...]
    months: tuple[SpanLine, ...]
    quarters: tuple[SpanLine, ...]
    group_months: dict[str, dict[str, int]]
    units: tuple[UnitLine, ...]
    reporters: tuple[ReporterLine, ...]
    new_media: int = 0
    modes: dict[str, int] = {}
    joint: int = 0
    several: int = 0
    by_rank: dict[str, int] = {}
    ranks: dict[str, str] = {}
    not_applicable: dict[str, str] = {}
    apart: Apart = Apart()
    register: Sequence[RegisterLine]
    versions: Mapping[str, str]

    @property
    def obliged(self) -> tuple[UnitLine, ...]:
        """The units that had to report for the period."""
        return tuple(unit for unit in self.units if unit.progress is not None)

    @property
    def reported(self) -> tuple[UnitLine, ...]:
        """Those of them that did: late ones, reports of zero and reports of a longer period included."""
        return tuple(unit for unit in self.obliged if unit.progress and unit.progress.state != "missing")

    @property
    def missing(self) -> tuple[UnitLine, ...]:
        """Those of which nothing has come for the period."""
        return tuple(unit for unit in self.obliged if unit.progress and unit.progress.state == "missing")

    @property
    def not_covered(self) -> tuple[ThemeLine, ...]:
        """The core themes that no session was about."""
        return tuple(theme for theme in self.themes if theme.core and not theme.sessions)


def listeners_of(register: Sequence[RegisterLine]) -> int:
    """The listeners of all its sessions, which one that makes its lines when they are looked at knows."""
    known: int | None = getattr(register, "attendance", None)
    return sum(line.attendance for line in register) if known is None else known


def printed(register: Sequence[RegisterLine]) -> Iterator[RegisterLine]:
    """Its lines; of one that makes them when they are looked at, with no more of each session than is printed."""
    lines: Callable[[], Iterator[RegisterLine]] | None = getattr(register, "printed", None)
    return lines() if lines is not None else iter(register)


def encoded(kept: Struct) -> Iterator[bytes]:
    """A report, or what holds one, as JSON; piece by piece, so that of lines made when looked at few are kept."""
    later: list[Sequence[RegisterLine]] = []

    def made(value: Sequence[RegisterLine] | Mapping[str, str]) -> Raw | dict[str, str]:
        if isinstance(value, Mapping):
            return dict(value)
        later.append(value)
        return _LATER

    first, *rest = msgspec.json.encode(kept, enc_hook=made).split(bytes(_LATER))
    yield first
    for lines, text in zip(later, rest, strict=True):
        every, between = map(msgspec.json.encode, lines), b"["
        while some := b",".join(islice(every, _AT_ONCE)):
            yield between + some
            between = b","
        yield (b"]" if between == b"," else b"[]") + text
