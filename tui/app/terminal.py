"""What the terminal needs before Textual is imported for the first time, and whether it can show the app at all."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from tui.core.i18n import _

LEAST = (40, 10)
"""Columns and rows below which no screen can be read."""
_NO_TERMINALS = ("dumb", "unknown")
_DRAWS = 0x0004  # ENABLE_VIRTUAL_TERMINAL_PROCESSING of a Windows console
_STD_ERROR = -12  # the handle of stderr, which Textual paints on


def prepare_terminal() -> None:
    """Call once, before the first `import textual`.

    Some terminals lose letters composed by an input method while they report every key in the Kitty protocol, which
    Textual asks for; a person who needs it sets TEXTUAL_DISABLE_KITTY_KEY=0. Alt and a letter are told at once. On
    Windows the console reader is mended.
    """
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    from tui.input.alt_keys import tell_alt_at_once

    tell_alt_at_once()
    if sys.platform == "win32":
        from tui.input.windows_keys import mend_key_filter

        mend_key_filter()


def objection() -> str:
    """Why this terminal cannot show the app and what to do instead, as a sentence; "" where it can."""
    if "TEXTUAL_DRIVER" in os.environ:
        return ""  # something else than a terminal draws: a browser
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return _("The app needs a terminal for keyboard and screen. Run it in one, or name a command: sotay --help.")
    kernel32 = None
    if sys.platform == "win32":
        import ctypes

        kernel32 = ctypes.windll.kernel32
    return _too_old(os.environ, kernel32) or _too_small(*os.get_terminal_size(sys.stderr.fileno()))


def _too_old(environment: Mapping[str, str], kernel32: Any) -> str:
    """A console that does not draw; `kernel32` is that of Windows, None elsewhere."""
    old = environment.get("TERM", "").lower() in _NO_TERMINALS if kernel32 is None else not _can_draw(kernel32)
    if not old:
        return ""
    return _(
        "This console is too old to draw the app. Use Windows Terminal or another newer terminal, "
        "or work with commands: sotay log, sotay list, sotay export; sotay --help names them all."
    )


def _can_draw(kernel32: Any) -> bool:
    """Whether a Windows console draws what Textual sends; its mode is left as it was."""
    import ctypes

    handle, mode = kernel32.GetStdHandle(_STD_ERROR), ctypes.c_ulong()
    if not kernel32.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    if mode.value & _DRAWS:
        return True
    if not kernel32.SetConsoleMode(handle, mode.value | _DRAWS):
        return False
    kernel32.SetConsoleMode(handle, mode.value)
    return True


def _too_small(columns: int, rows: int) -> str:
    """A window too small to be worked in; one that does not tell its size is taken as it is."""
    if not columns or not rows or (columns >= LEAST[0] and rows >= LEAST[1]):
        return ""
    return _(
        "The window is {columns} × {rows} characters, the app needs {least_columns} × {least_rows}. "
        "Enlarge it and start again, or name a command: sotay --help."
    ).format(columns=columns, rows=rows, least_columns=LEAST[0], least_rows=LEAST[1])
