"""A report of a crash that says where it happened and nothing about what anybody had recorded."""

import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_HOME = Path(__file__).resolve().parents[2]
_OURS = ("logs", "exports", "tui")
_DEEPEST = 40


def write_report(error: BaseException, folder: Path) -> Path | None:
    """Write the report into `folder` and return its path; None if it cannot be written."""
    now = datetime.now(UTC)
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    try:
        text = "\n".join([f"time: {now:%Y-%m-%dT%H:%M:%SZ}", *_versions(), *_errors(error)]) + "\n"
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return None
    return path


def _versions() -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version

    yield f"python: {platform.python_version()} on {sys.platform} {platform.release()}"
    for package in ("sotay", "textual", "rich", "tinydb", "msgspec"):
        try:
            yield f"{package}: {version(package)}"
        except PackageNotFoundError:
            yield f"{package}: not installed"


def _errors(error: BaseException | None) -> Iterator[str]:
    """The error and what it came from: types and places only, since messages may quote a record."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"error: {type(error).__module__}.{type(error).__qualname__}"
        yield from list(_places(error.__traceback__))[-_DEEPEST:]
        error = error.__cause__ or error.__context__


def _places(traceback: TracebackType | None) -> Iterator[str]:
    """`file:line:function` of each frame; of other people's code only the name of the file, without folders."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"  {_place(code.co_filename)}:{traceback.tb_lineno}:{code.co_name}"
        traceback = traceback.tb_next


def _place(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_HOME) and path.relative_to(_HOME).parts[0] in _OURS:
        return path.relative_to(_HOME).as_posix()
    return "/".join(path.parts[-2:])
