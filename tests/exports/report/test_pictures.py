"""The pictures of a report: the figures of its tables, in words too, and told apart where they print in grey."""

import io
import re
import tempfile
from collections.abc import Sequence
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.official.numbers import figure
from exports.report.docx import document_bytes
from exports.report.freezing import paper_of
from exports.report.html import page_bytes
from exports.report.model import Report
from exports.report.paper import Paper
from exports.report.pictures import Heat, heats, month_bars
from logs.periods import read_period
from tests.exports.desk import Desk
from tests.exports.papers import committee_paper

_MONTHS = 12
_APART = 6  # of 100 steps of lightness that eyes tell apart on paper
Texts = list[list[str]]


@cache
def paper_of_a_year() -> Paper:
    """A committee's, to be filled with other figures."""
    desk = Desk(Path(tempfile.mkdtemp()))
    paper = committee_paper(desk)
    desk.close()
    return paper


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with any figures in its months, groups and units, with a year before or without."""
    report = paper_of_a_year().report
    numbers = st.integers(0, 3) | st.integers(0, 2_000)
    by_month = [draw(numbers) for _month in range(_MONTHS)]
    before = draw(st.just([]) | st.lists(numbers, min_size=_MONTHS, max_size=_MONTHS))
    codes = [group.code for group in report.groups]
    split = st.dictionaries(st.sampled_from(codes), numbers)
    return replace(
        report,
        months=tuple(replace(month, sessions=n) for month, n in zip(report.months, by_month, strict=True)),
        before_months={f"2013-{month:02}": n for month, n in enumerate(before, start=1) if n},
        group_months={code: {month.name: draw(numbers) for month in report.months} for code in codes[:3]},
        units=tuple(replace(unit, groups=draw(st.none() | split)) for unit in report.units),
    )


@settings(max_examples=25, deadline=None)
@given(reports())
def test_pictures_have_the_figures_of_the_tables(report: Report) -> None:
    paper = replace(paper_of_a_year(), report=report)
    wanted = [*bars_of(report), *heats_of(report)]
    page = unescape(page_bytes(paper).decode())
    in_word = pictures_of(paper)
    assert [cells_of(table) for table in in_word] == wanted
    tables = re.findall(r'<table class="heat">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    shown = [
        [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.splitlines() if "<td" in row] for table in tables
    ]
    assert shown == heats_of(report)
    texts = re.findall(r'<text x="[\d.]+" y="[\d.]+">(.*?)</text>', page)
    assert texts == [text for table in bars_of(report) for name, *numbers in table for text in (*numbers, name)]
    # What is seen is said too, beside it and to who cannot see it.
    bars = month_bars(report)
    letter = [paragraph.text for paragraph in Document(io.BytesIO(document_bytes(paper))).paragraphs]
    for words in (*([bars.words] if bars else []), *(heat.words for heat in heats(report))):
        assert page.count(f"<p>{words}</p>") == 1
        assert words in letter
    if bars:
        told = re.findall(r"T\d+: ([\d.]+)(?: \(([\d.]+)\))?", bars.read_out)
        assert [[n for n in numbers if n] for numbers in told] == [numbers for _name, *numbers in bars_of(report)[0]]
        assert f'<desc id="bars-text">{bars.read_out}</desc>' in page
        assert bars.read_out in in_word[0]._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


@settings(max_examples=25, deadline=None)
@given(reports())
def test_the_longest_bar_and_the_darkest_cell_have_most(report: Report) -> None:
    if bars_of(report):
        table, *_heats = pictures_of(replace(paper_of_a_year(), report=report))
        spans = [row.findall(f".//{qn('w:gridSpan')}") for row in table._tbl.tr_lst]
        long = [int(found[0].get(qn("w:val"))) if len(found) > 1 else 0 for found in spans]
        numbers = [int(number.replace(".", "")) for _name, *some in bars_of(report)[0] for number in some]
        assert all((a < b) <= (x <= y) and (not x) == (not a) for a, x in zip(numbers, long, strict=True)
                   for b, y in zip(numbers, long, strict=True))  # fmt: skip
    for heat in heats(report):
        cells = [(int(text.replace(".", "")), shade) for text, shade in every_cell(heat) if text[0].isdigit()]
        assert all((a < b) <= (x <= y) for a, x in cells for b, y in cells)
        most = max(number for number, _shade in cells)
        none = sum(text == "·" for text, _shade in every_cell(heat))
        known = sum(text != "–" for text, _shade in every_cell(heat))
        assert heat.words.startswith(f"Nhiều nhất là {figure(most)} buổi, ở hàng “")
        assert f"; {none}/{known} ô chưa có buổi nào." in heat.words
        empty = [row.name for row in heat.rows if {text for text, _shade in row.cells} == {"·"}]
        assert (f"{heat.first} chưa có buổi nào: {'; '.join(empty)}." in heat.words) == bool(empty)


def test_a_year_beside_the_other_is_told_in_words() -> None:
    report = paper_of_a_year().report
    assert "năm trước" not in str(month_bars(report))
    bars = month_bars(replace(report, before_months={"2013-01": 1, "2013-02": 4}))
    assert bars is not None
    assert bars.title == "Số buổi theo tháng, so với cùng kỳ năm trước"
    assert "So với cùng kỳ năm trước: 10 tháng nhiều buổi hơn, 1 tháng ít buổi hơn, 1 tháng bằng nhau." in bars.words


def test_shades_are_told_apart_in_grey() -> None:
    report = paper_of_a_year().report
    held = {"LC": {month.name: place for place, month in enumerate(report.months)}}
    paper = replace(paper_of_a_year(), report=replace(report, before_months={"2013-01": 1}, group_months=held))
    light = page_bytes(paper).decode().partition("@media screen")[0]
    colors = dict(re.findall(r"--(\w+): (#\w+)", light))
    bars, heat, *_others = pictures_of(paper)
    fills = [
        list(dict.fromkeys(shade.get(qn("w:fill")) for shade in table._tbl.iter(qn("w:shd")))) for table in (bars, heat)
    ]
    for shades in ([colors[name] for name in ("paper", "h1", "h2", "h3", "h4", "h5", "h6")], fills[1]):
        assert len(shades) == 7
        assert all(lightness(a) - lightness(b) >= _APART for a, b in pairwise(shades))
    for dark, pale in ((colors["bar"], colors["h1"]), fills[0]):
        assert lightness(pale) - lightness(dark) > 4 * _APART


def test_nothing_is_drawn_of_nothing(desk: Desk) -> None:
    paper = paper_of(desk.book("CB01"), read_period("2014"))
    assert (month_bars(paper.report), heats(paper.report)) == (None, ())
    assert "Biểu đồ" not in "".join(one.text for one in Document(io.BytesIO(document_bytes(paper))).paragraphs)


def pictures_of(paper: Paper) -> list[Any]:
    """The tables of its document that say what they show."""
    tables = Document(io.BytesIO(document_bytes(paper))).tables
    return [table for table in tables if table._tbl.tblPr.find(qn("w:tblDescription")) is not None]


def bars_of(report: Report) -> list[Texts]:
    """The figures that bars are to show, by name; none where there is nothing."""
    before = report.before_months
    if not any(month.sessions for month in report.months) and not before:
        return []
    return [
        [
            [f"T{place}", figure(month.sessions), *([figure(before.get(f"2013-{place:02}", 0))] if before else [])]
            for place, month in enumerate(report.months, start=1)
        ]
    ]


def heats_of(report: Report) -> list[Texts]:
    """The cells that heat maps are to show."""
    by_month = [
        [
            f"{group.code}. {group.title}",
            *(report.group_months.get(group.code, {}).get(m.name, 0) for m in report.months),
        ]
        for group in report.groups
    ]
    by_unit = [
        [unit.name, *(None if unit.groups is None else unit.groups.get(group.code, 0) for group in report.groups)]
        for unit in report.units
    ]
    return [
        [[str(name), *map(shown, numbers)] for name, *numbers in table]
        for table in (by_month, by_unit)
        if any(number for _name, *numbers in table for number in numbers)
    ]


def shown(number: Any) -> str:
    return "–" if number is None else figure(number) if number else "·"


def cells_of(table: Any) -> Texts:
    """A picture of a document: its rows without titles, both bars of a month in one."""
    rows = [
        ["".join(one.text or "" for one in cell.iter(qn("w:t"))) for cell in row.tc_lst] for row in table._tbl.tr_lst
    ]
    if rows[0][0] in ("Nhóm nội dung", "Đơn vị"):
        return rows[1:]
    found: Texts = []
    for name, *cells in rows:
        if name:
            found.append([name])
        found[-1].append(cells[-1])
    return found


def every_cell(heat: Heat) -> Sequence[tuple[str, int]]:
    return [cell for row in heat.rows for cell in row.cells]


def lightness(color: str) -> float:
    """How light a printer's grey of it is, from 0 to 100 (CIE L*)."""
    digits = color.strip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light
