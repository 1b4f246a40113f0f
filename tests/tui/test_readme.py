"""The README: its commands run as they stand, every source is named, and the app does all that commands do."""

import re
import shlex
from pathlib import Path

import pytest

from tests.tui.commands import ROOT, done
from tests.tui.desk import app_on, make_office, open_palette, screen_text, type_text, until
from tui.cli import _COMMANDS
from tui.core.i18n import _
from tui.screens.guide.palette import commands_found

VIETNAMESE, _line, ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n---\n")
PEERS = (ROOT / ".github" / "PEERS.md").read_text(encoding="utf-8")


def commands(text: str) -> list[list[str]]:
    """The arguments of every line that begins with `sotay`, in order."""
    lines = (shlex.split(line, comments=True) for line in text.splitlines() if line.startswith("sotay "))
    return [words[1:] for words in lines]


@pytest.mark.parametrize(
    ("text", "most", "made"),
    [(VIETNAMESE, 20, {"baocao.docx", "baocao.xlsx", "phieu.html"}), (ENGLISH, 10, {"report.docx", "report.xlsx"})],
    ids=["vi", "en"],
)
def test_the_commands_run_one_after_another(
    text: str, most: int, made: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOTAY_BOOK")  # the book of a person who has named none
    ran = [done(*arguments) for arguments in commands(text)]
    assert len(ran) > most
    assert made <= {path.name for path in tmp_path.iterdir()}


def test_each_language_is_whole_by_itself() -> None:
    """As many headings for users, the same pictures, and no word of the other's titles."""
    pictures = [re.findall(r"\(\.github/pictures/[^)]+\)", text) for text in (VIETNAMESE, ENGLISH)]
    assert pictures[0] == pictures[1]
    users = [re.findall(r"^## (.+)$", text, re.MULTILINE) for text in (VIETNAMESE, ENGLISH)]
    assert len(users[0]) == len(users[1]) - 1  # English has what programmers read besides
    assert not any(" · " in title for titles in users for title in titles)


def test_every_source_is_named_and_every_name_is_used() -> None:
    assert set(re.findall(r"\]\[(\w+)\]", PEERS)) == set(re.findall(r"^\[(\w+)\]: http", PEERS, re.MULTILINE))


IN_THE_APP = {
    "log": "Add sessions in one line each", "list": "Search", "show": "Show or hide the details",
    "edit": "Edit the session", "delete": "Delete the session", "calendar": "Calendar of the month",
    "paper": "Pages to print…", "import": "Take in an old notebook", "coverage": "Coverage",
    "targets": "How far the targets are reached", "progress": "Progress",
    "exempt": "Theme that does not apply to a unit", "totals": "Monthly totals of the unit",
    "export": "Export data for the committee", "report": "Write the files", "reports": "Reports that were sent",
    "report-template": "Word template of the office", "narrative": "Write the report's own words",
    "office": "How papers are written", "merge": "Choose files", "questions": "Settle the open questions",
    "decide": "Settle the open questions", "batches": "The merges so far", "unmerge": "The merges so far",
    "received": "Progress", "receipts": "Write receipts…", "kit": "Write the starter kit…",
    "keys": "Keys of the units", "undo": "Undo the last step", "redo": "Redo what was undone",
    "backup": "Copy the notebook onto a stick…", "restore": "Copies of the notebook",
    "check": "Check the whole notebook", "purge": "History of the session", "directive": "The year's catalogue",
    "units": "The unit list",
}  # fmt: skip
"""By command, what the app calls it. `received` is behind a unit of Progress, `purge` in the history of a session."""
OF_A_TERMINAL = {"init", "demo", "completion", "serve", "schema", "publish"}
"""Commands that begin a book, start the app, teach a shell, or are there for other programs."""


async def test_everything_can_be_done_in_the_app(tmp_path: Path) -> None:
    assert "Mọi việc đều làm được trong ứng dụng" in VIETNAMESE
    assert set(IN_THE_APP) == set(_COMMANDS) - OF_A_TERMINAL
    make_office(tmp_path / "office").close()
    async with app_on(tmp_path / "office") as (app, pilot):
        await app.switch_mode("settings")
        palette = await open_palette(pilot)
        await until(pilot, lambda: palette.more)
        for name in IN_THE_APP.values():
            titles = [find.title for find in commands_found(_(name), (*palette.commands, *palette.more))]
            assert _(name) in titles
        await type_text(pilot, "so sanh nam")
        await pilot.press("escape")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("kiem tra ca so", "Số buổi đã kiểm tra: 0"),
        ("sao so ra usb", "Bản sao"),
        ("khoa cua cac don vi", "ký bằng"),
        ("trang de in", "Số dòng"),
        ("parquet", "Parquet"),
        ("khong ap dung", "Lý do"),
        ("loi van", "Viết phần nào"),
    ],
)
async def test_what_the_palette_finds_opens_wherever_one_is(tmp_path: Path, words: str, shown: str) -> None:
    make_office(tmp_path / "office").close()
    async with app_on(tmp_path / "office") as (app, pilot):
        await app.switch_mode("settings")
        palette = await open_palette(pilot)
        await until(pilot, lambda: palette.more)
        await type_text(pilot, words)
        await pilot.press("enter")
        await until(pilot, lambda: shown in screen_text(app))
