"""What an app may write to its terminal: Textual's own sequences, and nothing that data brought along."""

import re


def check_output(output: bytes) -> None:
    """Fail where a control byte, a C1 code, a bidirectional mark or half a letter went out."""
    # Textual's own: the shape of the mouse pointer.
    output = re.sub(rb"\x1b\]22;[a-z-]*\x07", b"", output)
    assert b"\x1b[2J" not in output
    assert b"\x1b]" not in output
    assert b"\x07" not in output
    text = output.decode()  # strict: no half of a surrogate pair went out
    assert not re.search("[\x80-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text)
    others = set(re.findall(r"\x1b(?!\[[0-9;?>$]*[A-Za-z])..", text))
    assert others <= {"\x1b[<"}, others
