"""A watched folder: what came is told once it is whole, and as long as the book does not know it."""

import hashlib
import os
from pathlib import Path

import pytest

from tui.screens.exchange.watch import FolderWatch, concerns


def package(path: Path, body: bytes = b"1") -> str:
    """An unsigned package of that body; returns the body's checksum."""
    data = b'{"kind":"package"}\n' + body
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def watch(folder: Path, known: set[str] | None = None) -> FolderWatch:
    return FolderWatch(folder, (set() if known is None else known).__contains__, concerns("DB01"))


def names(watched: FolderWatch) -> list[str]:
    return [path.name for path in watched.look()]


def test_a_file_is_told_once_it_stays_as_it_is(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    assert names(watched) == []
    package(tmp_path / "BC_CB02.jsonl")
    assert names(watched) == []
    package(tmp_path / "BC_CB02.jsonl", b"12")
    assert names(watched) == []
    assert names(watched) == ["BC_CB02.jsonl"]
    assert names(watched) == ["BC_CB02.jsonl"]


def test_what_the_book_knows_is_not_told(tmp_path: Path) -> None:
    known: set[str] = set()
    watched = watch(tmp_path, known)
    known.add(package(tmp_path / "BC_CB02.jsonl", b"2"))
    later = package(tmp_path / "BC_CB03.jsonl", b"3")
    names(watched)
    assert names(watched) == ["BC_CB03.jsonl"]
    known.add(later)
    assert names(watched) == []


def test_what_was_looked_at_is_told_again_only_when_it_changes(tmp_path: Path) -> None:
    watched = watch(tmp_path)
    package(tmp_path / "BC_CB02.jsonl")
    names(watched)
    watched.dismiss(watched.look())
    assert names(watched) == []
    package(tmp_path / "BC_CB02.jsonl", b"12")
    names(watched)
    assert names(watched) == ["BC_CB02.jsonl"]
    watched.dismiss(watched.look())
    watched.recall()
    assert names(watched) == ["BC_CB02.jsonl"]


def test_a_file_that_cannot_be_read_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "BC_CB02.jsonl").write_text("{}", "utf-8")
    watched = watch(tmp_path)
    names(watched)
    assert names(watched) == ["BC_CB02.jsonl"]


def test_a_stick_may_go_and_come(tmp_path: Path) -> None:
    stick, drawer = tmp_path / "stick", tmp_path / "drawer"
    watched = watch(stick)
    assert names(watched) == []
    assert not watched.is_there
    package(stick / "BC_CB02.jsonl")
    names(watched)
    assert names(watched) == ["BC_CB02.jsonl"]
    assert watched.is_there
    stick.rename(drawer)
    assert names(watched) == []
    drawer.rename(stick)
    names(watched)
    assert names(watched) == ["BC_CB02.jsonl"]


@pytest.mark.parametrize(
    ("name", "looked_for"),
    [
        ("BC_CB02_2014_v1.jsonl", True),
        ("BC_DB01_2014_v1.jsonl", False),  # this book's own
        ("PN_DB01_2014-12-10.jsonl", True),
        ("PN_CB02_2014-12-10.jsonl", False),  # written for another
        ("KIT_DUK_2014.jsonl", True),
        ("KIT_DB01_2014.jsonl", False),
        ("khac.jsonl", False),
    ],
)
def test_only_files_that_may_be_taken_in_are_looked_for(name: str, looked_for: bool) -> None:
    assert concerns("DB01")(name) == looked_for


def test_a_body_is_read_once(tmp_path: Path) -> None:
    package(tmp_path / "BC_CB02.jsonl")
    asked: list[str] = []

    def is_known(body: str) -> bool:
        asked.append(body)
        return False

    watched = FolderWatch(tmp_path, is_known, concerns("DB01"))
    names(watched)
    names(watched)
    told = (tmp_path / "BC_CB02.jsonl").stat()
    package(tmp_path / "BC_CB02.jsonl", b"2")
    os.utime(tmp_path / "BC_CB02.jsonl", ns=(told.st_atime_ns, told.st_mtime_ns))
    assert names(watched) == ["BC_CB02.jsonl"]
    assert len(asked) == 2
    assert len(set(asked)) == 1
