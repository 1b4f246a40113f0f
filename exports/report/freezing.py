"""Reports as they were sent: kept whole, printed again on any later day, and what has changed in the book since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cached_property
from itertools import zip_longest
from typing import overload

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import asdict, replace

from exports.official.letterhead import unit_and_superior
from exports.official.numbers import figure
from exports.report.build import reckon
from exports.report.model import RegisterLine, Report, encoded
from exports.report.narrative import narrative_of, period_of
from exports.report.paper import Filed, Paper
from exports.report.table import Annex, Column, Value
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.frozen_reports import FrozenReport, key_of, pack
from logs.periods import Period, Span
from logs.session.fields import SESSION_FIELDS
from logs.short_codes import short_code

_ADDED, _CHANGED, _WITHDRAWN = "thêm", "sửa", "rút"
_REASONS = {
    "draft": "chuyển thành bản nháp",
    "planned": "chuyển thành buổi dự kiến",
    "other_catalogue": "ghi theo danh mục chỉ đạo khác",
    "unknown_code": "có mã chưa rõ",
    "in_totals": "đã có trong số tổng hợp của đơn vị",
}
_WORDS = {
    "in_person": "trực tiếp",
    "online": "trực tuyến",
    "mixed": "kết hợp",
    "complete": "đã hoàn thành",
    "draft": "bản nháp",
    "planned": "dự kiến",
}
_MOST_SAID = 40  # characters of a value in a note


def paper_of(book: LogBook, period: Period, *, number: int | None = None, dated: Date | None = None) -> Paper:
    """The report of the book for the period as the office's own settings want it."""
    unit_type, superior_name = unit_and_superior(book)
    report = reckon(book, period, cut_off=book.reference.office.cut_off)
    return Paper(
        report=report,
        narrative=narrative_of(book, period_of(report)),
        office=book.reference.office,
        template=book.reference.template,
        number=number,
        dated=dated,
        unit_type=unit_type,
        superior_name=superior_name,
    )


def freeze(book: LogBook, paper: Paper) -> FrozenReport:
    """Keep the paper in the book as it is sent, with the versions it was made from.

    One that says the same as the last kept for its days is that one: it is not kept again.
    """
    filed, report = Filed(**{name: getattr(paper, name) for name in Filed.__struct_fields__}), paper.report
    if (last := _last_kept(book, report)) and _says_the_same(book, last, filed):
        return last
    key, document = pack(encoded(filed))
    frozen = FrozenReport(
        key=key,
        period=report.period,
        start=report.start,
        end=report.end,
        made=report.made,
        sessions=report.total.sessions,
        attendance=report.total.attendance,
        reported=len(report.reported),
        obliged=len(report.obliged),
        number=paper.number,
        dated=paper.dated,
    )
    book.exchange.freeze_report(frozen, document)
    return frozen


def _last_kept(book: LogBook, report: Report) -> FrozenReport | None:
    """The report kept last for the same days."""
    days = (report.start, report.end)
    return next((kept for kept in reversed(book.exchange.frozen_reports()) if (kept.start, kept.end) == days), None)


def _says_the_same(book: LogBook, kept: FrozenReport, filed: Filed) -> bool:
    """Whether a report that was kept says the same, but for the moment at which it was made."""
    total = filed.report.total
    if (kept.sessions, kept.attendance, kept.number) != (total.sessions, total.attendance, filed.number):
        return False
    if kept.key == key_of(encoded(replace(filed, report=replace(filed.report, made=kept.made)))):
        return True
    try:
        former = msgspec.json.decode(book.exchange.frozen_report(kept.key), type=Filed)
    except (SotayError, msgspec.MsgspecError):
        return False  # it cannot be read any more
    return replace(former, report=replace(former.report, made=filed.report.made)) == filed


def frozen_paper(book: LogBook, key: str) -> Paper:
    """The paper as it was sent, with an annex of what has changed since where anything has.

    Raises SotayError `frozen_missing`, `frozen_ambiguous`, `frozen_damaged`.
    """
    filed = filed_paper(book, key)
    return Paper(**asdict(filed), changes=changes_since(book, filed.report))


def filed_paper(book: LogBook, key: str) -> Filed:
    """What was kept of it, the lines of its register decoded when they are looked at; raises as `frozen_paper` does."""
    data = book.exchange.frozen_report(key)
    try:
        kept = msgspec.json.decode(data, type=_Kept)
    except msgspec.MsgspecError as error:
        raise SotayError("frozen_damaged", key=key) from error
    return replace(kept, report=replace(kept.report, register=_KeptLines(kept.report.register, key)))


class _Listeners(Struct, frozen=True, gc=False):
    attendance: int


_decode_line = msgspec.json.Decoder(RegisterLine).decode
_decode_listeners = msgspec.json.Decoder(_Listeners).decode


class _KeptLines(Sequence[RegisterLine]):
    """The lines of a report that was kept under that key, each decoded when it is looked at; raises SotayError
    `frozen_damaged`.
    """

    def __init__(self, lines: Sequence[Raw], key: str) -> None:
        self._lines, self._key = lines, key

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> RegisterLine: ...
    @overload
    def __getitem__(self, place: slice) -> list[RegisterLine]: ...
    def __getitem__(self, place: int | slice) -> RegisterLine | list[RegisterLine]:
        return list(map(self._line, self._lines[place])) if isinstance(place, slice) else self._line(self._lines[place])

    def __iter__(self) -> Iterator[RegisterLine]:
        return map(self._line, self._lines)

    def _line(self, line: Raw) -> RegisterLine:
        try:
            return _decode_line(line)
        except msgspec.MsgspecError as error:
            raise SotayError("frozen_damaged", key=self._key) from error

    @cached_property
    def attendance(self) -> int:
        """The listeners of all of them."""
        return sum(_decode_listeners(line).attendance for line in self._lines)


