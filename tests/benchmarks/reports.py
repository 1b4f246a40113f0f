"""What it costs to write a report: `python -m tests.benchmarks.reports`.

The workbook of a register of 100,000 sessions is written beside bare XlsxWriter, which writes the same register in its
constant-memory mode with a format for each column and nothing else. Times are of the processor, in processes of their
own, in turns; figures are medians. The report of a year is that of 130 units with 4,400 sessions.
"""

import argparse
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from datetime import date as Date
from functools import partial

from exports.report.docx import document_bytes
from exports.report.html import page_bytes
from exports.report.model import Part, RegisterLine, Report, SpanLine, Sum, ThemeLine, UnitLine
from exports.report.paper import Paper
from exports.report.xlsx import workbook_bytes
from logs.catalogue.directive import shipped
from logs.progress.status import UnitProgress
from tests.benchmarks.cost import now, since, tell
from tests.benchmarks.kit import Row, Turn, interleaved, is_installed, say, told
from tests.benchmarks.report_ways import BARE, WAYS

OWN = "workbook_bytes"
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
    found = interleaved(written((BARE, OWN), given.sessions), given.rounds)
    rows: list[Row] = [("", "s", "by bare XlsxWriter", "peak MB")]
    for way in found.turns:
        seconds, ratio = found.median(way, "processor"), found.ratio(way, BARE, "processor")
        rows.append((way, f"{seconds:.1f}", f"{ratio:.2f}x", f"{found.peak(way):.0f}"))
    say(f"A register of {given.sessions:,} sessions as a workbook", rows)
    year = interleaved(written(YEAR, 4_400), given.rounds)
    rows = [("", "s"), *((way, f"{year.median(way, 'processor'):.2f}") for way in year.turns)]
    say("The report of a year, 130 units", rows)
    return 0


def written(ways: Iterable[str], sessions: int) -> dict[str, Turn]:
    """Turns of those ways that are installed, each in a process of its own."""
    return {
        way: partial(told, "-m", "tests.benchmarks.reports", "--way", way, "--sessions", str(sessions))
        for way in ways
        if way not in WAYS or all(map(is_installed, WAYS[way].needs))
    }


def measure(way: str, sessions: int) -> None:
    """Tell what one way costs."""
    paper = Paper(report=make_report(sessions, units=130), dated=Date(2014, 12, 18), number=5)
    writers = {".docx": document_bytes, ".xlsx": workbook_bytes, ".html": page_bytes, OWN: workbook_bytes}
    write = WAYS[way].write if way in WAYS else writers[way]
    begun = now()
    assert write(paper)
    tell(since(begun))


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
