"""The page of a report in a real browser: its words, its pictures, its sorting, and nothing fetched from anywhere."""

import re
import shutil
import struct
import subprocess
import zlib
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
def test_the_picture_has_ink_by_day_and_by_night(desk: Desk, tmp_path: Path, scheme: int) -> None:
    page = written(tmp_path / "anh.html", page_bytes(committee_paper(desk)))
    picture = tmp_path / "anh.png"
    looks = f"--blink-settings=preferredColorScheme={scheme}"
    browser(page, looks, "--window-size=600,800", f"--screenshot={picture}")
    rows = pixels(picture.read_bytes())
    assert (len(rows), len(rows[0]) // 3) == (800, 600)
    corner, shades = sum(rows[0][:3]), {sum(row[n : n + 3]) for row in rows[:400] for n in range(0, len(row), 3)}
    assert (corner < 200) == (scheme == 0)
    # Letters stand out from the paper by far.
    assert max(abs(shade - corner) for shade in shades) > 400


def pixels(data: bytes) -> list[bytes]:
    """The rows of a PNG picture, three bytes a pixel (PNG specification, section 9: filtering)."""
    width, _height, depth, colours = struct.unpack(">IIBB", data[16:26])
    assert (depth, colours in {2, 6}) == (8, True)
    step = 3 if colours == 2 else 4
    place, packed = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        packed += data[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    raw, size = zlib.decompress(packed), width * step
    rows: list[bytes] = []
    before = bytearray(size)
    for start in range(0, len(raw), size + 1):
        line = bytearray(raw[start + 1 : start + 1 + size])
        _unfilter(raw[start], line, before, step)
        rows.append(bytes(line) if step == 3 else b"".join(line[n : n + 3] for n in range(0, size, 4)))
        before = line
    return rows


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    for n, value in enumerate(line):
        left, up = line[n - step] if n >= step else 0, above[n]
        corner = above[n - step] if n >= step else 0
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        line[n] = (value + (0, left, up, (left + up) // 2, nearest)[kind]) & 0xFF
