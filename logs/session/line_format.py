"""A session as the line that would enter it again: what `logs.entry.line_parser` reads, the other way round."""

import re
from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any

_QUOTES = re.compile(r'["“”«»]')
MODES = {"in_person": "trực tiếp", "online": "trực tuyến", "mixed": "kết hợp"}
"""How a line says in which way a session was held."""


def line_of(fields: Mapping[str, Any], *, without: Iterable[str] = ()) -> str:
    """The line of the field values given, the attendance last, since it is what changes.

    Counts by group, and fields for which the grammar has no words (materials and the like), are left out.
    """
    fields = {name: value for name, value in fields.items() if value and name not in set(without)}
    codes = [str(fields[name]).lower() for name in ("form", "unit") if name in fields]
    groups = [group.lower() for group in fields.get("audience", ())]
    listed = [code.lower() for name in ("reporters", "themes", "documents") for code in fields.get(name, ())]
    parts = [_day(fields.get("date")), *codes, *(f"+{code.lower()}" for code in fields.get("partners", ()))]
    parts += [*groups, *listed, f"{fields['minutes']}p" if "minutes" in fields else ""]
    parts += [MODES.get(fields.get("mode", ""), ""), quoted(fields.get("topic", ""))]
    parts += [quoted(fields.get("place", ""), "@"), str(fields.get("attendance", ""))]
    return " ".join(filter(None, parts))


def quoted(text: str, mark: str = "") -> str:
    """The text in quotation marks behind its mark; "" for none. Quotation marks inside become apostrophes."""
    return f'{mark}"{_QUOTES.sub(chr(39), text)}"' if text else ""


def _day(day: Date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else ""
