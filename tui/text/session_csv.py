"""Sessions as rows for other programs: every field, as JSON or as CSV that no spreadsheet takes for formulas."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from exports.csv_cells import csv_cell
from logs.book.book import LogBook
from logs.counting.rule import Judged
from logs.model import Session, to_fields
from logs.session.query import Entry
from tui.core.i18n import N_, _
from tui.text.delivery_state import standing_fields
from tui.text.labels import field_title

CSV_COLUMNS = (
    "id", "version", "conflict", "standing", "counted", "left_out", "counts_as", *Session.__struct_fields__
)  # fmt: skip

_TITLES = {
    "id": N_("Id"), "version": N_("Version"), "conflict": N_("Conflict"), "counted": N_("Counted"),
    "left_out": N_("Why it does not count"), "counts_as": N_("Counts as"),
}  # fmt: skip
_AT_ONCE = 2_000  # rows


def csv_titles() -> list[str]:
    """The titles of `CSV_COLUMNS` for people."""
    return [_(_TITLES[name]) if name in _TITLES else field_title(name) for name in CSV_COLUMNS]


def session_fields(entry: Entry, book: LogBook) -> dict[str, Any]:
    """A session as JSON: id, version, fields (empty optional ones left out), whether it conflicts, how far it came."""
    fields = {"id": entry.id, "version": entry.version, **to_fields(entry.session), "conflict": entry.conflict}
    return fields | standing_fields(book, entry)


def listed_fields(one: Judged, book: LogBook) -> dict[str, Any]:
    """A session of a list as it is read here, with whether it counts, or why not, and which counts for its event."""
    told = {"counted": one.left_out is None, "left_out": one.left_out}
    as_other = {"counts_as": one.counts_as} if one.left_out == "same_event" else {}
    return session_fields(one.read, book) | told | as_other


def csv_row(fields: Mapping[str, Any]) -> list[object]:
    """The fields in the order of `CSV_COLUMNS`."""
    return [_csv_value(fields.get(name)) for name in CSV_COLUMNS]


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8 with a byte-order mark) in which no text begins as a formula does, in pieces."""
    cells = ([csv_cell(cell) for cell in row] for row in rows)
    lines, encoding = chain([header], cells), "utf-8-sig"
    while some := [*islice(lines, _AT_ONCE)]:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(some)
        yield text.getvalue().encode(encoding, "replace")
        encoding = "utf-8"


def table_bytes(entries: Iterable[Entry], book: LogBook, ending: str) -> bytes:
    """A table of the sessions: `.json` as `sotay list --json` has it, else CSV."""
    rule = book.figures.rule
    rows = (listed_fields(rule.judge(entry), book) for entry in entries)
    if ending == ".json":
        return json.dumps({"sessions": list(rows)}, ensure_ascii=False, indent=1).encode()
    return b"".join(as_csv(CSV_COLUMNS, map(csv_row, rows)))


def _csv_value(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "; ".join(code if count is None else f"{code}={count}" for code, count in value.items())
    return "; ".join(value) if isinstance(value, list | tuple) else value
