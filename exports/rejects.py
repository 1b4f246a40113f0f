"""The lines of a file that were not taken, to be saved and mended."""

from collections.abc import Iterable

import msgspec

from exports.lines import SetAside
from exports.seal import unseal


def rejects(data: bytes, set_aside: Iterable[SetAside]) -> bytes:
    """The lines set aside of a file, as JSON Lines: `line` (its number), `code`, `id`, `params`, `text` as it came.

    Bytes that are no UTF-8 are shown as U+FFFD. The text is a JSON string: whatever stands in it stays one line.
    Raises SotayError as `unseal` does.
    """
    sealed = unseal(data)
    lines = sealed.body.split(b"\n")
    return msgspec.json.Encoder().encode_lines(
        {
            "line": one.line,
            "code": one.code,
            "id": one.id,
            "params": one.params,
            "text": lines[one.line - sealed.first].decode(errors="replace"),
        }
        for one in set_aside
    )
