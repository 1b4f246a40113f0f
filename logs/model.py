"""What a session, a unit and a reporter are: the one definition that the store and the export file share.

Ranges and rules follow the guidance's registers: lượt người nghe (attendance) are counts, never persons.
"""

import re
import string
from collections.abc import Callable, Iterable
from datetime import date as Date
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from logs.text import clean_line, clean_text, has_hidden, is_nfc

EARLIEST = Date(2000, 1, 1)
ASK_ABOVE = 1_000  # listeners: more than this is asked about
MOST_ATTENDANCE = 100_000
MOST_MINUTES = 1_440
MOST_CODES = 100  # in one field
MOST_ALIASES = 50  # of a unit
LIMITS = {
    "place": 200, "topic": 300, "themes_other": 300, "record_number": 50, "materials": 500, "notes": 2_000,
}  # fmt: skip
MULTILINE = frozenset({"materials", "notes"})

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)", description="ASCII letters, digits, - and _")]
VersionId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
SessionId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\n)", description="UUID")
]
Count = Annotated[int, Meta(ge=1, le=MOST_ATTENDANCE)]
Attendance = Annotated[int, Meta(ge=1, le=MOST_ATTENDANCE)]
Minutes = Annotated[int, Meta(ge=1, le=MOST_MINUTES)]
# Codes of a session; their letters are checked all at once, since a pattern each would take most of the time it takes
# to read a book.
SessionCode = Annotated[str, Meta(min_length=1, max_length=32, description="a Code")]
Codes = Annotated[tuple[SessionCode, ...], Meta(max_length=MOST_CODES)]
Email = Annotated[str, Meta(pattern=r"^([^@\s<>,;]+@[^@\s<>,;]+)?$(?!\n)", max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]

FormCode = Literal["TM", "SH", "HC"]
Mode = Literal["in_person", "online", "mixed"]
Status = Literal["draft", "complete", "planned"]
Role = Literal["reporter", "committee"]
UnitType = Literal["dang_bo", "chi_bo"]

_IN_CODES = f"{string.ascii_letters}{string.digits}-_".encode()
_NOT_A_SPACE = re.compile(r"[^\S ]")  # blanks and line ends that one line of text may not hold

# What a complete session cannot do without; a draft, and one that is only planned, may still lack them.
REQUIRED = ("form", "reporters", "attendance", "audience", "themes")
CODED = ("directive", "unit", "reporters", "audience", "themes", "partners", "documents")


class Session(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One oral session, without its id: the content that is versioned, exported and hashed.

    `minutes` is how long it took; `record_number` and `record_date` name the minutes that were taken (biên bản).
    Encoded, empty optional fields are left out. Raises ValueError with a code (see `tui.text.errors.messages`) where a
    rule between fields is broken; msgspec turns that into its ValidationError when decoding.
    """

    directive: SessionCode
    date: Date
    unit: SessionCode
    status: Status
    form: FormCode | None = None
    reporters: Codes = ()
    attendance: Attendance | None = None
    audience: Annotated[dict[SessionCode, Count | None], Meta(max_length=30)] = {}
    themes: Codes = ()
    themes_other: Annotated[str, Meta(max_length=300)] = ""
    partners: Codes = ()
    place: Annotated[str, Meta(max_length=200)] = ""
    topic: Annotated[str, Meta(max_length=300)] = ""
    materials: Annotated[str, Meta(max_length=500)] = ""
    notes: Annotated[str, Meta(max_length=2_000)] = ""
    mode: Mode | None = None
    new_media: bool = False
    documents: Codes = ()
    minutes: Minutes | None = None
    record_number: Annotated[str, Meta(max_length=50)] = ""
    record_date: Date | None = None

    def __post_init__(self) -> None:
        codes = (self.directive, self.unit, *self.themes, *self.reporters, *self.partners, *self.documents)
        if not are_codes((*codes, *self.audience)):
            raise ValueError(f"not a code - at `$.{self._field_of_no_code()}`")
        check_rules(self)

    def _field_of_no_code(self) -> str:
        return next(name for name in CODED if not are_codes(getattr(self, name)))


Condition = tuple[tuple[str, ...], Callable[..., bool]]
"""What must hold of a session: the names of some of its fields, and a function of their values."""


class Part(Struct, frozen=True):
    """What tables read of a session: as much of it as is decoded for them alone.

    Its documents were checked when they came into the book.
    """

    directive: str
    date: Date
    unit: str
    status: Status
    form: str | None = None
    reporters: tuple[str, ...] = ()
    attendance: int | None = None
    audience: dict[str, int | None] = {}
    themes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


class Brief(Part, frozen=True):
    """What is read of a session to find questions about it: as a table does, and what is compared with others."""

    place: str = ""
    topic: str = ""


def are_codes(texts: Iterable[str]) -> bool:
    """Whether the texts hold nothing but what codes are made of."""
    return not "".join(texts).encode("ascii", "replace").translate(None, _IN_CODES)


def check_rules(session: Session) -> None:
    """The rules between the fields of a session; raises ValueError with the code of one that is broken.

    The code is followed by its parameters, each as ` name=value`.
    """
    themes, reporters, partners, documents = session.themes, session.reporters, session.partners, session.documents
    audience, attendance = session.audience, session.attendance
    if session.date < EARLIEST or (session.record_date is not None and session.record_date < EARLIEST):
        raise ValueError("date_too_early")
    if session.status == "complete" and not (session.form and reporters and attendance and audience and themes):
        missing = next(field for field in REQUIRED if not getattr(session, field))
        raise ValueError(f"{missing}_missing")
    for several in (themes, reporters, partners, documents):
        if len(several) > 1 and len(set(several)) < len(several):
            raise ValueError(f"code_twice value={max(several, key=several.count)}")
    if audience and attendance is not None:
        check_split(audience, attendance)


def check_split(audience: dict[str, int | None], attendance: int) -> None:
    """Counts per audience group add up to the attendance, or stay within it while a group has no count.

    Raises ValueError("audience_sum total=… attendance=…").
    """
    total = sum(filter(None, audience.values()))
    if total != attendance and (total > attendance or None not in audience.values()):
        raise ValueError(f"audience_sum total={total} attendance={attendance}")


class Unit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A Party organisation that reports; `parent` is the code of the one it reports to, if listed.

    `email` is where the office writes to it; it stays in the office's own book.
    """

    code: Code
    type: UnitType
    name: Name
    parent: Code | None = None
    aliases: Annotated[tuple[Name, ...], Meta(max_length=MOST_ALIASES)] = ()
    since: Date | None = msgspec.field(default=None, name="from")
    until: Date | None = msgspec.field(default=None, name="to")
    email: Email = ""


class Reporter(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A field reporter: a display name and the code of a rank of the catalogue, nothing else about the person."""

    code: Code
    unit: Code
    name: Name
    rank: Code = "co_so"


def clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields with every free text as it may be stored; other values untouched."""
    cleaned = dict(fields)
    for name in LIMITS:
        value = cleaned.get(name)
        if isinstance(value, str):
            cleaned[name] = clean_text(value) if name in MULTILINE else clean_line(value)
    return cleaned


def is_clean(session: Session) -> bool:
    """Whether the free texts are NFC and hold no hidden character, look-alike letter or line end out of place."""
    for name in LIMITS:
        value: str = getattr(session, name)
        if not value or (value.isascii() and value.isprintable()):
            continue
        if has_hidden(value) or not is_nfc(value) or (name not in MULTILINE and _NOT_A_SPACE.search(value)):
            return False
    return True


def cleaned(session: Session) -> Session:
    """The session with every free text as it may be stored; the few that NFC makes too long are cut at their limit."""
    texts = {name: text for name in LIMITS if (text := getattr(session, name))}
    fields = clean_fields(texts)
    return msgspec.structs.replace(session, **{name: fields[name][: LIMITS[name]].rstrip() for name in texts})


@cache
def canonical_encoder() -> msgspec.json.Encoder:
    """The encoder of canonical JSON: keys sorted by code point, no spaces, UTF-8 unescaped."""
    return msgspec.json.Encoder(order="sorted")


def to_fields(session: Session) -> dict[str, Any]:
    """The session as plain JSON values (dates as ISO text, tuples for lists), empty optional fields left out."""
    fields: dict[str, Any] = msgspec.to_builtins(session)
    return fields


def from_fields(fields: dict[str, Any]) -> Session:
    """A session from plain JSON values; raises msgspec.ValidationError."""
    return msgspec.convert(fields, Session)
