"""Values of fields as a person reads them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from logs.text import clean_line
from tui.core.i18n import _, language
from tui.text.formats import day, number
from tui.text.labels import mode_title, status_title

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.catalogue.directive import Directive, Head, Listed
    from logs.catalogue.exemptions import Exemption
    from logs.model import Reporter, Session, Unit

T = TypeVar("T", bound="Listed")


def left_out_words(left_out: "Mapping[str, Sequence[Exemption]]") -> str:
    """`Bỏ ra vì không áp dụng (chỉ ghi trong sổ này): LC-04 (không có dự án)`."""
    reasons = (
        f"{theme} ({clean_line('; '.join(dict.fromkeys(mark.reason for mark in marks)))})"
        for theme, marks in left_out.items()
    )
    return _("Left out, not applicable (noted in this book only): {themes}").format(themes=", ".join(reasons))


def value_text(field: str, value: Any) -> str:
    """A field's value in words: dates day first, codes with commas between, counts per group; `–` for none."""
    if value in (None, "", (), [], {}, False):
        return "–"
    if field.endswith("date"):
        return day(value if isinstance(value, Date) else Date.fromisoformat(value))
    if field == "mode":
        return mode_title(value)
    if field == "status":
        return status_title(value)
    if value is True:
        return _("yes")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Mapping):
        return ", ".join(code if count is None else f"{code} {number(count)}" for code, count in value.items())
    return ", ".join(value) if isinstance(value, tuple | list) else str(value)


def named_text(field: str, value: Any, book: "LogBook") -> str:
    """A field's value with the name or title behind every code, a line for each."""
    names = names_of(field, book)
    if not names or not value:
        return value_text(field, value)
    if isinstance(value, Mapping):
        return "\n".join(_named(code, names) + (f": {number(n)}" if n is not None else "") for code, n in value.items())
    return "\n".join(_named(code, names) for code in ((value,) if isinstance(value, str) else value))


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{code} – {names[code]}" if code in names else code


def valid_first(entries: "Iterable[T]", on: Date) -> "list[T]":
    """The entries of the catalogue with those that are valid on the day first."""
    return sorted(entries, key=lambda entry: not entry.is_valid(on))


def validity_words(entry: "Listed", on: Date | None = None) -> str:
    """`từ 01/04/2026 đến 31/05/2026`; "" for an entry that is always valid, or is so on the day."""
    return "" if on is not None and entry.is_valid(on) else days_words(entry.since, entry.until)


def days_words(since: Date | None, until: Date | None) -> str:
    """`từ 01/04/2026 đến 31/05/2026`; "" where both are open."""
    if since and until:
        return _("from {start} to {end}").format(start=day(since), end=day(until))
    return _("from {day}").format(day=day(since)) if since else _("up to {day}").format(day=day(until)) if until else ""


def titled(one: "Listed | Head") -> str:
    """The title in the language in use, as far as the catalogue has it."""
    return one.en if language() == "en" and one.en else one.title


class Lists(Protocol):
    """What names codes: a book, or what data sets say of books."""

    @property
    def directive(self) -> "Directive":
        """The catalogue in use."""

    @property
    def units(self) -> "Mapping[str, Unit]":
        """The units by their codes."""

    @property
    def reporters(self) -> "Mapping[str, Reporter]":
        """The reporters by their codes."""


def names_of(field: str, book: Lists) -> dict[str, str]:
    """The name or title behind every code that the field can hold; empty for fields without codes."""
    directive = book.directive
    if field in ("unit", "partners"):
        return {code: unit.name for code, unit in book.units.items()}
    if field == "reporters":
        return {code: reporter.name for code, reporter in book.reporters.items()}
    listed: dict[str, Mapping[str, Listed]] = {
        "form": directive.form_by_code,
        "themes": directive.themes,
        "audience": directive.audience_by_code,
        "documents": directive.document_by_code,
    }
    return {code: titled(found) for code, found in listed.get(field, {}).items()}


def person(code: str, book: Lists) -> str:
    """The name of a reporter; a code that the book does not know stands for itself."""
    return reporter.name if (reporter := book.reporters.get(code)) else code


def saved_sentence(session: "Session", book: "LogBook") -> str:
    """What was saved, in a sentence: day, unit, form, topic, themes by name, place, listeners, who spoke."""
    names = {field: names_of(field, book) for field in ("unit", "form", "themes", "reporters")}
    themes = "; ".join(f"{code} {names['themes'].get(code, '')}".rstrip() for code in session.themes)
    parts = [
        day(session.date),
        f"{names['unit'].get(session.unit, session.unit)} ({session.unit})",
        names["form"].get(session.form or "", session.form or ""),
        f"“{session.topic}”" if session.topic else "",
        _("themes: {themes}").format(themes=themes) if themes else "",
        session.place,
        _("{n} listeners").format(n=number(session.attendance)) if session.attendance is not None else "",
        ", ".join(names["reporters"].get(code, code) for code in session.reporters),
    ]
    words = {"draft": _("Saved as a draft: {session}."), "planned": _("Saved as planned: {session}.")}.get(
        session.status, _("Saved: {session}.")
    )
    return clean_line(words.format(session=" · ".join(part for part in parts if part)))


def titled_code(field: str, code: str, book: "LogBook") -> str:
    """A code of the field with its name or title behind it; what has none stands for itself."""
    return f"{code} {names_of(field, book).get(code, '')}".rstrip()


def unit_title(unit: "Unit") -> str:
    """The code and the name of a unit, once where they are the same."""
    return unit.code if unit.name == unit.code else f"{unit.code} {unit.name}"


def unit_name(book: Lists, code: str) -> str:
    """The name of the unit of that code; the code where the list does not have it."""
    unit = book.units.get(code)
    return unit.name if unit else code
