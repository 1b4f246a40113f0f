"""Files that programs hold open: Windows then lets nobody remove, rename or replace them."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.commands import GOOD, done, log, new_book, read, refused

OPEN_FILES = Path("/proc/self/fd")


class HeldError(PermissionError):
    """What Windows raises while a file is held open."""

    winerror = 32


def is_held(path: Any) -> bool:
    """Whether this process has the file open."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    for handle in OPEN_FILES.iterdir():
        try:
            if os.path.samestat(os.fstat(int(handle.name)), found):
                return True
        except OSError:
            continue  # the one that lists the handles
    return False


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths that were to be removed, renamed or replaced though this process held them open; that is refused."""
    tried: list[str] = []

    def careful(name: str) -> Callable[..., None]:
        real = getattr(os, name)

        def act(*paths: Any, **more: Any) -> None:
            if any(map(is_held, paths)):
                tried.append(f"{name} {paths}")
                raise HeldError(errno.EACCES, "held open", *paths[:1])
            real(*paths, **more)

        return act

    for name in ("replace", "rename", "unlink", "remove"):
        monkeypatch.setattr(os, name, careful(name))
    return tried


needs_open_files = pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="the system does not list a program's open files")


@needs_open_files
def test_what_is_held_open_is_refused_here_as_there(tmp_path: Path, attempts: list[str]) -> None:
    path = tmp_path / "a"
    with path.open("w"), pytest.raises(HeldError):
        path.unlink()
    assert len(attempts) == 1
    path.rename(tmp_path / "b")
    assert len(attempts) == 1


@needs_open_files
def test_the_program_never_removes_renames_or_replaces_what_it_holds_open(tmp_path: Path, attempts: list[str]) -> None:
    out = str(tmp_path / "gui")
    new_book()
    session_id = log(*GOOD)
    copy = read("backup", "--to", out)["path"]
    done("edit", session_id, "place=nhà văn hóa")
    for command in ("undo", "redo", "export --to " + out, f"restore {copy}", "undo", f"report --to {out}/a.docx"):
        done(*command.split())
    desk = ("--book", str(tmp_path / "tong-hop"))
    done(*desk, "init", "--unit", "DUK", "--reporter", "Mai", "--role", "committee")
    batch = read(*desk, "merge", "--trust-new", out)["batch"]
    done(*desk, "report", "--to", f"{out}/b.xlsx", "--freeze")
    for command in ("kit", "receipts"):
        done(*desk, command, "--to", out)
    done(*desk, "unmerge", batch)
    Path(desk[1], "book.json").write_bytes(b"?")  # damaged: kept aside, and what was before is put back
    done(*desk, "merge", out)
    assert attempts == []


def test_a_file_that_stays_held_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_book()
    log(*GOOD)
    out = tmp_path / "usb"
    waits: list[float] = []

    def held(path: Path, target: Path) -> None:
        raise HeldError(errno.EACCES, "held open", str(target))

    with monkeypatch.context() as patch:
        patch.setattr("time.sleep", waits.append)
        patch.setattr(Path, "replace", held)
        for command in ("export", "backup"):
            assert "Hãy" in refused(1, command, "--to", str(out))
    assert len(waits) >= 18, "a scanner of viruses was given its moment each time"
    assert [*out.iterdir()] == []
    assert read("export", "--to", str(out))["number"] == 1
