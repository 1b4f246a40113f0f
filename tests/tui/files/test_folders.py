"""What a folder holds and where files come from: order, sizes, drives."""

import os
from pathlib import Path
from typing import ClassVar

import pytest

from tests.systems import makes_links
from tui.core.i18n import use_language
from tui.files.drives import drives, mounted, own_folders, places, windows_drives
from tui.files.folders import look_into, nearest_folder, size_title


def write(path: Path, size: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_folders_come_first_and_names_stand_in_vietnamese_order(folder: Path) -> None:
    for name in ("ô.jsonl", "đ.jsonl", "e.jsonl", "d.JSONL", "o.jsonl.age"):
        write(folder / name)
    for name in ("Ủy ban", "An", "Ấn"):
        (folder / name).mkdir()
    for name in (".hidden.jsonl", "bảng.xlsx", "ảnh.png"):
        write(folder / name)
    listing = look_into(folder)
    assert [one.path.name for one in listing.found] == [
        "An", "Ấn", "Ủy ban", "d.JSONL", "đ.jsonl", "e.jsonl", "o.jsonl.age", "ô.jsonl"
    ]  # fmt: skip
    assert [one.is_folder for one in listing.found] == [True] * 3 + [False] * 5
    assert (len(listing.files), listing.others, listing.failure) == (5, 2, "")


def test_sizes_and_dates_are_told(folder: Path) -> None:
    path = write(folder / "a.jsonl", 1_234)
    os.utime(path, (1_400_000_000, 1_400_000_000))
    [one] = look_into(folder).found
    assert (one.size, one.changed.timestamp()) == (1_234, 1_400_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "in"
    path.mkdir()
    return path


@pytest.mark.parametrize(("size", "text"), [(0, "0 B"), (999, "999 B"), (12_345, "12 KB"), (3_400_000, "3,4 MB")])
def test_sizes_are_short(size: int, text: str) -> None:
    use_language("vi")
    assert size_title(size) == text


def test_what_cannot_be_listed_is_told_and_raises_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl")
    assert look_into(path).failure == "ENOTDIR"
    assert look_into(tmp_path / "none").failure == "ENOENT"
    assert look_into(Path("a\0b")).failure


@makes_links
def test_a_broken_link_is_left_out(folder: Path) -> None:
    (folder / "a.jsonl").symlink_to(folder / "none.jsonl")
    assert look_into(folder).found == ()


def test_of_a_wrong_path_the_nearest_folder_is_known(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "b.jsonl")
    assert nearest_folder(tmp_path / "a") == tmp_path / "a"
    assert nearest_folder(path) == tmp_path / "a"
    assert nearest_folder(tmp_path / "none" / "c" / "d") == tmp_path
    assert nearest_folder(tmp_path / "a\0" / "d") == tmp_path


def test_sticks_are_found_where_systems_mount_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sticks = [tmp_path / "media" / "lan" / "KINGSTON", tmp_path / "media" / "Đĩa ngoài", tmp_path / "mnt" / "d"]
    for one in sticks:
        one.mkdir(parents=True)
    (tmp_path / "media" / "lan" / "rút ra rồi").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) in sticks)
    found = list(mounted([tmp_path / "media", tmp_path / "mnt", tmp_path / "none"]))
    assert [(one.name, one.is_drive) for one in found] == [("Đĩa ngoài", True), ("KINGSTON", True), ("d", True)]


class Kernel:
    """A Windows with a disk C, a stick E and a network drive Z."""

    KINDS: ClassVar = {"C:\\": 3, "E:\\": 2, "Z:\\": 4}

    def GetLogicalDrives(self) -> int:
        return sum(1 << ord(root[0]) - ord("A") for root in self.KINDS)

    def GetDriveTypeW(self, root: str) -> int:
        return self.KINDS[root]


def test_on_windows_sticks_stand_before_disks() -> None:
    use_language("en")
    found = list(windows_drives(Kernel()))
    assert [one.name for one in found] == ["Stick E:", "Disk C:", "Network Z:"]
    assert [str(one.path) for one in found] == ["E:\\", "C:\\", "Z:\\"]


def test_own_folders_are_named_once_each(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert [one.path for one in own_folders()] == [home]
    (home / "Downloads").mkdir()
    assert [one.path for one in own_folders()] == [home / "Downloads", home]
    assert places() == (*drives(), *own_folders())
