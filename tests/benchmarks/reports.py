"""What it costs to write a report: `python -m tests.benchmarks.reports`.

The workbook of a register of 100,000 sessions is written beside bare XlsxWriter, which writes the same register in its
constant-memory mode with a format for each column and nothing else. Times are of the processor, in processes of their
own, in turns; figures are medians. The report of a year is that of 130 units with 4,400 sessions.
"""

import argparse
import io
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from datetime import date as Date
from statistics import median

import xlsxwriter

from exports.annexes import register
from exports.document import document_bytes
from exports.page import page_bytes
from exports.paper import Paper
from exports.report import Part, RegisterLine, Report, SpanLine, Sum, ThemeLine, UnitLine
from exports.spreadsheet import workbook_bytes
from logs.directive import shipped
from logs.progress import UnitProgress
from tests.benchmarks.saves import Row, say

WAYS = ("bare XlsxWriter, constant memory", "workbook_bytes")
YEAR = (".docx", ".xlsx", ".html")


def main() -> int:
    """Measure and print tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reports", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        measure(given.way, given.sessions)
        return 0
    found = {way: [_run(way, given.sessions) for _ in range(given.rounds)] for way in WAYS}
    limit = median(seconds for seconds, _peak in found[WAYS[0]])
    rows: list[Row] = [("", "s", "by bare XlsxWriter", "peak MB")]
    for way, runs in found.items():
        whole = median(seconds for seconds, _peak in runs)
        rows.append((way, f"{whole:.1f}", f"{whole / limit:.2f}x", f"{median(peak for _seconds, peak in runs):.0f}"))
    say(f"A register of {given.sessions:,} sessions as a workbook", rows)
    year = {way: median(_run(way, 4_400)[0] for _ in range(given.rounds)) for way in YEAR}
    say("The report of a year, 130 units", [("", "s"), *((way, f"{seconds:.2f}") for way, seconds in year.items())])
    return 0


def _run(way: str, sessions: int) -> tuple[float, float]:
    words = [sys.executable, "-m", "tests.benchmarks.reports", "--way", way, "--sessions", str(sessions)]
    seconds, peak = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(peak)


def measure(way: str, sessions: int) -> None:
    """Print the seconds of one way and the peak of the process in MB."""
    paper = Paper(report=make_report(sessions, units=130), dated=Date(2014, 12, 18), number=5)
    writers = {".docx": document_bytes, ".xlsx": workbook_bytes, ".html": page_bytes}
    writers |= dict(zip(WAYS, (bare, workbook_bytes), strict=True))
    begun = time.process_time()
    data = writers[way](paper)
    assert data
    seconds = time.process_time() - begun
    sys.stdout.write(f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")


def bare(paper: Paper) -> bytes:
    """The register's cells and nothing besides."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    text, number, day = (book.add_format({"border": 1, "num_format": form}) for form in ("@", "#,##0", "dd/mm/yyyy"))
    sheet = book.add_worksheet()
    for row, line in enumerate(register(paper.report).rows):
        for place, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(row, place, value, text)
            elif isinstance(value, Date):
                sheet.write_number(row, place, (value - Date(1899, 12, 30)).days, day)
            elif value is not None:
                sheet.write_number(row, place, value, number)
    book.close()
    return target.getvalue()


def make_report(sessions: int, *, units: int) -> Report:
    """A year of so many sessions, spread evenly."""
    directive = shipped()
    every = list(directive.themes.values())
    listeners, each = 25 * sessions, sessions // units

    def parts(codes: dict[str, str]) -> tuple[Part, ...]:
        return tuple(
            Part(code, title, sessions // len(codes), listeners // len(codes)) for code, title in codes.items()
        )

    forms: dict[str, str] = {form.code: form.title for form in directive.forms}
    groups = {group.code: group.title for group in directive.groups}
    return Report(
        unit="DUK",
        unit_name="Đảng ủy Khối các cơ quan tỉnh",
        role="committee",
        directive=directive.head,
        directive_sha256=directive.sha256,
        period="2014",
        start=Date(2014, 1, 1),
        end=Date(2014, 12, 31),
        made=datetime(2014, 12, 18, tzinfo=UTC),
        total=Sum(sessions, listeners),
        so_far=Sum(sessions, listeners),
        forms=parts(forms),
        groups=parts(groups),
        themes=tuple(ThemeLine(one.code, one.title, one.group, 10, 250, units // 2) for one in every),
        audiences=parts({one.code: one.title for one in directive.audiences}),
        documents=parts({one.code: one.title for one in directive.documents}),
        cited=directive.documents,
        months=tuple(SpanLine(f"2014-{n:02}", sessions // 12, listeners // 12, {}) for n in range(1, 13)),
        quarters=(),
        group_months={code: {f"2014-{n:02}": n for n in range(1, 13)} for code in groups},
        units=tuple(
            UnitLine(
                f"CB{n:03}", f"Chi bộ cơ quan số {n}", each, 25 * each, dict.fromkeys(forms, each // 3),
                dict.fromkeys(groups, each // 8), 3, UnitProgress(f"CB{n:03}", "on_time", Date(2014, 12, 12), None, 1),
            )
            for n in range(units)
        ),
        reporters=(),
        register=tuple(
            RegisterLine(
                f"{n:032}", "0" * 32, Date(2014, 1 + n % 12, 1 + n % 28), f"Chi bộ cơ quan số {n % units}",
                "Sinh hoạt chi bộ", 25, (f"Nguyễn Văn Số {n % 400}",), (every[n % len(every)].code,), ("Đảng viên",),
                place=f"Hội trường số {n % 50}", topic=f"Chuyên đề số {n % 5_000} về biên giới, lãnh thổ",
                notes=f"Ghi chú {n}" if n % 5 < 2 else "",
            )
            for n in range(sessions)
        ),
        versions={},
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
