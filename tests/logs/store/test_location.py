"""Where a book lies: folders that other programs copy, network drives and full disks are told of."""

import ctypes
import shutil
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from logs.store.location import folder_notices, free_space
from tests.systems import reads_mounts

Usage = namedtuple("Usage", "total used free")


def codes(folder: Path) -> list[str]:
    return [notice.code for notice in folder_notices(folder)]


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 10**12))


def test_an_ordinary_folder_is_fine(tmp_path: Path) -> None:
    assert codes(tmp_path) == []


@pytest.mark.parametrize("name", ["OneDrive - Tỉnh ủy", "Dropbox", "Google Drive", "iCloudDrive"])
def test_a_synchronised_folder_is_told(tmp_path: Path, name: str) -> None:
    notice = folder_notices(tmp_path / name / "so-tay")[0]
    assert notice.code == "folder_synchronised"
    assert notice.params["name"] == name


def test_a_network_share_is_told() -> None:
    assert codes(Path("//server/share/so-tay")) == ["folder_network"]


@reads_mounts
def test_a_mounted_network_drive_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/net nfs4 rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_kwargs: mounts)
    assert codes(tmp_path / "net" / "book") == ["folder_network"]
    assert codes(tmp_path / "other") == []


@pytest.mark.parametrize(("kind", "told"), [(4, ["folder_network"]), (3, []), (2, [])])
def test_windows_is_asked_about_the_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int, told: list[str]
) -> None:
    asked: list[str] = []

    def drive_type(root: str) -> int:
        asked.append(root)
        return kind

    kernel = SimpleNamespace(GetDriveTypeW=drive_type)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert codes(tmp_path) == told
    assert asked == [tmp_path.anchor]


def test_a_disk_that_is_nearly_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, 49_000_000))
    notice = folder_notices(tmp_path)[0]
    assert (notice.code, notice.params) == ("space_low", {"megabytes": 49})


def test_a_folder_that_cannot_be_asked_is_not_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> Usage:
        raise FileNotFoundError

    monkeypatch.setattr(shutil, "disk_usage", fail)
    assert free_space(tmp_path / "none") is None
    assert codes(tmp_path / "none") == []
