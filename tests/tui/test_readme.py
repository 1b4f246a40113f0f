"""The README: its commands run as they stand, and every source is named."""

import re
import shlex
from pathlib import Path

import pytest

from tests.tui.commands import ROOT, done

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
