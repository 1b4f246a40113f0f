"""The year's guidance as data: its groups of themes, audiences, forms, cited documents and deadline.

A catalogue is a TOML file; its checksum is the SHA-256 of the file's bytes (line ends as LF, no byte-order mark), so
that two books can tell whether they follow the same text.
"""

import hashlib
import tomllib
from collections.abc import Iterable
from datetime import date as Date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from logs.errors import SotayError
from logs.model import Code, FormCode, Name
from logs.periods import Period, Span, read_period

DEFAULT = "LC-TTDN-2014"
SHIPPED = Path(__file__).with_name("directives")
"""The folder of the catalogue and the unit list that come with the program."""
MOST_BYTES = 1_000_000


class Listed(Struct, frozen=True, kw_only=True):
    """What a list of the catalogue has, valid from its first to its last day, both included; always without them.

    An entry that is wanted no more has a last day: its code stays with the sessions that name it.
    """

    code: Code
    title: Name
    en: str = ""
    since: Date | None = field(default=None, name="from")
    until: Date | None = field(default=None, name="to")

    def is_valid(self, day: Date) -> bool:
        """Whether a session of that day can go by it."""
        return self.meets(Span(day, day))

    def meets(self, days: Span) -> bool:
        """Whether it is valid on any of the days: a theme that is on none of them is no gap of theirs."""
        begins = self.since is None or days.end is None or self.since <= days.end
        return begins and (self.until is None or days.start is None or days.start <= self.until)


class Theme(Listed, frozen=True, kw_only=True):
    """What a session can talk about; `core` themes are named by the guidance's own list of contents."""

    group: Code = ""
    ref: str = ""
    core: bool = True
    priority: bool = False
    free_text: bool = False
    needs_document: bool = False


class Group(Listed, frozen=True, kw_only=True):
    """A group of themes; priority groups come first in every table."""

    order: int = 0
    ref: str = ""
    core: bool = True
    priority: bool = False
    themes: tuple[Theme, ...] = field(default=(), name="theme")


class Audience(Listed, frozen=True, kw_only=True):
    """A group of listeners; groups that are not `direct` are of the external kind."""

    direct: bool = True


class Form(Listed, frozen=True, kw_only=True):
    """A form of session."""

    code: FormCode


class Document(Listed, frozen=True, kw_only=True):
    """A document that a session can cite."""

    kind: str
    number: str
    title: str
    date: Date | None = None
    issuer: str = ""


class Rank(Listed, frozen=True, kw_only=True):
    """A rank of reporters."""


RANKS = (
    Rank(code="trung_uong", title="Báo cáo viên Trung ương", en="Central reporter"),
    Rank(code="tinh", title="Báo cáo viên cấp tỉnh", en="Provincial reporter"),
    Rank(code="huyen", title="Báo cáo viên cấp huyện", en="District reporter"),
    Rank(code="co_so", title="Báo cáo viên cơ sở", en="Grassroots reporter"),
    Rank(code="tuyen_truyen_vien", title="Tuyên truyền viên cơ sở", en="Grassroots propagandist"),
)
"""The ranks of a catalogue that names none."""


BaseName = Literal["all", "core", "priority"]
"""Every theme; those of the guidance's own list of contents; those that it puts first."""
TargetKind = Literal["theme", "sessions", "monthly", "listeners"]


class Target(Listed, frozen=True, kw_only=True):
    """What is to be reached `n` times (chỉ tiêu), in each unit or, `whole`, in the committee as a whole.

    Of kind `theme` sessions on each of the `themes`, which are named by code or by that of their group; without names
    each theme of the `base`. `sessions` are such of the period, `monthly` of each month, `listeners` those of the
    `audience` group. The days, where given, narrow the reporting period.
    """

    kind: TargetKind
    n: Annotated[int, Meta(ge=1, le=100_000_000)] = 1
    whole: bool = False
    base: BaseName = "all"
    themes: tuple[Code, ...] = ()
    audience: Code = ""


