"""The page of a report in a real browser: its words, its pictures, its sorting, and nothing fetched from anywhere."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from exports.report.html import page_bytes
from tests.exports.desk import Desk
from tests.exports.papers import committee_paper, hostile_paper, written
from tests.systems import skip_where

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(autouse=True)
def has_browser() -> None:
    """Who only tries the program out may have none, and Windows and macOS keep theirs where no name finds it."""
    skip_where("" if BROWSER else "no Chromium is found by its name")


_SORT = """<script>
document.querySelectorAll("#so-theo-doi [role=button]")[9].click();
document.querySelectorAll("#so-theo-doi [role=button]")[9].click();
document.title = [...document.querySelectorAll("#so-theo-doi tbody tr")].map(row => row.cells[9].textContent).join(" ");
</script>"""

# How much the letters of each text differ from what is behind them, and where things stand.
_MEASURE = """<script>
document.querySelectorAll("details").forEach(each => { each.open = true; });
for (const shade of "0123456") {
  const cell = document.querySelector(".heat tbody tr").insertCell();
  cell.className = "s" + shade;
  cell.textContent = "shade " + shade;
}
const parts = color => color.match(/[\\d.]+/g).map(Number);
const light = color => {
  const [r, g, b] = parts(color).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = node => {
  const color = getComputedStyle(node).backgroundColor;
  return parts(color)[3] === 0 ? behind(node.parentElement) : color;
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = new Set();
let words = 0;
while (texts.nextNode()) {
  const node = texts.currentNode.parentElement, style = getComputedStyle(node);
  const ink = node.closest("svg") ? style.fill : style.color;
  if (!texts.currentNode.data.trim() || !node.getClientRects().length || node.closest("rect")) continue;
  const [low, high] = [light(ink), light(behind(node))].sort((a, b) => a - b);
  words += 1;
  if ((high + 0.05) / (low + 0.05) < 4.5) faint.add(node.className + ": " + node.textContent.slice(0, 40));
}
document.title = JSON.stringify({
  words, faint: [...faint], dark: matchMedia("(prefers-color-scheme: dark)").matches,
  totals: document.querySelector(".totals").getBoundingClientRect().bottom,
  beside: document.documentElement.scrollWidth - innerWidth,
});
</script>"""


def browser(page: Path, *options: str) -> bytes:
    """What the browser prints of the page, without a network and with a profile of its own."""
    assert BROWSER
    words = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'profile'}",
    ]
    words += ["--host-resolver-rules=MAP * ~NOTFOUND", *options, page.as_uri()]
    return subprocess.run([BROWSER, *words], check=True, capture_output=True, timeout=120).stdout


def text_of(page: Path) -> str:
    """The page as the browser has read it."""
    return browser(page, "--dump-dom").decode()


def test_the_page_is_read_as_it_was_written(desk: Desk, tmp_path: Path) -> None:
    paper = committee_paper(desk)
    found = text_of(written(tmp_path / "bao-cao.html", page_bytes(paper)))
    assert "kết quả thực hiện công tác thông tin đối ngoại năm 2014" in found
    assert len(re.findall(r'<rect class="bar"', found)) == 12
    assert found.count("<section") + found.count("<details") == 3 + len(paper.tables)
    # Every column can be sorted but in the table whose rows stand in groups.
    assert found.count('role="button"') == sum(len(one.columns) for one in paper.tables if one.key != "chu-de")


def test_a_table_is_sorted_by_a_press(desk: Desk, tmp_path: Path) -> None:
    data = page_bytes(committee_paper(desk)).replace(b"</body>", _SORT.encode() + b"</body>")
    title = re.search("<title>(.*?)</title>", text_of(written(tmp_path / "sap-xep.html", data)))
    assert title is not None
    assert title[1].split() == [str(10 * month) for month in range(12, 0, -1)]


def test_nothing_of_the_book_runs_in_the_page(desk: Desk, tmp_path: Path) -> None:
    data = page_bytes(hostile_paper(desk)).replace(b"</body>", b"<script>document.title = 'whole'</script></body>")
    found = text_of(written(tmp_path / "doc-hai.html", data))
    assert "<title>whole</title>" in found
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in found


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_word_stands_out_by_day_and_by_night(desk: Desk, tmp_path: Path, scheme: int) -> None:
    data = page_bytes(committee_paper(desk)).replace(b"</body>", _MEASURE.encode() + b"</body>")
    page = written(tmp_path / "nhin.html", data)
    looks = (f"--blink-settings=preferredColorScheme={scheme}", "--window-size=390,844", "--dump-dom")
    title = re.search("<title>(.*?)</title>", browser(page, *looks).decode())
    assert title is not None
    measured = json.loads(html.unescape(title[1]))
    assert (measured["dark"], measured["words"] > 500) == (scheme == 0, True)
    # As the guidelines for pages ask of it (WCAG 2, 1.4.3).
    assert measured["faint"] == []
    # A telephone shows the figures at first sight, and nothing of the page beside its window.
    assert measured["totals"] < 844
    assert measured["beside"] == 0


def test_pictures_and_tables_have_names(desk: Desk) -> None:
    page = page_bytes(committee_paper(desk)).decode()
    assert re.search(
        '<svg [^>]*role="img" [^>]*><title [^>]*>Số buổi theo tháng</title><desc [^>]*>T1: 1; .*T12: 1<', page
    )
    assert len(
        re.findall('<div class="scroll" tabindex="0" role="region" aria-label="[^"]+"><table', page)
    ) == page.count("<table")
    assert not re.findall("<th(?![^>]* scope=)[ >]", page)
