"""Paths as people hand them over: typed, pasted, or dropped on the window, which makes the terminal paste them.

Terminals and file managers write them as they please: in quotes, with a backslash before a blank, as file:// addresses,
one after the other or one on a line.
"""

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from shlex import quote, split
from urllib.parse import unquote, urlsplit

_ADDRESS = "file:"
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
# How a path begins: what follows a blank and begins otherwise goes on with the name.
_BEGINS = re.compile(r"/|~|\.{1,2}/|[A-Za-z]:[\\/]|\\\\|file:")
# What file managers put before the addresses of copied files.
_COPIED = frozenset({"copy", "cut", "x-special/nautilus-clipboard"})


def read_paths(text: str) -> tuple[Path, ...]:
    """The paths that the text names, in its order, each once; a single name may hold blanks without quotes."""
    lines = [line.strip().strip("\0") for line in text.splitlines()]
    named = [path for line in lines if line and line not in _COPIED for path in _in_line(line)]
    return tuple(dict.fromkeys(named))


def paths_text(paths: Iterable[Path]) -> str:
    """The paths in one line, from which `read_paths` reads them again."""
    listed = [str(path) for path in paths]
    if len(listed) == 1:
        return listed[0]
    return " ".join(f'"{path}"' if _WINDOWS.match(path) else quote(path) for path in listed)


def looks_like_paths(text: str) -> bool:
    """Whether a text that was pasted is meant as paths: every one of them begins at a root, a home or an address."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if line not in _COPIED]
    return bool(named) and all(_BEGINS.match(line.lstrip("\"'")) for line in named)


def _in_line(line: str) -> list[Path]:
    whole = _path(_unquoted(line))
    if found := _existing(whole):
        return [found]
    words = _windows_words(line) if _WINDOWS.match(line.lstrip('"')) else _shell_words(line)
    if not all(map(_BEGINS.match, words)):  # the blanks belong to one name
        words = [" ".join(words)]
    return [_existing(path) or path for path in map(_path, words)]


def _shell_words(line: str) -> list[str]:
    """The words without quotes and escapes; the line itself where a quote is not closed."""
    try:
        return split(line)
    except ValueError:
        return [line]


def _windows_words(line: str) -> list[str]:
    """The words, of which those in quotes hold blanks; backslashes part folders."""
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', line)]


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted and text[0] not in text[1:-1] else text


def _path(text: str) -> Path:
    """The path that a text names; raises nothing, whatever the text."""
    if text.lower().startswith(_ADDRESS):
        text = _of_address(text)
    try:
        return Path(text).expanduser()
    except RuntimeError:  # there is no such person's home
        return Path(text)


def _of_address(text: str) -> str:
    try:
        address = urlsplit(text)
    except ValueError:
        return text
    path = unquote(address.path)
    if re.match(r"/[A-Za-z]:", path):
        return path[1:]
    is_share = address.netloc not in ("", "localhost")
    return f"//{address.netloc}{path}" if is_share and os.name == "nt" else path


def _existing(path: Path) -> Path | None:
    """The path where it is there, if need be with its letters and marks apart, as some systems write names."""
    for form in (str(path), unicodedata.normalize("NFC", str(path)), unicodedata.normalize("NFD", str(path))):
        try:
            if Path(form).exists():
                return Path(form)
        except (OSError, ValueError):
            return None
    return None