class Deadline(Listed, frozen=True, kw_only=True):
    """By when units report for a part of the year besides: its code is the name of the period, as `2026-6T`."""

    date: Date


class Reporting(Struct, frozen=True, kw_only=True):
    """When and to whom units report; with `deadline_exclusive`, the day before `deadline` is the last on time."""

    deadline: Date
    period_start: Date
    period_end: Date
    deadline_exclusive: bool = True

    @property
    def period(self) -> tuple[Date, Date]:
        """The first and the last day that is reported."""
        return self.period_start, self.period_end


class Head(Struct, frozen=True, kw_only=True):
    """Who issued the guidance, when, and for which year."""

    id: Code
    year: Annotated[int, Meta(ge=2000, le=2200)]
    title: str
    kind: str = ""
    en: str = ""
    place: str = ""
    date: Date | None = None
    number: str = ""
    issuer: str = ""
    advisory_body: str = ""
    higher_body: str = ""
    signature_authority: str = ""
    signature_position: str = ""
    recipients: tuple[str, ...] = ()


class _File(Struct, frozen=True, kw_only=True):
    directive: Head
    reporting: Reporting
    schema: int = 1
    group: Annotated[tuple[Group, ...], Meta(min_length=1)]
    audience: Annotated[tuple[Audience, ...], Meta(min_length=1)]
    form: tuple[Form, ...] = ()
    document: tuple[Document, ...] = ()
    rank: tuple[Rank, ...] = ()
    target: tuple[Target, ...] = ()
    deadline: tuple[Deadline, ...] = ()


class Directive(Struct, frozen=True, kw_only=True, dict=True):
    """A directive's catalogue. Groups and themes stand in reading order: priority groups first."""

    head: Head
    reporting: Reporting
    groups: tuple[Group, ...]
    audiences: tuple[Audience, ...]
    forms: tuple[Form, ...]
    documents: tuple[Document, ...]
    ranks: tuple[Rank, ...] = RANKS
    targets: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    sha256: str
    source: str

    @property
    def id(self) -> str:
        """The catalogue's id, which every session names."""
        return self.head.id

    @property
    def lists(self) -> dict[str, tuple[Listed, ...]]:
        """Every list whose entries sessions and reporters name by code, by the name of its table in the file."""
        themes = tuple(self.themes.values())
        return {"group": self.groups, "theme": themes, "audience": self.audiences, "form": self.forms,
                "document": self.documents, "rank": self.ranks}  # fmt: skip

    @property
    def own_period(self) -> Period:
        """What is reported for the year: from the first to the last day of the guidance's own period."""
        return Period(f"{self.head.year:04}", *self.reporting.period)

    def period_named(self, name: str) -> Period:
        """The period of that name as far as it lies in the guidance's own; one of other days as it stands.

        The year's is the guidance's own. Raises SotayError `period_unknown`.
        """
        period, own = read_period(name), self.own_period
        if period.name == own.name:
            return own
        start, end = max(period.start, own.start), min(period.end, own.end)
        return Period(period.name, start, end) if start <= end else period

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """Theme by code, in reading order."""
        return {theme.code: theme for group in self.groups for theme in group.themes}

    @cached_property
    def group_by_code(self) -> dict[str, Group]:
        """Group by code, in reading order."""
        return {group.code: group for group in self.groups}

    @cached_property
    def audience_by_code(self) -> dict[str, Audience]:
        """Audience group by code."""
        return {audience.code: audience for audience in self.audiences}

    @cached_property
    def form_by_code(self) -> dict[str, Form]:
        """Form by code."""
        return {form.code: form for form in self.forms}

    @cached_property
    def document_by_code(self) -> dict[str, Document]:
        """Cited document by code."""
        return {document.code: document for document in self.documents}


