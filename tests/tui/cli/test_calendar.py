"""`sotay log --planned` and `sotay calendar`: what is planned, by the month, on paper, for other calendars."""

from pathlib import Path

import pytest
from icalendar import Calendar

from tests.tui.commands import GOOD, done, log, new_book, read, refused


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    new_book()


def test_a_session_is_planned_by_an_option_or_a_word_and_held_by_edit() -> None:
    planned = log("--planned", "--date", "12/12", "--theme", "lc-02")
    word = log("13/12 lc-02 dự kiến")
    assert [read("show", one)["status"] for one in (planned, word)] == ["planned", "planned"]
    held = log(*GOOD)
    assert {one["id"] for one in read("list", "--status", "planned")["sessions"]} == {planned, word}
    assert {one["id"] for one in read("list", "--left-out", "planned")["sessions"]} == {planned, word}
    assert [one["id"] for one in read("list", "--counted")["sessions"]] == [held]
    assert read("coverage")["totals"]["left_out"] == {"planned": 2}
    assert read("export", "--to", ".")["sessions"] == 1
    done("edit", planned, "attendance=20", "audience=dv", "form=sh", "status=hoàn thành")
    assert read("coverage")["totals"]["sessions"] == 2


def test_a_month_is_printed_and_written() -> None:
    log(*GOOD)
    log("--planned", "--date", "20/5", "--theme", "lc-02", "--topic", "Biên giới")
    shown = done("calendar", "--month", "2014-05").stdout
    assert "20/05/2014  thứ Ba    !  CB01 LC-02 Biên giới" in shown
    assert "12/05/2014  thứ Hai   ✓" in shown
    assert [one["date"] for one in read("calendar", "--month", "2014-05")["sessions"]] == ["2014-05-12", "2014-05-20"]
    done("calendar", "--month", "2014-05", "--to", "thang.html")
    assert "Biên giới" in Path("thang.html").read_text("utf-8-sig")
    done("calendar", "--to", "thang.ics")
    assert [str(one["summary"]) for one in Calendar.from_ical(Path("thang.ics").read_bytes()).walk("VEVENT")] == [
        "Biên giới"
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--month", "2014-13"), "2014-13"), (("--month", "2014-Q1"), "2014-Q1"), (("--to", "lich.pdf"), "lich.pdf")],
)
def test_what_cannot_be_done_is_refused(options: tuple[str, ...], says: str) -> None:
    assert says in refused(1, "calendar", *options)
