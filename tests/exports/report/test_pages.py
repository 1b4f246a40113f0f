"""The papers page by page, as LibreOffice and Chromium print them: how many, what stands on each, nothing cut off."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from exports.report.formats import save_paper
from exports.report.paper import Paper
from exports.report.pdf import convert, find_office
from logs.errors import SotayError
from logs.exchange.office_settings import Office, Profile
from tests.exports.desk import Desk
from tests.exports.papers import committee_paper, written
from tests.exports.report.test_page_in_browser import BROWSER, browser

PROFILES: tuple[Profile, ...] = ("hd05-2026", "nd30-2020")  # the layout of hd36-2018 is that of hd05-2026
_UNITS = 60  # more than a page has room for
_MARGIN = 15  # millimetres, the narrowest of a paper
_FEWEST = 40  # words of a page that is no waste
_LINES = range(44, 49)  # of text more than a short letter has
_POINTS = 72 / 25.4  # of a millimetre


class Page(NamedTuple):
    """A page: its words in lines as they stand, its size, the left and the right end of each word, in points."""

    text: str
    width: float
    height: float
    ends: tuple[tuple[float, float], ...]

    @property
    def is_wide(self) -> bool:
        return self.width > self.height


def skip_without(*, office: bool = False) -> None:
    """Leave the test out where pages cannot be printed and read; what does it is no part of the program."""
    family = _said("fc-match", "Times New Roman:lang=vi") if shutil.which("fc-match") else ""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext (poppler-utils) is found")
    if not re.search("Tinos|Times|Liberation", family):
        pytest.skip("no Times New Roman with Vietnamese letters is found")
    if not office and BROWSER is None:
        pytest.skip("no Chromium is found by its name")
    if office:
        try:
            find_office()
        except SotayError:
            pytest.skip("no LibreOffice is found")


def _said(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def test_papers_and_workbook_as_libreoffice_prints_them(desk: Desk, tmp_path: Path) -> None:
    skip_without(office=True)
    paper = committee_paper(desk)
    many = large(paper)
    papers = [save_paper(replace(many, office=Office(profile=name)), tmp_path / f"{name}.docx") for name in PROFILES]
    # The signature ends above the foot of a page, at it and beyond it.
    short = replace(paper.report, units=paper.report.units[:1])
    feet = []
    for lines in _LINES:
        longer = replace(short, not_applicable={"LC-01": "không có nội dung này ở đơn vị, " * 2 * lines})
        feet.append(save_paper(replace(paper, report=longer), tmp_path / f"foot-{lines}.docx"))
    workbook = save_paper(many, tmp_path / "workbook.xlsx")
    convert([*papers, *feet, workbook], "pdf", tmp_path)
    for path in papers:
        assert list(faults(path.stem, pages_of(path.with_suffix(".pdf")))) == []
    assert list(faults_of_tables("workbook", pages_of(workbook.with_suffix(".pdf")))) == []
    letters = set()
    for path in feet:
        pages = pages_of(path.with_suffix(".pdf"))
        letters.add(sum(not page.is_wide for page in pages))
        assert all(len(page.text.split()) >= _FEWEST for page in pages[:-1])
    assert len(letters) > 1, "some signatures end on the page on which they begin, and some do not"
    convert([workbook], "xlsx", tmp_path / "again")
    assert cells(workbook) == cells(tmp_path / "again" / workbook.name)


def test_the_page_as_chromium_prints_it(desk: Desk, tmp_path: Path) -> None:
    skip_without()
    many = large(committee_paper(desk))
    for profile in PROFILES:
        page = save_paper(replace(many, office=Office(profile=profile)), tmp_path / f"{profile}.html")
        browser(page, f"--print-to-pdf={page.with_suffix('.pdf')}", "--no-pdf-header-footer")
        assert list(faults(profile, pages_of(page.with_suffix(".pdf")))) == []
    opened = page.read_text(encoding="utf-8").replace("<details ", "<details open ")
    page = written(tmp_path / "opened.html", opened.encode())
    browser(page, f"--print-to-pdf={page.with_suffix('.pdf')}", "--no-pdf-header-footer")
    pages = pages_of(page.with_suffix(".pdf"))
    assert list(faults_of_tables("opened", pages)) == []
    assert "Sổ theo dõi các buổi tuyên truyền" in "".join(page.text for page in pages)


def faults(profile: str, pages: list[Page]) -> Iterator[str]:
    """What of a paper is not as it should be: letter and tables."""
    sizes = {(round(page.width / _POINTS), round(page.height / _POINTS)) for page in pages}
    if sizes != {(210, 297), (297, 210)} or any(page.is_wide for page in pages[:2]):
        yield f"{profile}: pages of {sizes}, the letter lies on its side"
    if not 10 <= len(pages) <= 15:
        yield f"{profile}: {len(pages)} pages"
    nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" if profile == "nd30-2020" else "ĐẢNG CỘNG SẢN VIỆT NAM"
    if nation not in pages[0].text:
        yield f"{profile}: {nation} is not on one line"
    if "SỔ THEO DÕI" in "".join(page.text for page in pages).upper():
        yield f"{profile}: the register is printed where nobody has opened it"
    yield from faults_of_tables(profile, pages)


def faults_of_tables(name: str, pages: list[Page]) -> Iterator[str]:
    """What is not as it should be on a page, whatever paper it is of."""
    by_unit = 0
    for place, page in enumerate(pages, start=1):
        words, above = page.text.split(), page.text.partition("Ghi chú:")[0]
        is_by_unit = bool(re.search(r"^ *\d+ +Chi bộ \d+ +1[.,]234", page.text, re.MULTILINE))
        by_unit += is_by_unit
        faulty = {
            "next to nothing": len(words) < _FEWEST and place < len(pages),
            "notes without lines of their table": above != page.text and len(above.split()) < _FEWEST / 2,
            "left of the margin": min(left for left, _right in page.ends) < (_MARGIN - 1) * _POINTS,
            "right of the margin": max(right for _left, right in page.ends) > page.width - (_MARGIN - 1) * _POINTS,
            "a day in the next column": re.search(r"\d\d/\d\d/\d{4}\w", page.text),
            "a table without its titles": page.is_wide and "STT" not in words,
            "not all its titles": is_by_unit and not {"Đơn", "Lượt", "TM", "PB", "Ghi"} <= set(words),
        }
        yield from (f"{name}, page {place}: {what}\n{page.text}" for what, is_so in faulty.items() if is_so)
    if by_unit < 2:
        yield f"{name}: the table by unit is not of several pages"


def cells(path: Path) -> list[list[list[object]]]:
    """Every cell of a workbook but those of the charts, formulas by their values."""
    book = load_workbook(path, data_only=True)
    return [
        [[value or "" for value in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets[:-1]
    ]


def large(paper: Paper) -> Paper:
    """The paper with as many units as fill pages, names of any length, figures of four digits and a year before."""
    first, *_others = paper.report.units
    units = tuple(
        replace(
            first,
            code=f"U{place}",
            name=f"Đảng bộ Sở Nông nghiệp và Phát triển nông thôn số {place}" if place % 5 == 0 else f"Chi bộ {place}",
            sessions=1_234,
            forms=dict.fromkeys(first.forms, 1_234),
        )
        for place in range(1, _UNITS + 1)
    )
    before = {f"2013-{month:02}": 1_000 + month for month in range(1, 13)}
    return replace(paper, report=replace(paper.report, units=units, before_months=before))


def pages_of(path: Path) -> list[Page]:
    """The pages of a PDF file."""

    texts = _said("pdftotext", "-layout", str(path), "-").split("\f")
    boxes = re.findall(
        r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', _said("pdftotext", "-bbox", str(path), "-"), re.DOTALL
    )
    return [
        Page(
            text,
            float(width),
            float(height),
            tuple((float(left), float(right)) for left, right in re.findall(r'xMin="(\S+)" .*? xMax="(\S+)"', words)),
        )
        for text, (width, height, words) in zip(texts, boxes, strict=False)
    ]
