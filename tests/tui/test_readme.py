"""The README: its commands run as they stand, and every source is named."""

import re
import shlex
from pathlib import Path

import pytest

from tests.tui.commands import ROOT, done

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The arguments of every line that begins with `sotay`, in order."""
    lines = (shlex.split(line, comments=True) for line in TEXT.splitlines() if line.startswith("sotay "))
    return [words[1:] for words in lines]


def test_the_commands_run_one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOTAY_BOOK")  # the book of a person who has named none
    ran = [done(*arguments) for arguments in commands()]
    assert len(ran) > 20
    assert {"baocao.docx", "baocao.xlsx", "phieu.html"} <= {path.name for path in tmp_path.iterdir()}


def test_every_source_is_named_and_every_name_is_used() -> None:
    assert set(re.findall(r"\]\[(\w+)\]", TEXT)) == set(re.findall(r"^\[(\w+)\]: http", TEXT, re.MULTILINE))