def read_directive(data: bytes) -> Directive:
    """A catalogue from the bytes of its TOML file.

    Raises SotayError: `directive_unreadable` (line or reason in `detail`), `directive_newer`, `directive_code_twice`,
    `directive_days_backwards` (value, start, end), `target_unknown` (target, value), and for the period of a deadline
    `period_unknown` (value) or `period_not_of_year` (value, year).
    """
    if len(data) > MOST_BYTES:
        raise SotayError("directive_unreadable", detail=f"> {MOST_BYTES} bytes")
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    try:
        source = data.decode()
        values: dict[str, Any] = tomllib.loads(source)
        if values.get("schema", 1) != 1:
            raise SotayError("directive_newer")
        parsed = msgspec.convert(values, _File)
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a number too long, not a catalogue
        raise SotayError("directive_unreadable", detail=str(error)) from error
    groups = tuple(_with_themes(group, values["group"][n]) for n, group in enumerate(parsed.group))
    directive = Directive(
        head=parsed.directive,
        reporting=parsed.reporting,
        groups=tuple(sorted(groups, key=lambda group: (not group.priority, group.order))),
        audiences=parsed.audience,
        forms=parsed.form,
        documents=parsed.document,
        ranks=parsed.rank or RANKS,
        targets=parsed.target,
        deadlines=parsed.deadline,
        sha256=hashlib.sha256(data).hexdigest(),
        source=source,
    )
    _refuse_code_twice([theme.code for group in groups for theme in group.themes])
    for listed in (*directive.lists.values(), directive.targets, directive.deadlines):
        _refuse_code_twice([entry.code for entry in listed])
        for entry in listed:
            if entry.since and entry.until and entry.since > entry.until:
                raise SotayError("directive_days_backwards", value=entry.code, start=entry.since, end=entry.until)
    _refuse_unknown(directive)
    return directive


def _with_themes(group: Group, raw: dict[str, Any]) -> Group:
    """The group with each theme knowing its group and taking from it what it does not say itself."""
    themes = tuple(
        msgspec.structs.replace(
            theme,
            group=group.code,
            ref=theme.ref or group.ref,
            core=values.get("core", group.core),
            priority=values.get("priority", group.priority),
            since=theme.since or group.since,
            until=theme.until or group.until,
        )
        for theme, values in zip(group.themes, raw.get("theme", []), strict=True)
    )
    return msgspec.structs.replace(group, themes=themes)


def _refuse_code_twice(codes: Iterable[str]) -> None:
    known: set[str] = set()
    for code in codes:
        if code in known:
            raise SotayError("directive_code_twice", value=code)
        known.add(code)


def _refuse_unknown(directive: Directive) -> None:
    """A target names what the catalogue has, a deadline besides the year's a part of the year."""
    year = read_period(f"{directive.head.year:04}")
    for deadline in directive.deadlines:
        if not year.covers(read_period(deadline.code)):
            raise SotayError("period_not_of_year", value=deadline.code, year=year.name)
    themes = directive.themes.keys() | directive.group_by_code.keys()
    for target in directive.targets:
        groups = (target.audience,) if target.kind == "listeners" else ()
        for code in (*target.themes, *groups):
            if code not in (directive.audience_by_code if code in groups else themes):
                raise SotayError("target_unknown", target=target.code, value=code)


def catalogue_document(directive: Directive) -> bytes:
    """A catalogue as a book keeps it: its whole text, in JSON."""
    return msgspec.json.encode({"toml": directive.source})


@lru_cache(maxsize=8)
def kept_catalogue(document: bytes) -> Directive:
    """The catalogue of such a document.

    Raises SotayError as `read_directive` does, and KeyError or msgspec.MsgspecError for what is no such document.
    """
    return read_directive(str(msgspec.json.decode(document)["toml"]).encode())


@lru_cache(maxsize=1)
def shipped() -> Directive:
    """The catalogue that comes with the program: the guidance of 2014."""
    return read_directive((SHIPPED / f"{DEFAULT}.toml").read_bytes())
