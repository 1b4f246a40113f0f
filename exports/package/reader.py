"""Read a package: a foreign file that is hostile until every check has passed; its sessions decoded when needed.

Read a package: a foreign file that is hostile until every check has passed.

In this order: size, checksum, signature, strict UTF-8, typed decoding with full validation, version ids. What is
damaged or altered is refused whole; a session that is wrong in itself is set aside with its line and reason, and the
rest is taken.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from exports.package.fast_lines import SESSION, PlainSession, is_plain, plain_sessions
from exports.package.format import (
    FORMAT,
    MOST_OTHERS,
    MOST_SESSIONS,
    NO_COUNTS,
    ExemptionLine,
    Head,
    LinkLine,
    NarrativeLine,
    ReceiptLine,
    ReporterLine,
    SessionLine,
    TotalsLine,
    UnitLine,
)
from exports.package.lines import SetAside, legible_id, read_line, unreadable, wrong_version
from exports.package.sanitize import clean_record, is_nfc, refuse_twins, strict
from exports.package.seal import Sealed, unseal
from logs.errors import SotayError
from logs.exchange.narratives import NarrativePart
from logs.exchange.same_event import LinkRecord, link_id
from logs.gc_pause import no_collecting
from logs.model import ASK_ABOVE, Session
from logs.text import clean_line, clean_text
from logs.versions import OWN, Record, Said, Version, in_order, make_record, merge, said_together, voice_of


class Tally(Struct, frozen=True):
    """How many sessions there are, how many people heard them, of which units and themes they are; `large` are those
    with more listeners than is usual (ASK_ABOVE).
    """

    sessions: int
    attendance: int
    large: int
    units: frozenset[str]
    themes: frozenset[str]


class Records(Mapping[str, Record]):
    """Records by session id; those of plain lines are made when they are asked for. `rows` are both as they stand."""

    def __init__(self, rows: Mapping[str, Record | PlainSession]) -> None:
        self.rows = rows

    def __getitem__(self, key: str) -> Record:
        return record_of(self.rows[key])

    def versions(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Every session's id, the ids of its heads, and which of these is shown."""
        for key, row in self.rows.items():
            if isinstance(row, PlainSession):
                yield key, (row.version,), row.version
            else:
                yield key, tuple(head.id for head in row.heads), row.shown.id

    @cached_property
    def live(self) -> dict[str, Session]:
        """The contents that are shown of those that are not deleted."""
        shown = [
            (key, row.content if isinstance(row, PlainSession) else row.shown.content) for key, row in self.rows.items()
        ]
        return {key: content for key, content in shown if content is not None}

    def but(self, keys: Container[str]) -> "Records":
        """Those that do not have these ids."""
        return Records({key: row for key, row in self.rows.items() if key not in keys})

    def tally(self) -> Tally:
        """What the live sessions add up to, each counted once."""
        live = self.live.values()
        heard = [content.attendance or 0 for content in live]
        return Tally(
            len(live),
            sum(heard),
            sum([many > ASK_ABOVE for many in heard]),
            frozenset([content.unit for content in live]),
            frozenset().union(*[content.themes for content in live]),
        )

    def __contains__(self, key: object) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def record_of(row: Record | PlainSession) -> Record:
    """The record, made where there is none yet."""
    return row.record() if isinstance(row, PlainSession) else row


# Lines of sessions that are read at once; where one of them is odd, each is read alone.
_AT_ONCE = 100
# A clock may be wrong by any number of years, but only moments within these can be told in every time zone.
_YEARS = range(2, 9999)


