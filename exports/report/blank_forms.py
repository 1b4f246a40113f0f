"""Paper: a blank form to fill in by hand, and a register with a code for each session, as pages to print."""

from collections.abc import Iterable
from datetime import date as Date

from exports.report.annexes import SessionRows
from exports.report.model import Report
from exports.report.table import TOTAL, Annex, Column, Value, shown
from exports.report.templates import render
from logs.catalogue.directive import Directive, Listed
from logs.periods import Span

LINES = 12
"""Lines of a blank form: as many as an A4 page in landscape has room for by hand."""


def blank_form(directive: Directive, unit: str, on: Date, *, lines: int = LINES) -> bytes:
    """A page of empty lines for sessions, with the codes to choose from below them that are not over on the day."""
    columns = (
        Column("STT", "place", 6),
        Column("Ngày", width=9),
        Column("Hình thức", width=8),
        Column("Cách tổ chức", width=9),
        Column("Địa điểm", width=16),
        Column("Chuyên đề", width=26),
        Column("Mã chủ đề", width=13),
        Column("Đối tượng", width=13),
        Column("Lượt người nghe", width=8),
        Column("Phút", width=7),
        Column("Báo cáo viên", width=15),
        Column("Số, ngày biên bản", width=12),
        Column("Ghi chú", width=13),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((n, *[""] * (len(columns) - 1)) for n in range(1, lines + 1))
    codes: list[tuple[str, list[tuple[str, str]]]] = [
        ("Hình thức", _titles(directive.forms, on)),
        ("Đối tượng", _titles((audience for audience in directive.audiences if audience.direct), on)),
    ]
    codes += [
        (f"{group.code}. {group.title}", titles) for group in directive.groups if (titles := _titles(group.themes, on))
    ]
    title = f"Phiếu ghi các buổi tuyên truyền năm {directive.head.year}"
    note = (
        "Mỗi dòng một buổi. Cách tổ chức: trực tiếp, trực tuyến hoặc kết hợp. Chỉ ghi số lượt người nghe, không ghi họ "
        "tên người nghe."
    )
    return _page(Annex("phieu-ghi", 0, title, columns, rows, notes=(note,), has_total=False), unit, codes)


def _titles(listed: Iterable[Listed], on: Date) -> list[tuple[str, str]]:
    return [(entry.code, entry.title) for entry in listed if entry.meets(Span(on))]


def printed_register(report: Report) -> bytes:
    """The register with a short code before each session, by which it is found again in the program."""
    columns = (
        Column("STT", "place", 7),
        Column("Mã buổi", "code", 14),
        Column("Ngày", "date", 13),
        Column("Hình thức", width=14),
        Column("Địa điểm", width=18),
        Column("Chuyên đề", width=30),
        Column("Chủ đề", width=14),
        Column("Lượt người nghe", "number", 10),
        Column("Báo cáo viên", width=16),
        Column("Ghi chú", width=34),
    )
    rows = SessionRows(columns, report.register)
    total = (None, "", None, "", "", TOTAL, "", report.total.attendance, "", "")
    title = f"Sổ theo dõi các buổi tuyên truyền từ {report.start:%d/%m/%Y} đến {report.end:%d/%m/%Y}"
    note = "Mã buổi dùng để tìm lại buổi trong chương trình: sotay show MÃ."
    return _page(Annex("so-in", 0, title, columns, rows, total=total, notes=(note,)), report.unit_name, [])


def _page(annex: Annex, unit: str, codes: list[tuple[str, list[tuple[str, str]]]]) -> bytes:
    whole = sum(column.width for column in annex.columns)

    def cells(row: tuple[Value, ...]) -> list[tuple[str, str]]:
        return [(one.kind, shown(value, one)) for value, one in zip(row, annex.columns, strict=True)]

    return render(
        "form.html",
        annex=annex,
        unit=unit,
        columns=[(one.title, 100 * one.width / whole) for one in annex.columns],
        rows=map(cells, annex.rows),
        total=cells(annex.total) if annex.total else [],
        codes=codes,
    )
