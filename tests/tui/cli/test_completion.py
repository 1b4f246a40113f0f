"""What a shell asks when Tab is pressed, as the real program answers it; the shell itself where one is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.commands import done, log, new_book, refused, run

SHELLS = ("bash", "zsh", "fish", "powershell")


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()


def asked(line: str, word: str) -> list[str]:
    """The values that stand for the word at the end of the line."""
    said = subprocess.run(
        [sys.executable, "-m", "tui"],
        env={**os.environ, "_SOTAY_COMPLETE": "powershell_complete", "COMP_WORDS": line, "COMP_CWORD": word},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert said.stderr == ""
    return [row.partition("\t")[0] for row in said.stdout.splitlines() if row]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_its_lines(shell: str) -> None:
    assert "_SOTAY_COMPLETE" in done("completion", shell).stdout


@pytest.mark.parametrize(
    ("line", "word", "value"),
    [
        ("sotay cov", "cov", "coverage"),
        ("sotay list --aud", "--aud", "--audience"),
        ("sotay list --unit CB0", "CB0", "CB01"),
        ("sotay list --theme bien", "bien", "QT-02"),
        ("sotay list --form ", "", "SH"),
        ("sotay progress --period 2014-Q", "2014-Q", "2014-Q3"),
        ("sotay list --mode on", "on", "online"),
        ("sotay units merge CB02 CB0", "CB0", "CB03"),
        ("sotay directive te", "te", "template"),
    ],
)
def test_commands_options_and_codes_are_completed(line: str, word: str, value: str) -> None:
    assert value in asked(line, word)


def test_a_session_is_completed_by_its_id() -> None:
    session = log("12/5 sh cb01 18dv 7cb lc-02")
    assert asked("sotay show ", "") == [session]


def test_without_a_book_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    assert asked(f"sotay --book {tmp_path / 'none'} list --unit C", "C") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_bash_takes_the_lines_and_completes_with_them(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(done("completion", "bash").stdout, encoding="utf-8")
    typed = f"""
        source "{script}"
        COMP_WORDS=(sotay coverage --unit CB0); COMP_CWORD=3
        _sotay_completion sotay
        echo "${{COMPREPLY[@]}}"
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(
        ["bash", "-c", typed], env={**os.environ, "PATH": path}, capture_output=True, encoding="utf-8", check=True
    )
    assert "CB01" in said.stdout.split()


def test_a_command_that_is_mistyped_is_told_with_what_it_may_be() -> None:
    assert "'list'" in refused(2, "lst")
    assert "'template'" in refused(2, "directive", "templat")


@pytest.mark.parametrize("word", ["trực tiếp", "truc-tiep", "In_person", "in person"])
def test_a_value_may_be_named_by_its_word(word: str) -> None:
    log("--mode", "in_person", "12/5 sh cb01 18dv 7cb lc-02")
    assert "1 buổi" in done("list", "--mode", word).stderr + done("list", "--mode", word).stdout


def test_part_of_a_word_is_enough_where_it_fits_one_alone() -> None:
    assert done("coverage", "--by", "đối tượng").stdout == done("coverage", "--by", "audience").stdout
    assert "audience" in refused(2, "coverage", "--by", "đ")
    assert run("list", "--mode", "").exit_code == 2


def test_help_names_the_commands_by_what_they_are_for() -> None:
    lines = done("--help").stdout.splitlines()
    assert lines.index("Ghi buổi tuyên truyền:") < next(n for n, row in enumerate(lines) if row.startswith("  log "))
