"""The annexes of a report (Biểu 1–5): which columns and rows each has, whatever file they are written to.

Their words are those of Vietnamese offices, whatever the language of the program.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date as Date
from functools import cache, lru_cache
from itertools import islice, starmap
from operator import attrgetter
from typing import overload

from msgspec.structs import replace

from exports.official.numbers import figure, month_title, quarter_title
from exports.report.model import RegisterLine, Report, ThemeLine, UnitLine, listeners_of, printed
from exports.report.table import TOTAL, Annex, Column, Value
from logs.model import Session
from logs.periods import month_of, quarter_of
from logs.rates import share
from logs.short_codes import short_code

STATES = {
    "on_time": "đúng hạn",
    "late": "nộp muộn",
    "nil": "không phát sinh",
    "supplement": "đúng hạn, có bổ sung",
    "received": "đã nhận",
    "covered": "có trong báo cáo kỳ dài hơn",
    "counted": "có buổi được tính, chưa có tệp",
    "missing": "chưa báo cáo",
}
_SEVERAL = "Một buổi có nhiều chủ đề được tính ở từng chủ đề; cộng các dòng có thể lớn hơn tổng số buổi."
_PEOPLE, _LISTENERS = "Số báo cáo viên", "Lượt người nghe"
_SESSIONS_AND_LISTENERS = "Đơn vị tính: buổi, lượt người nghe"


def annexes(report: Report) -> tuple[Annex, ...]:
    """The five annexes, those without a row too."""
    return (by_unit(report), by_theme(report), by_span(report), who_reported(report), register(report))


def by_unit(report: Report) -> Annex:
    """Biểu 1: what each unit has done, by form and by group of themes."""
    groups = sorted(report.groups, key=lambda part: part.order)
    wide = max(6, len(figure(report.total.sessions)) + 2)
    columns = (
        Column("STT", "place", 6),
        Column("Đơn vị", width=34),
        Column("Số buổi", "number", 8, adds_up=True),
        Column("Lượt người nghe", "number", 10, adds_up=True),
        *(Column(part.code, "number", wide, "Hình thức (số buổi)", adds_up=True) for part in report.forms),
        *(Column(part.code, "number", wide, "Nhóm nội dung (số buổi)", adds_up=True) for part in groups),
        Column(_PEOPLE, "number", 9),
        Column("Ngày gửi", "date", 14),
        Column("Ghi chú", width=18),
    )
    rows = tuple(
        (
            place,
            line.name,
            line.sessions,
            line.attendance,
            *(line.forms.get(part.code, 0) for part in report.forms),
            *(None if line.groups is None else line.groups.get(part.code, 0) for part in groups),
            line.reporters,
            line.progress.first if line.progress else None,
            standing(line),
        )
        for place, line in enumerate(report.units, start=1)
    )
    explained = [f"{part.code}: {part.title}" for part in (*report.forms, *groups)]
    rule = "Một buổi có nội dung thuộc nhiều nhóm được tính ở từng nhóm."
    people = "Một báo cáo viên của nhiều đơn vị được tính một lần ở dòng tổng cộng."
    several = f"{figure(report.several)} buổi có nhiều báo cáo viên." if report.several else ""
    notes = (rule, " ".join(filter(None, (people, several))), *_apart(report), "; ".join(explained) + ".")
    return Annex(
        "don-vi", 1, "Kết quả tuyên truyền theo đơn vị", columns, rows, _SESSIONS_AND_LISTENERS,
        notes=notes, once={_PEOPLE: sum(bool(person.sessions) for person in report.reporters)},
    )  # fmt: skip


def by_theme(report: Report) -> Annex:
    """Biểu 2: what has been talked about, group by group and theme by theme."""
    columns = (
        Column("STT", "place", 6),
        Column("Mã", "code", 8),
        Column("Nhóm / chủ đề", width=60),
        Column("Số buổi", "number", 9),
        Column("Lượt người nghe", "number", 11),
        Column("Số đơn vị đã triển khai", "number", 11),
        Column("Tỷ lệ (%)", "percent", 9),
        Column("Ghi chú", width=18),
    )
    rows: list[tuple[Value, ...]] = []
    for group in (*report.groups, None):
        code = group.code if group else ""
        themes = [theme for theme in report.themes if theme.group == code]
        if group is not None:
            rows.append(
                (None, code, group.title, group.sessions, group.attendance, None, None, _priority(group.priority))
            )
        for theme in themes:
            share = _share(report, theme)
            note = "" if theme.sessions else "chưa triển khai"
            line = (theme.code, theme.title, theme.sessions, theme.attendance, theme.units, share, note)
            rows.append((sum(row[0] is not None for row in rows) + 1, *line))
    total = (None, "", TOTAL, report.total.sessions, report.total.attendance, None, None, "")
    return Annex(
        "chu-de", 2, "Kết quả tuyên truyền theo nội dung", columns, tuple(rows), _SESSIONS_AND_LISTENERS,
        total=total, notes=(_SEVERAL, "Dòng tổng cộng tính mỗi buổi một lần.", *_apart(report)),
    )  # fmt: skip


def _share(report: Report, theme: ThemeLine) -> float | str:
    """In which part of the units that report and to which the theme applies it was talked about; `–` without any."""
    reached, asked = theme.reached, theme.asked
    if report.since is None:
        # A report frozen before knows no more than in how many units.
        asked = len(report.obliged)
        reached = min(theme.units, asked)
    found = share(reached, asked)
    return "–" if found is None else found


def by_span(report: Report) -> Annex:
    """Biểu 3: month by month, with the sums of each quarter."""
    columns = (
        Column("STT", "place", 6),
        Column("Thời gian", width=22),
        Column("Số buổi", "number", 10, adds_up=True),
        Column("Lượt người nghe", "number", 12, adds_up=True),
        *(Column(part.code, "number", 9, "Hình thức (số buổi)", adds_up=True) for part in report.forms),
        Column("Ghi chú", width=24),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            place,
            month_title(line.name),
            line.sessions,
            line.attendance,
            *(line.forms.get(part.code, 0) for part in report.forms),
            "",
        )
        for place, line in enumerate(report.months, start=1)
    )
    quarters = tuple(f"{quarter_title(one.name)}: {figure(one.sessions)} buổi" for one in report.quarters)
    return Annex(
        "thoi-gian", 3, "Kết quả tuyên truyền theo tháng", columns, rows, _SESSIONS_AND_LISTENERS,
        notes=(*(("; ".join(quarters) + ".",) if quarters else ()), *_apart(report)),
    )  # fmt: skip


def who_reported(report: Report) -> Annex:
    """Biểu 4: who has reported, when for the first and the last time, and who has not."""
    columns = (
        Column("STT", "place", 6),
        Column("Đơn vị", width=44),
        Column("Ngày gửi lần đầu", "date", 12),
        Column("Ngày gửi lần cuối", "date", 12),
        Column("Số lần gửi", "number", 8),
        Column("Tình hình", width=26),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (place, line.name, one.first, one.last, one.files, STATES[one.state])
        for place, line in enumerate(report.obliged, start=1)
        if (one := line.progress)
    )
    found = f"Đã báo cáo: {figure(len(report.reported))}/{figure(len(report.obliged))} đơn vị."
    return Annex("tinh-hinh-bao-cao", 4, "Tình hình gửi báo cáo", columns, rows, notes=(found,), has_total=False)


def register(report: Report) -> Annex:
    """Biểu 5: every session."""
    columns = (
        Column("STT", "place", 8),
        Column("Ngày", "date", 14),
        Column("Đơn vị", width=26),
        Column("Địa điểm", width=18),
        Column("Hình thức", width=16),
        Column("Báo cáo viên", width=20),
        Column("Chuyên đề", width=32),
        Column("Chủ đề", width=14),
        Column("Đối tượng", width=18),
        Column(_LISTENERS, "number", 9, adds_up=True),
        Column("Văn bản viện dẫn", width=16),
        Column("Ghi chú", width=34),
    )
    return Annex(
        "so-theo-doi", 5, "Sổ theo dõi các buổi tuyên truyền", columns, SessionRows(columns, report.register),
        notes=_apart(report), once={_LISTENERS: listeners_of(report.register)},
    )  # fmt: skip


def counting_rules(report: Report) -> Annex:
    """How everything is counted, and what of it the figures of this report leave out or hold with a doubt."""
    counted, *apart = _apart(report)
    rules = (
        ("Buổi được tính", counted),
        (
            "Lượt người nghe",
            "Cộng số người nghe của từng buổi: một người nghe ba buổi là ba lượt. Không phải số người.",
        ),
        ("Nhiều chủ đề", f"{_SEVERAL} Nhóm nội dung cũng vậy. Dòng tổng cộng tính mỗi buổi một lần."),
        ("Đối tượng", "Lượt ghi riêng cho nhóm nào thì tính cho nhóm ấy; phần chưa tách được đứng riêng."),
        ("Đơn vị", "Dòng của một đơn vị gồm cả các đơn vị bên dưới."),
        ("Báo cáo viên", "Buổi có nhiều báo cáo viên được tính cho từng người; dòng tổng cộng tính mỗi người một lần."),
        ("Chủ đề đã triển khai", "Tỷ lệ là số đơn vị có buổi về chủ đề trên số đơn vị phải báo cáo mà chủ đề áp dụng."),
        ("Làm tròn", "Một lần, đến một chữ số thập phân, từ nửa trở lên thì lên. Còn thiếu thì không ghi 100%."),
        ("Gửi báo cáo", "Tệp nhận đầu tiên quyết định đúng hạn hay nộp muộn. Không phát sinh vẫn là đã báo cáo."),
        *(("Trong số liệu này", note) for note in apart),
    )
    columns = (Column("STT", "place", 6), Column("Quy tắc", width=24), Column("Nội dung", width=100))
    rows = tuple((place, *rule) for place, rule in enumerate(rules, start=1))
    return Annex("quy-tac", 0, "Quy tắc tính số liệu", columns, rows, has_total=False)


def filterable(report: Report) -> Annex:
    """The same for a spreadsheet: with columns by which its rows can be filtered to those of a figure of each annex."""
    annex = register(report)
    groups = {theme.code: theme.group for theme in report.themes}
    more = (
        Column("Đơn vị báo cáo", width=26),
        Column("Tháng", width=14),
        Column("Quý", width=12),
        Column("Mã hình thức", "code", 8),
        Column("Nhóm nội dung", width=14),
    )

    @cache
    def titles(day: Date) -> tuple[str, str]:
        return month_title(month_of(day)), quarter_title(quarter_of(day))

    @cache
    def named(themes: tuple[str, ...]) -> str:
        return ", ".join(dict.fromkeys(group for code in themes if (group := groups.get(code))))

    def told(line: RegisterLine) -> tuple[Value, ...]:
        form = (line.content and line.content.form) or ""
        return line.counts_in or line.unit, *titles(line.date), form, named(line.themes)

    rows = SessionRows(annex.columns, report.register, told)
    return replace(annex, columns=(*annex.columns, *more), rows=rows)


def _record(session: Session | None) -> str:
    """The minutes that were taken, by number and day."""
    number, day = (session.record_number, session.record_date) if session else ("", None)
    parts = (f"số {number}" if number else "", f"ngày {day:%d/%m/%Y}" if day else "")
    return " ".join(("Biên bản", *filter(None, parts))) if any(parts) else ""


_AT_ONCE = 500  # lines that are looked at together


@lru_cache(maxsize=1 << 14)
def _joined(names: tuple[str, ...]) -> str:
    """Names side by side, as they stand in many rows."""
    return ", ".join(names)


# What a register tells of a session, by the title of its column.
_OF_SESSION: dict[str, Callable[[RegisterLine], Value]] = {
    "Mã buổi": lambda line: short_code(line.id),
    "Ngày": attrgetter("date"),
    "Đơn vị": attrgetter("unit"),
    "Địa điểm": attrgetter("place"),
    "Hình thức": attrgetter("form"),
    "Báo cáo viên": lambda line: _joined(line.reporters),
    "Chuyên đề": attrgetter("topic"),
    "Chủ đề": lambda line: _joined(line.themes),
    "Đối tượng": lambda line: _joined(line.audience),
    _LISTENERS: attrgetter("attendance"),
    "Văn bản viện dẫn": lambda line: _joined(line.documents),
    "Ghi chú": lambda line: "; ".join(filter(None, (_record(line.content), line.notes))),
}


class SessionRows(Sequence[tuple[Value, ...]]):
    """A row for each line of a register, made when it is looked at: its place from 1, what the titles of the other
    columns ask for, and what is told `besides`.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        lines: Sequence[RegisterLine],
        besides: Callable[[RegisterLine], tuple[Value, ...]] = lambda _line: (),
    ) -> None:
        self._told = [_OF_SESSION[column.title] for column in columns[1:]]
        self._lines, self._besides = lines, besides

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        lines, place = printed(self._lines), 1
        while some := [*islice(lines, _AT_ONCE)]:
            columns = [map(told, some) for told in self._told]
            besides = zip(*map(self._besides, some), strict=True)
            yield from zip(range(place, place + len(some)), *columns, *besides, strict=True)
            place += len(some)

    @overload
    def __getitem__(self, place: int) -> tuple[Value, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[Value, ...]]: ...
    def __getitem__(self, place: int | slice) -> tuple[Value, ...] | list[tuple[Value, ...]]:
        if isinstance(place, slice):
            return list(starmap(self._row, zip(range(1, len(self) + 1)[place], self._lines[place], strict=True)))
        number = range(len(self))[place]
        return self._row(number + 1, self._lines[number])

    def _row(self, place: int, line: RegisterLine) -> tuple[Value, ...]:
        return (place, *[told(line) for told in self._told], *self._besides(line))


