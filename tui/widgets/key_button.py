"""A button that carries its key, so that no second row has to name it."""

from typing import Any

from textual.widgets import Button

from tui.widgets.safe import plain


def key_button(label: str, key: str = "", **options: Any) -> Button:
    """A button one line high: `Lưu Ctrl+S`; `options` are those of Textual's."""
    return Button(plain(f"{label}  {key}" if key else label), compact=True, **options)
