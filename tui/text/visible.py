"""Text as it may be sent to a terminal: what would steer it or has no width is gone."""

import re

from rich.cells import cell_len

HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def _in_place_of(match: re.Match[str]) -> str:
    """Nothing for what has no width; U+FFFD for each cell else, so that columns stay in line."""
    return "\ufffd" * cell_len(match.group())


def visible(text: str) -> str:
    """The text as it may be sent to a terminal, as wide as `cell_len` counted it."""
    return text if text.isprintable() else HIDDEN.sub(_in_place_of, text)