def _priority(is_priority: bool) -> str:
    return "nội dung trọng tâm" if is_priority else ""


def standing(line: UnitLine) -> str:
    """How a unit stands with its report, where that is worth a note."""
    parts = [STATES[line.progress.state]] if line.progress and line.progress.state != "on_time" else []
    return "; ".join([*parts, *(["chỉ có số tổng hợp"] if line.groups is None else [])])


_NOTES: tuple[tuple[str, str], ...] = (
    ("summed", "Trong đó {n} buổi chỉ có số tổng hợp, không có trong cột nhóm nội dung, đối tượng và sổ theo dõi."),
    ("conflicts", "{n} buổi có nội dung chưa thống nhất giữa các bản, được tính một lần."),
    ("asked", "{n} cặp buổi có thể trùng nhau, chưa được xác định, đang tính riêng."),
    ("twice", "{n} buổi trong số tổng hợp có thể được tính hai lần."),
    ("beyond", "Có {n} buổi ngoài kỳ của Hướng dẫn, được tính vì thuộc các ngày của báo cáo này."),
    ("after", "Chưa gồm {n} buổi sau ngày chốt số liệu."),
    ("same", "Chưa gồm {n} buổi ghi trùng với buổi đã tính."),
    ("in_totals", "Chưa gồm {n} buổi đã có trong số tổng hợp của đơn vị."),
    ("unknown", "Chưa gồm {n} buổi có mã chưa rõ."),
    ("lost", "Chưa gồm {n} buổi chỉ có trong số tổng hợp không được tính."),
    ("other", "Chưa gồm {n} buổi ghi theo danh mục chỉ đạo khác."),
    ("outside", "Chưa gồm {n} buổi có ngày ngoài kỳ báo cáo của năm."),
    ("drafts", "Chưa gồm {n} bản nháp."),
    ("left", "Chưa gồm {n} buổi trong số tổng hợp của đơn vị mà không rõ có thuộc kỳ báo cáo hay không."),
)


def _apart(report: Report) -> tuple[str, ...]:
    """The rule in short, and what the figures leave out or hold with a doubt, as notes below a table."""
    rule = (
        f"Tính buổi đã hoàn thành theo danh mục chỉ đạo năm {report.directive.year}, từ {report.start:%d/%m/%Y} đến "
        f"{report.end:%d/%m/%Y}, mỗi sự kiện một lần."
    )
    return (rule, *(note.format(n=figure(n)) for name, note in _NOTES if (n := getattr(report.apart, name))))