class _KeptReport(Report, frozen=True, kw_only=True):
    """A report whose lines are decoded when they are looked at."""

    register: list[Raw]  # type: ignore[assignment]


class _Kept(Filed, frozen=True, kw_only=True):
    report: _KeptReport


def changes_since(book: LogBook, report: Report) -> Annex | None:
    """The sessions of the report's days that were added, changed or withdrawn since, as its own catalogue counts them;
    None without any.
    """
    book = book.under(book.reference.held_directive(report.directive.id) or book.directive)
    now = reckon(book, Period(report.period, report.start, report.end))
    rows = [(place, *row) for place, row in enumerate(_changed(report, now, book), start=1)]
    if not rows and now.total == report.total:
        return None
    columns = (
        Column("STT", "place", 6),
        Column("Thay đổi", width=10),
        Column("Ngày", "date", 11),
        Column("Đơn vị", width=34),
        Column("Chuyên đề", width=40),
        Column("Đã báo cáo", "number", 10, "Lượt người nghe", adds_up=True),
        Column("Hiện nay", "number", 10, "Lượt người nghe", adds_up=True),
        Column("Ghi chú", width=48),
    )
    notes = (
        f"Đã báo cáo: {figure(report.total.sessions)} buổi, {figure(report.total.attendance)} lượt người nghe. "
        f"Hiện nay: {figure(now.total.sessions)} buổi, {figure(now.total.attendance)} lượt người nghe.",
        "Số liệu đã báo cáo giữ nguyên; các thay đổi được đưa vào báo cáo bổ sung hoặc báo cáo kỳ sau.",
    )
    return Annex("thay-doi", 0, "Thay đổi sau khi báo cáo", columns, tuple(rows), notes=notes)


def _changed(report: Report, now: Report, book: LogBook) -> list[tuple[Value, ...]]:
    """What has changed of each session, by the day that was reported, then id."""
    found: dict[tuple[Date, str], tuple[Value, ...]] = {}
    for old, new in _side_by_side(report.register, now.register):
        if old is None and new is not None:
            # One that the report held in figures only is no new session.
            if new.id not in report.versions:
                found[new.date, new.id] = _row(_ADDED, new, None, new.attendance, "")
        elif new is None and old is not None:
            found[old.date, old.id] = _row(_WITHDRAWN, old, old.attendance, None, _why(old, report, book))
        elif old is not None and new is not None and (old.version, old.content) != (new.version, new.content):
            found[old.date, old.id] = _row(_CHANGED, new, old.attendance, new.attendance, _what(old, new))
    return [found[place] for place in sorted(found)]


def _side_by_side(
    then: Iterable[RegisterLine], now: Iterable[RegisterLine]
) -> Iterator[tuple[RegisterLine | None, RegisterLine | None]]:
    """The lines of two registers by their ids. Both are by date, then id, so that few lines wait for the other one."""
    old_lines: dict[str, RegisterLine] = {}
    new_lines: dict[str, RegisterLine] = {}
    for old, new in zip_longest(then, now):
        if old is not None:
            old_lines[old.id] = old
        if new is not None:
            new_lines[new.id] = new
        for line in (old, new):
            if line is not None and line.id in old_lines and line.id in new_lines:
                yield old_lines.pop(line.id), new_lines.pop(line.id)
    yield from ((line, None) for line in old_lines.values())
    yield from ((None, line) for line in new_lines.values())


def _row(kind: str, line: RegisterLine, before: int | None, after: int | None, note: str) -> tuple[Value, ...]:
    return kind, line.date, line.unit, line.topic or ", ".join(line.themes), before, after, note


def _why(line: RegisterLine, report: Report, book: LogBook) -> str:
    """Why a session does not count any more."""
    entry = book.sessions.entry(line.id)
    if entry is None:
        return "đã xóa"
    judged = book.figures.rule.judge(entry, Span(report.start, report.end))
    if judged.left_out == "outside_period":
        return f"chuyển sang ngày {judged.read.session.date:%d/%m/%Y}, ngoài kỳ báo cáo"
    if judged.left_out == "same_event" and (other := book.sessions.entry(judged.counts_as)):
        day = f"{other.session.date:%d/%m/%Y}"
        return f"tính chung với buổi {short_code(judged.counts_as)} ngày {day} của {other.session.unit}"
    return _REASONS.get(judged.left_out or "", "")


def _what(old: RegisterLine, new: RegisterLine) -> str:
    """Which fields were changed and how; of a report frozen without its sessions, those that the register prints."""
    whole = old.content and new.content
    before, after = (old.content, new.content) if whole else (old, new)
    changed = [
        f"{field.paper}: {_said(was)} → {_said(now)}"
        for field in SESSION_FIELDS
        if (was := getattr(before, field.name, None)) != (now := getattr(after, field.name, None))
    ]
    if new.conflict and not old.conflict:
        changed.append("có các bản sửa trái nhau, chưa thống nhất")
    if not changed:
        return "sửa rồi trở lại như đã báo cáo" if whole else "sửa mục không in trong sổ theo dõi"
    return f"sửa {'; '.join(changed)}"


def _said(value: object) -> str:
    """A field's value in a note: `–` for none, long texts shortened."""
    if isinstance(value, Mapping):
        value = tuple(code if count is None else f"{code}={count}" for code, count in value.items())
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    if isinstance(value, Date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "có" if value else "không"
    text = _WORDS.get(str(value), str(value)) if value else "–"
    return text if len(text) <= _MOST_SAID else f"{text[: _MOST_SAID - 1]}…"
