"""`sotay import`: what the dry run tells, teaching a word, edits of mended rows, a pasted table."""

import json
from pathlib import Path

import pytest

from tests.exports.intake.layouts import BLANK, H, Layout, one, row
from tests.exports.intake.test_layouts import saved
from tests.tui.commands import done, new_book, read, refused, run


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-12-20")
    new_book()


def test_the_dry_run_tells_questions_sums_and_the_sheets_own_total(tmp_path: Path) -> None:
    total = ("", "Tổng cộng", *BLANK[:5], 75)
    path = saved(one(row(), row("20/6/2014", 30, audience="nhân dân"), total), tmp_path / "so-cu.xlsx")
    result = run("import", str(path), "--dry-run")
    assert result.exit_code == 1
    assert "“nhân dân” là nhóm đối tượng nào?" in result.stdout
    assert "Tổng cộng (dòng 4): sổ cũ ghi 75, đọc được 45: chênh 30, chưa đọc được: dòng 3" in result.stdout.replace(
        "\n", " "
    )
    told = json.loads(run("import", str(path), "--dry-run", "--json").stdout)
    assert told["sums"] == {"sessions": 1, "attendance": 45, "months": {"2014-05": [1, 45]}, "units": {"CB01": [1, 45]}}
    [question] = told["questions"]
    assert (question["field"], question["text"], question["rows"]) == ("audience", "nhân dân", 1)
    assert [(one["told"], one["read"]) for one in told["controls"]] == [(75, 45)]
    assert read("list")["sessions"] == []


def test_a_word_is_taught_on_the_command_line_and_in_a_file(tmp_path: Path) -> None:
    path = saved(one(row(audience="nhân dân")), tmp_path / "so-cu.xlsx")
    plan = tmp_path / "cach-doc.toml"
    done("import", str(path), "--teach", "audience:nhân dân=LD", "--dry-run", "--save-map", str(plan))
    assert '"nhân dân" = "LD"' in plan.read_text("utf-8")
    assert read("import", str(path), "--map", str(plan))["new"] == 1
    assert "MỤC:TỪ=MÃ" in refused(1, "import", str(path), "--teach", "nhân dân=LD")


def test_sheets_are_told_and_chosen(tmp_path: Path) -> None:
    layout = Layout({"T1": [H, row("5/1/2014")], "T2": [H, row("5/2/2014")]})
    path = saved(layout, tmp_path / "so-cu.xlsx")
    assert "T2: 1 buổi, 45 lượt" in done("import", str(path), "--dry-run").stdout
    assert read("import", str(path), "--sheet", "T2")["new"] == 1
    assert "T1, T2" in refused(1, "import", str(path), "--sheet", "T3")


def test_a_mended_row_is_an_edit_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "so-cu.xlsx"
    done("import", str(saved(one(row()), path)))
    told = run("import", str(saved(one(row(count=46)), path)))
    assert (told.exit_code, "Lượt người nghe: 45 → 46" in told.stdout) == (1, True)
    assert [one["attendance"] for one in read("list")["sessions"]] == [45]
    done("import", str(path), "--edits")
    assert [one["attendance"] for one in read("list")["sessions"]] == [46]
