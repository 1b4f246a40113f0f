"""The fields of a catalogue as a person reads and types them."""

import re
from datetime import date as Date
from typing import Any

from exports.catalogue.sheets import Field
from exports.catalogue.workbook_reader import read_value
from logs.coverage.targets import DEFAULT
from logs.errors import SotayError
from logs.text import clean_line
from tui.core.i18n import _, language
from tui.screens.catalogue.draft import Line, Section
from tui.text.errors.messages import error_sentence
from tui.text.formats import day
from tui.text.labels import field_label
from tui.text.values import titled

_BETWEEN = "; "
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}")


def section_label(section: Section) -> str:
    """What a section is called."""
    if language() == "vi":
        return section.heading
    return "General" if section.table == "directive" else f"{section.table.capitalize()}s"


def until_then(section: Section) -> str:
    """What holds while a section is empty; "" where nothing does."""
    titles = "; ".join(map(titled, DEFAULT)) if section.table == "target" else ""
    return _("Until then: {targets}").format(targets=titles) if titles else ""


def value_text(field: Field, value: Any) -> str:
    """What stands in a field."""
    value = field.word(value) if field.choices and isinstance(value, str) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _BETWEEN.join(value)
    return day(value) if isinstance(value, Date) else str(value)


def typed_value(field: Field, text: str, year: int) -> Any:
    """What was typed into a field, None for nothing; a day without a year is of `year`.

    Raises SotayError where it cannot be read or must be filled in.
    """
    text = clean_line(text)
    if field.kind == "day" and (no_year := _DAY_AND_MONTH.fullmatch(text)):
        text += no_year[1] + str(year)
    if not text:
        if field.is_required:
            raise SotayError("catalogue_cell_empty", heading=field_label(field))
        return None
    return read_value(field, text.replace(_BETWEEN.strip(), "\n") if field.kind == "lines" else text)


def fault_sentence(error: SotayError) -> str:
    """What is wrong with a field, without its cell."""
    return error_sentence(SotayError(error.code, **{"cell": "", **error.params})).removeprefix(": ")


def title_text(line: Line) -> str:
    """What an entry is called: what it must have but its code."""
    names = [
        field
        for field in line.fields
        if field.name == "title" or (field.is_required and field.kind == "text" and not field.choices)
    ]
    return " ".join(filter(None, (value_text(field, line.values.get(field.name)) for field in names)))


def remarks(line: Line) -> str:
    """What an entry has other than usual, a theme other than its group: `trọng tâm · từ ngày 01/04/2026`."""
    words = []
    for field in line.fields:
        value, usual = line.values.get(field.name), line.inherited.get(field.name, field.usual)
        label = field_label(field)
        label = label[:1].lower() + label[1:]
        if field.kind == "yes" and value not in (None, usual):
            words.append(label if value else _("not {what}").format(what=label))
        elif value and field.kind in ("day", "count"):
            words.append(f"{label} {value_text(field, value)}")
        elif value and (field.kind == "codes" or (field.choices and field.kind == "text")):
            words.append(value_text(field, value))
    return " · ".join(words)
