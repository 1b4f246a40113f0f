"""Where files come from: sticks and other drives first, then the folders in which people keep what they receive."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Protocol

from msgspec import Struct

from logs.text import sort_key
from tui.core.i18n import _

_MOUNTS = ("/media", "/run/media", "/mnt", "/Volumes")
_REMOVABLE, _DISK, _NETWORK, _CD = 2, 3, 4, 5  # as Windows names the kinds of its drives


class Place(Struct, frozen=True):
    """A folder to begin from and what it is called; `is_drive` where it can be taken away or is no part of home."""

    name: str
    path: Path
    is_drive: bool = False


class _Kernel(Protocol):
    def GetLogicalDrives(self) -> int: ...  # noqa: N802 - the name that Windows gives it

    def GetDriveTypeW(self, root: str) -> int: ...  # noqa: N802


def places() -> tuple[Place, ...]:
    """The drives that are there now, then a person's own folders."""
    return (*drives(), *own_folders())


def drives() -> tuple[Place, ...]:
    """Sticks, cards and other drives, those that can be taken away first."""
    if os.name == "nt":
        import ctypes  # noqa: PLC0415 - only there is it needed

        kernel: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        return tuple(windows_drives(kernel))
    return tuple(mounted(map(Path, _MOUNTS)))


def windows_drives(kernel: _Kernel) -> Iterator[Place]:
    """`D:\\` and its like: sticks first, then disks, network drives and discs."""
    there = kernel.GetLogicalDrives()
    roots = [f"{letter}:\\" for place, letter in enumerate(ascii_uppercase) if there >> place & 1]
    kinds = {root: kernel.GetDriveTypeW(root) for root in roots}
    titles = {
        _REMOVABLE: _("Stick {drive}"),
        _DISK: _("Disk {drive}"),
        _NETWORK: _("Network {drive}"),
        _CD: _("CD {drive}"),
    }
    for kind, title in titles.items():
        for root in (one for one in roots if kinds[one] == kind):
            yield Place(title.format(drive=root[:2]), Path(root), is_drive=True)


def mounted(roots: Iterable[Path]) -> Iterator[Place]:
    """What is mounted under the folders where systems put sticks, right there or in a folder for each person."""
    for root in roots:
        for one in _folders_in(root):
            if os.path.ismount(one):
                yield _stick(one)
            else:
                yield from (_stick(inner) for inner in _folders_in(one) if os.path.ismount(inner))


def own_folders() -> tuple[Place, ...]:
    """Downloads, desktop, documents and the home folder, as far as they are there."""
    from platformdirs import user_desktop_path, user_documents_path, user_downloads_path  # noqa: PLC0415 - see `places`

    named = (
        (_("Downloads"), user_downloads_path()),
        (_("Desktop"), user_desktop_path()),
        (_("Documents"), user_documents_path()),
        (_("Home folder"), Path.home()),
    )
    found: dict[Path, str] = {}
    for name, path in named:
        if path not in found and _is_folder(path):
            found[path] = name
    return tuple(Place(name, path) for path, name in found.items())


def _stick(path: Path) -> Place:
    return Place(path.name, path, is_drive=True)


def _folders_in(root: Path) -> list[Path]:
    """The folders in a folder, by name; none where it cannot be read."""
    try:
        return sorted(filter(_is_folder, root.iterdir()), key=lambda drive: sort_key(drive.name))
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
