"""Paths and file names as Windows has them: what the program names its files, and what a person types there."""

import sys
from collections import Counter
from pathlib import Path, PureWindowsPath

import pytest

from tests.tui.commands import GOOD, done, log, new_book, read, refused, run
from tui.cli.options import PATH
from tui.cli.output import as_line
from tui.core.paths import book_folder
from tui.screens.exchange.watch import concerns

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}


def is_taken_by_windows(name: str) -> bool:
    """Whether a file can have the name there."""
    return (
        not set(name) & set('<>:"/\\|?*')
        and name.isprintable()
        and name.rstrip(". ") == name
        and name.split(".", maxsplit=1)[0].rstrip().upper() not in DEVICES
        and len(name.encode("utf-16-le")) // 2 <= 120  # of the 260 of a whole path
    )


def test_the_judge_of_names_knows_bad_ones() -> None:
    for name in ("con", "NUL.txt", "lpt1.jsonl", "a:b", "a.", "a ", "a?", "x" * 121, "a\x07"):
        assert not is_taken_by_windows(name)
    assert is_taken_by_windows("BC_CON_2014_v1.jsonl")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Everything that commands write, by units whose codes are names of devices."""
    for unit in ("CON", "com1"):
        book, out = str(tmp_path / f"so-{unit}"), str(tmp_path / f"gui-{unit}")
        done("--book", book, "init", "--unit", unit, "--reporter", "Lò Văn Pản")
        done("--book", book, "log", *GOOD)
        done("--book", book, "export", "--to", out)
        done("--book", book, "backup", "--to", out)
    desk, out = str(tmp_path / "tong-hop"), str(tmp_path / "ra")
    listed = [("code", "kind", "name", "parent"), ("AUX", "dang_bo", "Đảng bộ", "")]
    listed += [(unit, "chi_bo", f"Chi bộ {unit}", "AUX") for unit in ("CON", "com1")]
    units = tmp_path / "units.tsv"
    units.write_text("\n".join("\t".join(row) for row in listed), encoding="utf-8")
    owner = ("--unit", "AUX", "--reporter", "Mai", "--role", "committee", "--units", str(units))
    done("--book", desk, "init", *owner)
    done("--book", desk, "merge", "--trust-new", str(tmp_path / "gui-CON"), str(tmp_path / "gui-com1"))
    for command in ("kit", "receipts", "backup"):
        done("--book", desk, command, "--to", out)
    for ending in ("docx", "html"):
        done("--book", desk, "report", "--to", f"{out}/bao-cao.{ending}")
        done("--book", desk, "report", "--to", f"{out}/bao-cao.{ending}")  # a second one takes a name beside it
    # A damaged book is kept aside under a name with the time.
    Path(desk, "book.json").write_bytes(b"?")
    done("--book", desk, "merge", str(tmp_path / "gui-CON"))
    return tmp_path


def test_every_file_of_the_program_has_a_name_that_windows_takes(made: Path) -> None:
    paths = list(made.rglob("*"))
    assert any(".damaged-" in path.name for path in paths)
    assert [path.name for path in paths if not is_taken_by_windows(path.name)] == []
    # There, and on sticks, the case of letters tells no two names apart.
    alike = Counter(str(path).lower() for path in paths)
    assert [name for name, count in alike.items() if count > 1] == []


def test_a_drive_in_quotes_is_read_though_windows_leaves_a_quote(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert PATH.convert('E:\\so tay"', None, None) == Path("E:\\so tay")  # was typed "E:\so tay\"
    assert PATH.convert("E:\\", None, None) == Path("E:\\")
    monkeypatch.setattr(sys, "platform", "linux")
    assert PATH.convert('a"', None, None) == Path('a"')


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("win32", r'"C:\Lan Anh\sotay.exe" --book C:\so'),
        ("linux", r"'C:\Lan Anh\sotay.exe' --book 'C:\so'"),
    ],
)
def test_a_command_that_is_shown_can_be_pasted(monkeypatch: pytest.MonkeyPatch, platform: str, line: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert as_line([r"C:\Lan Anh\sotay.exe", "--book", str(PureWindowsPath(r"C:\so"))]) == line


def test_a_demonstration_names_the_program_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "Scripts" / "sotay.exe"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(program)])
    told = done("demo", "--no-app", "--units", "2", "--to", "thử nghiệm").stdout
    assert f"{Path('Scripts', 'sotay.exe')} --book " in told
    assert f"{tmp_path / 'thử nghiệm'}" in told


def test_a_name_longer_than_a_disk_takes_is_told() -> None:
    new_book()
    log(*GOOD)
    long = "x" * 300
    for line in (
        f"export --to {long}", f"merge {long}", f"backup --to {long}", f"restore {long}", f"import {long}.csv",
        f"report --to {long}.docx", f"paper --to {long}.html", f"directive use {long}", f"units use {long}",
        f"demo --no-app --to {long}", f"--book {long} list",
    ):  # fmt: skip
        result = run(*line.split())
        assert result.exit_code in (1, 3), line
        assert "Hãy" in result.stderr, line
        assert "Lỗi phần mềm" not in result.stderr, line


def test_a_copy_is_not_written_into_a_folder_of_this_disk_where_the_stick_is_missing(tmp_path: Path) -> None:
    new_book()
    assert "không ghi được" in refused(1, "backup", "--to", str(tmp_path / "E" / "so tay")).lower()
    assert not (tmp_path / "E").exists()


def test_lists_and_catalogues_saved_by_notepad_are_read(tmp_path: Path) -> None:
    new_book()
    units = tmp_path / "đơn vị.csv"
    units.write_bytes("code,kind,name\r\nCB01,chi_bo,Chi bộ 1\r\n".encode("utf-8-sig"))
    done("units", "use", str(units))
    assert [unit["code"] for unit in read("units", "show")["units"]] == ["CB01"]


def test_names_of_files_are_known_in_any_case() -> None:
    assert concerns("CB01")("pn_cb01_2014-12-10.JSONL")
    assert not concerns("CB01")("bc_cb01_2014_v1.jsonl")


def test_a_book_folder_in_quotes_is_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOTAY_BOOK", f'"{tmp_path}"')
    assert book_folder() == tmp_path
