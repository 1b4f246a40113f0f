"""The settings of official papers as they are typed, on the command line and in the app."""

from collections.abc import Mapping
from datetime import date as Date

import msgspec

from logs.errors import SotayError
from logs.exchange.office_settings import Office
from logs.text import clean_line, fold
from logs.typed_values import read_day

_YES = frozenset({"yes", "co", "true", "1"})


def with_texts(office: Office, texts: Mapping[str, str], today: Date, year: int) -> Office:
    """The settings with those typed, by the names of their fields; a day without a year is of `year`.

    Raises SotayError `office_value` (name, value) and, of the day that cuts off, as `read_day` does.
    """
    values: dict[str, object] = msgspec.to_builtins(office)
    for name, text in texts.items():
        values[name] = _typed(name, clean_line(text), today, year)
        try:
            msgspec.convert(values, Office)
        except msgspec.ValidationError as error:
            raise SotayError("office_value", name=name, value=text) from error
    return msgspec.convert(values, Office)


def _typed(name: str, text: str, today: Date, year: int) -> object:
    if name == "recipients":
        return [part.strip() for part in text.split(";") if part.strip()]
    if name == "old_spelling":
        return fold(text) in _YES
    if name == "cut_off":
        return read_day(text, today, year).isoformat() if text else None
    return text
