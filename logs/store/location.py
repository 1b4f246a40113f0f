"""Where a book's folder lies, and whether that is a good place for it."""

import sys
from pathlib import Path, PurePath

from logs.errors import Notice

LEAST_FREE = 50_000_000  # bytes; below this saving may soon fail
# Folders that a program copies to other machines while we write.
_SYNCHRONISED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "box sync", "nextcloud", "syncthing")
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs"})
_DRIVE_REMOTE = 4  # of the Windows call GetDriveTypeW


def folder_notices(folder: Path) -> tuple[Notice, ...]:
    """What is doubtful about the folder: `folder_synchronised`, `folder_network`, `space_low` (megabytes left)."""
    notices = []
    if synchronised := _synchroniser(folder):
        notices.append(Notice("folder_synchronised", {"folder": str(folder), "name": synchronised}))
    if _is_network(folder):
        notices.append(Notice("folder_network", {"folder": str(folder)}))
    return (*notices, *space_notices(folder))


def space_notices(folder: Path) -> tuple[Notice, ...]:
    """`space_low` where saving may soon fail."""
    free = free_space(folder)
    return (Notice("space_low", {"megabytes": free // 1_000_000}),) if free is not None and free < LEAST_FREE else ()


def free_space(folder: Path) -> int | None:
    """Bytes that may still be written there; None where the system does not say."""
    import shutil  # noqa: PLC0415 - few commands ask

    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _synchroniser(folder: PurePath) -> str | None:
    for part in folder.parts:
        if any(part.casefold().startswith(name) for name in _SYNCHRONISED):
            return part
    return None


def _is_network(folder: Path) -> bool:
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of this one system

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE)
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return _file_system(folder, mounts) in _NETWORK


def _file_system(folder: PurePath, mounts: list[str]) -> str:
    """The kind of file system that the folder lies on, by the longest mount point above it."""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = PurePath(fields[1].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) > best:
            best, kind = len(point.parts), fields[2]
    return kind
