"""What the terminal needs before Textual is imported for the first time."""

import os
import sys


def prepare_terminal() -> None:
    """Call once, before the first `import textual`.

    Some terminals lose letters composed by an input method while they report every key in the Kitty protocol, which
    Textual asks for; a person who needs it sets TEXTUAL_DISABLE_KITTY_KEY=0. On Windows the console reader is mended.
    """
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if sys.platform == "win32":
        from tui.widgets.windows_keys import mend_key_filter  # noqa: PLC0415 - imports Textual

        mend_key_filter()