class Package(Struct, frozen=True):
    """A package whose seal holds: `key` signed the body with that SHA-256 ("" where nobody signed).

    `lines` gives for each record the first line that speaks of it; `cleaned` counts sessions whose texts held
    characters that were taken out. `tally` is of the records' live sessions. `links` are the answers about pairs of
    sessions, by the pair and by whose word they are: "" for the sender's.
    """

    head: Head
    sha256: str
    key: str
    units: tuple[UnitLine, ...]
    reporters: tuple[ReporterLine, ...]
    records: Records
    lines: dict[str, int]
    set_aside: tuple[SetAside, ...]
    cleaned: int
    tally: Tally
    links: dict[str, dict[str, LinkRecord]] = {}
    receipts: tuple[ReceiptLine, ...] = ()
    totals: tuple[TotalsLine, ...] = ()
    exemptions: tuple[ExemptionLine, ...] = ()
    texts: dict[NarrativePart, str] = {}

    @property
    def export(self) -> str:
        """What names the export that it is, or is a part of."""
        return self.head.part.of_sender(self.key) if self.head.part else self.sha256


_NO_COUNTS = msgspec.to_builtins(NO_COUNTS)


class _Format(Struct, frozen=True):
    kind: str
    format: int


def read_package(data: bytes) -> Package:
    """The package in the bytes of a file; raises SotayError as `unseal` and `read_sealed` do."""
    return read_sealed(unseal(data))


@no_collecting()
def read_sealed(sealed: Sealed) -> Package:
    """The package of a file, its signature checked first.

    Raises SotayError `file_forged` (signature), `file_encoding`, `file_not_package`, `file_newer`, `file_too_many`.
    """
    sealed.check_signature()
    body = sealed.body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise SotayError("file_encoding") from None
    if body.count(b"\n") > MOST_SESSIONS + MOST_OTHERS:
        raise SotayError("file_too_many", most=MOST_SESSIONS)
    lines = body.removesuffix(b"\n").split(b"\n")
    reading = _Reading(sealed.first, is_plain=is_plain(body))
    return reading.package(_read_head(lines[0], reading), sealed, lines)


def _read_head(line: bytes, reading: "_Reading") -> Head:
    try:
        kind = msgspec.json.decode(line, type=_Format)
        if kind.kind == "package" and kind.format > FORMAT:
            raise SotayError("file_newer")
        head = _decode_head(line, reading)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise SotayError("file_not_package") from None
    is_no_part = head.part is not None and head.part.number > head.part.of
    if is_no_part or head.made.tzinfo is None or head.made.year not in _YEARS:
        raise SotayError("file_not_package")
    return head


def _decode_head(line: bytes, reading: "_Reading") -> Head:
    """The head of a package; counts that no session can add up to are set aside, for they say nothing of a session.

    Raises MsgspecError, ValueError, RecursionError.
    """
    try:
        head = msgspec.json.decode(line, type=Head)
    except msgspec.ValidationError as error:
        told = msgspec.json.decode(line)
        head = msgspec.convert({**told, "counts": _NO_COUNTS}, Head)
        refuse_twins(line)
        reading.set_aside.append(unreadable(reading.first, "", error))
        return head
    strict(line, head)
    return head


