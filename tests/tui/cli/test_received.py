"""The day of receipt on the command line: said with a merge, listed, put right with a reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.commands import done, read, refused
from tests.tui.merging import Office


def standing(office: Office, unit: str) -> tuple[str, str]:
    """The state of the unit, and the day of its first file."""
    units = read(*office.at("office"), "progress")["units"]
    return next((one["state"], one["first"]) for one in units if one["unit"] == unit)


@pytest.mark.usefixtures("unit_book")
def test_the_day_said_with_the_merge_decides_and_is_put_right_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.init("b", "CB02")
    office.log("b")
    paths = [office.export("a"), office.export("b")]
    name = Path(paths[1]).name
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-17")
    at = office.at("office")
    said = ("--received", "14/12", "--received", f"{name}=16/12/2014")
    printed = done(*at, "merge", *paths, "--dry-run", *said).stdout
    for word in ("Nhận ngày", "14/12/2014", "16/12/2014", "10/12/2014"):
        assert word in printed, printed
    merged = read(*at, "merge", *paths, *said)
    assert [(one["received"], one["made"]) for one in merged["files"]] == [
        ("2014-12-14", "2014-12-10"),
        ("2014-12-16", "2014-12-10"),
    ]
    assert standing(office, "CB01") == ("on_time", "2014-12-14")
    assert standing(office, "CB02") == ("late", "2014-12-16")

    [corrected] = read(*at, "received", name, "--day", "12/12", "--reason", "công văn số 41")["files"]
    assert (corrected["received"], corrected["taken_in"][:10]) == ("2014-12-12", "2014-12-17")
    assert standing(office, "CB02") == ("on_time", "2014-12-12")
    history = read(*at, "received", name, "--history")
    assert [(one["received"], one["reason"]) for one in history] == [
        ("2014-12-16", ""),
        ("2014-12-12", "công văn số 41"),
    ]
    assert name in read(*at, "undo")["what"][0]
    assert standing(office, "CB02") == ("late", "2014-12-16")
    done(*at, "redo")
    assert standing(office, "CB02") == ("on_time", "2014-12-12")
    assert "12/12/2014" in done(*at, "received").stdout


@pytest.mark.usefixtures("unit_book")
def test_what_cannot_be_is_refused_with_a_sentence(office: Office) -> None:
    at, path = office.at("office"), office.export("a")
    assert "hôm nay là 10/12/2014" in refused(1, *at, "merge", path, "--received", "11/12/2014")
    assert "other.jsonl" in refused(1, *at, "merge", path, "--received", "other.jsonl=9/12")
    assert read(*at, "received")["files"] == []
    office.merge(path)
    name = Path(path).name
    assert "lý do" in refused(1, *at, "received", name, "--day", "9/12")
    assert "sotay received" in refused(1, *at, "received", "none.jsonl", "--day", "9/12", "--reason", "x")
    assert read(*at, "received")["files"][0]["received"] == "2014-12-10"


def test_a_real_process_takes_the_day(office: Office) -> None:
    office.init("a", "CB01")
    office.log("a")
    command = [sys.executable, "-m", "tui", *office.at("office"), "merge", office.export("a"), "--received", "9/12"]
    done_so = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
    assert done_so.returncode == 0, done_so.stderr
    assert standing(office, "CB01") == ("on_time", "2014-12-09")
