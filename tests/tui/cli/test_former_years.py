"""A book that has gone on to another year's catalogue: the years before stay as they were, in every output."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.tui.commands import GOOD, done, read, refused, run
from tests.tui.merging import Office

_TABLES = (
    ("coverage",), ("coverage", "--by=month"), ("coverage", "--by=audience", "--measure=attendance"),
    ("coverage", "--gaps"), ("list", "--counted"), ("progress",),
)  # fmt: skip


@pytest.fixture
def years(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office on 20/12/2014, with sessions of two units of that year, one of them marked as not applicable."""
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-20")
    for name, unit in (("a", "CB01"), ("b", "CB02")):
        office.init(name, unit)
        office.log(name, "--date", "3/11")
        office.log(name, "--date", "1/2")
        office.merge(office.export(name))
    return office


def go_on(office: Office, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the books use the catalogue of 2015, and log a session of that year in each."""
    monkeypatch.setenv("SOTAY_TODAY", "2015-03-02")
    for name in names:
        done(*office.at(name), "directive", "next")
        office.log(name, "--date", "2/3/2015", "--unit", "CB01")


def test_the_figures_of_a_former_year_stay_in_every_table(years: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    book = years.at("office")
    before = [_figures(read(*book, *table, "--period=2014")) for table in _TABLES]
    assert before[0]["totals"]["sessions"] == 4
    go_on(years, monkeypatch, "office")
    for table, was in zip(_TABLES, before, strict=True):
        assert _figures(read(*book, *table, "--period=2014")) == was, table
        assert "LC-TTDN-2014" in run(*book, *table, "--period=2014").stderr, table
    assert read(*book, "coverage")["totals"]["sessions"] == 1


def test_a_report_of_a_former_year_stays_in_every_format(
    years: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    book = years.at("office")
    kept = read(*book, "report", "--to", str(tmp_path / "kept.csv"), "--freeze")["frozen"]
    before = _reports(book, tmp_path / "before")
    go_on(years, monkeypatch, "office")
    assert _reports(book, tmp_path / "after") == before
    printed = read(*book, "report", "--sent", kept, "--to", str(tmp_path / "again.csv"))
    assert printed["changes"] == 0
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "kept.csv").read_bytes()
    now = read(*book, "report", "--to", str(tmp_path / "2015.json"))
    assert now["totals"] == {"sessions": 1, "attendance": 25}


def test_behind_the_figures_of_a_former_year_stand_its_sessions(
    years: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    book = years.at("office")
    go_on(years, monkeypatch, "office")
    table = read(*book, "coverage", "--period=2014")
    assert len(read(*book, "list", *table["behind"]["totals"]["sessions"])["sessions"]) == 4
    for theme, cells in table["behind"]["cells"].items():
        row = next(row for row in table["rows"] if row["theme"] == theme)
        for column, arguments in cells.items():
            assert len(read(*book, "list", *arguments)["sessions"]) == row["cells"][column]
    unit = next(one for one in read(*book, "progress", "--period=2014")["units"] if one["unit"] == "CB01")
    assert len(read(*book, "list", *unit["behind"])["sessions"]) == unit["sessions"] == 2
    report = read(*book, "report", "--period=2014-Q4", "--to", str(tmp_path / "quarter.json"))
    assert len(read(*book, "list", *report["behind"])["sessions"]) == report["totals"]["sessions"] == 2


def test_days_of_several_years_are_measured_by_the_catalogue_in_use(
    years: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = years.at("office")
    go_on(years, monkeypatch, "office")
    mixed = run(*book, "coverage", "--from=1/11/2014", "--to=31/3/2015", "--json")
    assert json.loads(mixed.stdout)["totals"]["sessions"] == 1
    assert "LC-TTDN-2015" in mixed.stderr
    assert read(*book, "coverage", "--from=1/11/2014", "--to=30/11/2014")["totals"]["sessions"] == 2
    assert run(*book, "coverage").stderr == ""
    refused(2, *book, "coverage", "--period=2014", "--from=1/11/2014")


def test_a_session_of_a_former_year_logged_late_is_exported_under_its_own_catalogue(
    years: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(years, monkeypatch, "a")
    done(*years.at("a"), "log", *GOOD, "--date", "5/12/2014")
    to = years.folder / "out" / "late.jsonl"
    assert read(*years.at("a"), "export", "--period=2014", "--to", str(to))["sessions"] == 3
    lines = [json.loads(line) for line in to.read_text("utf-8").splitlines()]
    assert lines[1]["directive"]["id"] == "LC-TTDN-2014"
    assert {line["content"]["directive"] for line in lines if line["kind"] == "session"} == {"LC-TTDN-2014"}
    years.merge(str(to))
    go_on(years, monkeypatch, "office")
    assert read(*years.at("office"), "coverage", "--period=2014")["totals"]["sessions"] == 5
    state = {unit["unit"]: unit["state"] for unit in read(*years.at("office"), "progress", "--period=2014")["units"]}
    assert state["CB01"] == "late"


def _figures(document: dict[str, Any]) -> dict[str, Any]:
    """What a document says that does not change with the day or with what is logged in other years."""
    for name in ("on", "days_left"):
        document.pop(name, None)
    for name in ("left_out", "drafts"):
        document.get("totals", {}).pop(name, None)
    document.get("behind", {}).get("totals", {}).pop("left_out", None)
    return document


def _reports(book: tuple[str, str], folder: Path) -> dict[str, object]:
    """The report of 2014 in every format, but for the day and the sessions of other years."""
    folder.mkdir()
    names = [folder / f"bao-cao.{kind}" for kind in ("docx", "xlsx", "html", "csv", "json")]
    done(*book, "report", "--period=2014", "--number", "5", "--dated=20/12/2014", *(f"--to={name}" for name in names))
    word, sheets, page, table, document = names
    said = json.loads(document.read_bytes())
    del said["report"]["made"], said["report"]["apart"]
    return {
        "docx": zipfile.ZipFile(word).read("word/document.xml"),
        "xlsx": zipfile.ZipFile(sheets).read("xl/sharedStrings.xml"),
        "page": page.read_text("utf-8"),
        "csv": table.read_text("utf-8"),
        "json": said,
    }