class _Reading:
    """The lines of one package as they are gathered; `first` is the number of the body's first line in the file.

    `is_plain`: whether nothing in the whole body needs cleaning but what is escaped. `others` are further lines of a
    session; `suspects` are the sessions whose texts or versions have to be looked at when all lines are known.
    """

    def __init__(self, first: int, *, is_plain: bool) -> None:
        self.first = first
        self.is_plain = is_plain
        self._looked_at = (b"", True)  # the line that was looked at last, and whether it is in NFC
        self.units: dict[str, UnitLine] = {}
        self.reporters: dict[str, ReporterLine] = {}
        self.records: dict[str, Record | PlainSession] = {}
        self.others: dict[str, list[Record | PlainSession]] = {}
        self.links: dict[str, dict[str, LinkRecord]] = {}
        self.receipts: list[ReceiptLine] = []
        self.totals: list[TotalsLine] = []
        self.exemptions: dict[str, ExemptionLine] = {}
        self.texts: dict[NarrativePart, str] = {}
        self.lines: dict[str, int] = {}
        self.suspects: set[str] = set()
        self.set_aside: list[SetAside] = []
        self.cleaned = 0

    def package(self, head: Head, sealed: Sealed, lines: list[bytes]) -> Package:
        start = 1
        while start < len(lines):
            stop, most = start, min(start + _AT_ONCE, len(lines))
            while stop < most and self._may_be_plain(lines[stop]):
                stop += 1
            if stop > start:
                self._take_several(self.first + start, lines[start:stop])
            else:
                self._take(self.first + start, lines[start])
                stop += 1
            start = stop
        if len(self.records) + sum(len(total.versions) for total in self.totals) > MOST_SESSIONS:
            raise SotayError("file_too_many", most=MOST_SESSIONS)
        for session_id in filter(self.suspects.__contains__, tuple(self.records)):
            parts = [record_of(one) for one in (self.records.pop(session_id), *self.others.get(session_id, ()))]
            self._examine(_joined(parts) if len(parts) > 1 else parts[0])
        records = Records(self.records)
        return Package(
            head, sealed.sha256, sealed.key, tuple(self.units.values()), tuple(self.reporters.values()),
            records, self.lines, tuple(self.set_aside), self.cleaned, records.tally(),
            self.links, tuple(self.receipts), tuple(self.totals), tuple(self.exemptions.values()),
            self.texts,
        )  # fmt: skip

    def _examine(self, record: Record) -> None:
        """Keep a suspect's record, cleaned, or set it aside."""
        line = self.lines[record.id]
        if _replaces_itself(record):
            self.set_aside.append(SetAside(line, record.id, "session_replaced_itself"))
            return
        try:
            cleaned = clean_record(record)
        except (msgspec.MsgspecError, ValueError) as error:
            self.set_aside.append(unreadable(line, record.id, error))
            return
        self.records[record.id] = cleaned
        self.cleaned += cleaned is not record

    def _may_be_plain(self, line: bytes) -> bool:
        """Whether it is worth a try to take the line the quick way."""
        try:
            return line.startswith(SESSION) and (self.is_plain or (b"\\u" not in line and self._is_composed(line)))
        except ValueError:
            return False

    def _is_composed(self, line: bytes) -> bool:
        """Whether the line as it stands is in NFC; raises ValueError where marks are piled up."""
        if not self.is_plain and self._looked_at[0] is not line:
            self._looked_at = (line, is_plain(line) or is_nfc(line))
        return self.is_plain or self._looked_at[1]

    def _take_several(self, number: int, lines: list[bytes]) -> None:
        """Take lines of sessions, the first of which has that number, the quick way if they are plain."""
        sessions = plain_sessions(lines)
        if sessions is not None:
            self._keep_several(number, sessions)
        elif len(lines) == 1:
            self._take(number, lines[0])
        else:
            for place, line in enumerate(lines, start=number):
                self._take_several(place, [line])

    def _keep_several(self, number: int, sessions: Sequence[PlainSession]) -> None:
        """Take what plain lines say, the first of which has that number."""
        by_id = {one.id: one for one in sessions}
        if len(by_id) < len(sessions) or not self.records.keys().isdisjoint(by_id):
            for place, session in enumerate(sessions, start=number):
                self._keep(place, session, is_suspect=not self.is_plain or session.has_escapes)
            return
        self.records.update(by_id)
        self.lines.update(zip(by_id, range(number, number + len(by_id)), strict=True))
        self.suspects.update([one.id for one in sessions if one.has_escapes] if self.is_plain else by_id)

    def _take(self, number: int, line: bytes) -> None:
        """Take a line the long way, or set it aside."""
        try:
            self._read(number, line)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            self.set_aside.append(unreadable(number, legible_id(line), error))

    def _read(self, number: int, line: bytes) -> None:
        """Take a line the long way; raises MsgspecError, ValueError, RecursionError where that cannot be read."""
        record = read_line(line, is_composed=b"\\u" not in line and self._is_composed(line))
        match record:
            case SessionLine():
                self._take_session(number, record)
            case UnitLine() | ReporterLine():
                self._take_named(number, record)
            case LinkLine():
                self._take_link(number, record)
            case ReceiptLine():
                self.receipts.append(record)
            case TotalsLine():
                self.totals.append(record)
                self.lines.setdefault(record.unit, number)
            case ExemptionLine():
                self._take_exemption(number, record)
            case NarrativeLine():
                if text := clean_text(record.text):
                    self.texts.setdefault(record.part, text)
                else:
                    self.set_aside.append(SetAside(number, "", "line_field", {"field": "text"}))
            case Head():
                self.set_aside.append(SetAside(number, "", "line_second_head"))

    def _take_named(self, number: int, record: UnitLine | ReporterLine) -> None:
        name = clean_line(record.name)
        if name != record.name:
            record = msgspec.structs.replace(record, name=name)
        if not name:
            self.set_aside.append(SetAside(number, "", "line_field", {"field": "name"}))
        elif isinstance(record, UnitLine):
            self.units.setdefault(record.code, record)
        else:
            self.reporters.setdefault(record.code, record)

    def _take_exemption(self, number: int, line: ExemptionLine) -> None:
        reason = clean_line(line.reason)
        if not reason:
            self.set_aside.append(SetAside(number, "", "line_field", {"field": "reason"}))
            return
        # A unit's mark of a theme stands once in a package.
        self.exemptions.setdefault(line.key, msgspec.structs.replace(line, reason=reason, note=clean_line(line.note)))
        self.lines.setdefault(line.key, number)

    def _take_link(self, number: int, line: LinkLine) -> None:
        """Take an answer about two sessions; its id follows from them, whoever answered."""
        content = line.content
        if content is not None and line.id != link_id(*content.sessions):
            self.set_aside.append(SetAside(number, "", "link_sessions"))
            return
        if code := wrong_version(line):
            self.set_aside.append(SetAside(number, "", code))
            return
        version = Version(line.version, tuple(sorted(line.parents)), content)
        record = in_order(LinkRecord, line.id, [version], line.seen)
        told, by = self.links.setdefault(line.id, {}), line.by or ""
        told[by] = merge(told[by], record) if by in told else record
        self.lines.setdefault(line.id, number)

    def _take_session(self, number: int, line: SessionLine) -> None:
        content = line.content
        is_open = content is not None and content.status != "complete"
        if code := "session_draft" if is_open else wrong_version(line):
            self.set_aside.append(SetAside(number, line.id, code))
            return
        version = Version(line.version, tuple(sorted(line.parents)), content)
        voice = voice_of(line.by, below=True) if line.by else OWN if content is None else content.unit
        said = Said(tuple(sorted(set(line.seen))), (version,) if content is None else ())
        self._keep(number, make_record(line.id, [version]).telling({voice: said}), is_suspect=True)

    def _keep(self, number: int, record: Record | PlainSession, *, is_suspect: bool) -> None:
        """Take what a line says of a session."""
        key = record.id
        if key in self.records:
            self.others.setdefault(key, []).append(record)
            is_suspect = True
        else:
            self.records[key] = record
            self.lines[key] = number
        if is_suspect:
            self.suspects.add(key)


def _joined(parts: Sequence[Record]) -> Record:
    """What several lines of one session say together; of a deletion that is told as somebody's word, that."""
    heads = {head.id: head for part in parts for head in part.heads}
    words = [said for part in parts for voice, said in part.told.items() if voice != OWN]
    others = {version.id for said in words for version in said.gone}
    told: dict[str, Said] = {}
    for part in parts:
        if OWN not in part.told or others.isdisjoint(version.id for version in part.told[OWN].gone):
            told = said_together(told, part.told)
    return make_record(parts[0].id, heads.values()).telling(told)


def _replaces_itself(record: Record) -> bool:
    """Whether a version is said to be replaced by the unit that sends it as one that stands."""

    def says(voice: str, version: str) -> bool:
        return voice in record.told and version in record.told[voice].seen

    return any(
        says(OWN, head.id) or (head.content is not None and says(head.content.unit, head.id)) for head in record.heads
    )
