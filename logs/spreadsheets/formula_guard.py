"""Text in CSV files that a spreadsheet would run, defused, and read back as it was.

A spreadsheet takes a cell for a formula by its first sign, blanks before it or not; where other signs separate its
cells than ours, a cell begins within a text. An apostrophe before the sign makes it text, for people to read as it is.
"""

import re

_BLANKS = r"[\s\x00-\x20\u00ad\u200b-\u200f\u2060\ufeff]*"
_SIGNS = (
    "=+\\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"  # wide and small ones are read like the plain ones
)
_LIVE = re.compile(rf"((?:^|[;\t\r\n]){_BLANKS})(?='*[{_SIGNS}])")
_DEFUSED = re.compile(rf"((?:^|[;\t\r\n]){_BLANKS})'(?='*[{_SIGNS}])")


def defused(text: str) -> str:
    """The text with an apostrophe before every sign that could begin a formula."""
    return _LIVE.sub(r"\1'", text)


def undefused(text: str) -> str:
    """The text that `defused` was given."""
    return _DEFUSED.sub(r"\1", text)
