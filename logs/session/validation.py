"""What is wrong or doubtful with a session as it is being entered, field by field, before it is saved."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from typing import Any, Literal

import msgspec
from msgspec import Struct

from logs.catalogue.directive import Directive, Listed
from logs.model import (
    ASK_ABOVE,
    EARLIEST,
    LIMITS,
    MOST_ATTENDANCE,
    MOST_CODES,
    MOST_MINUTES,
    REQUIRED,
    Reporter,
    Session,
    Unit,
    check_split,
    clean_fields,
)
from logs.session.privacy import looks_personal
from logs.typed_values import read_date, read_day_alone


class Known(Struct, frozen=True):
    """What a session is checked against: the catalogue in use, units and reporters by code, and the day it is."""

    directive: Directive
    units: Mapping[str, Unit]
    reporters: Mapping[str, Reporter]
    today: Date

    def day(self, text: str) -> Date:
        """The day that is typed; without a year in the reporting period, without a month the last one of that number;
        raises as `logs.typed_values.read_date`.
        """
        return read_day_alone(text, self.today) or read_date(text, self.today, self.directive.reporting.period)


class Problem(Struct, frozen=True):
    """One finding. An `error` must be put right before saving; a `warning` asks for a second look.

    `code` and `params` name its sentence as those of a SotayError do.
    """

    field: str
    code: str
    severity: Literal["error", "warning"] = "error"
    params: dict[str, Any] = {}


class Composed(Struct, frozen=True):
    """The outcome of composing a session: the session, unless there are errors, and every finding."""

    session: Session | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be put right."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What deserves a second look."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def compose(fields: Mapping[str, Any], known: Known) -> Composed:
    """A session from typed field values (a `date`, whole numbers, tuples of codes …), with every finding at once.

    Texts are cleaned, missing `status` means complete, missing `directive` the catalogue in use. Form, command line and
    entry line all pass here, so that the same input makes the same content.
    """
    given = {name: value for name, value in clean_fields(dict(fields)).items() if value not in (None, "")}
    values = {"status": "complete", "directive": known.directive.id, **given}
    problems = [*_required(values), *_ranges(values), *_codes(values, known), *_needs(values, known)]
    problems += [*_dates(values, known), *_privacy(values)]
    if any(problem.severity == "error" for problem in problems):
        return Composed(None, tuple(problems))
    return Composed(msgspec.convert(values, Session, builtin_types=(Date,)), tuple(problems))


def _required(values: Mapping[str, Any]) -> Iterable[Problem]:
    wanted = ("date", "unit", *(REQUIRED if values["status"] == "complete" else ()))
    for field in wanted:
        # Nought is a number; that it is too few is told of the attendance itself.
        if not values.get(field) and values.get(field) != 0:
            yield Problem(field, f"{field}_missing")


def _ranges(values: Mapping[str, Any]) -> Iterable[Problem]:
    attendance = values.get("attendance")
    yield from _attendance(attendance)
    yield from _audience(values.get("audience") or {}, attendance)
    minutes = values.get("minutes")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        yield Problem("minutes", "minutes_range", params={"value": minutes})
    for field, most in LIMITS.items():
        if len(values.get(field, "")) > most:
            yield Problem(field, "text_too_long", params={"most": most, "length": len(values[field])})
    for field in ("themes", "reporters", "partners", "documents"):
        codes = values.get(field, ())
        if len(set(codes)) < len(codes):
            yield Problem(field, "code_twice", params={"value": max(codes, key=codes.count)})
        if len(codes) > MOST_CODES:
            yield Problem(field, "codes_too_many", params={"most": MOST_CODES})


def _attendance(attendance: int | None) -> Iterable[Problem]:
    if attendance is None:
        return
    if attendance < 1:
        yield Problem("attendance", "attendance_zero")
    elif attendance > MOST_ATTENDANCE:
        yield Problem("attendance", "attendance_too_many", params={"most": MOST_ATTENDANCE})
    elif attendance > ASK_ABOVE:
        yield Problem("attendance", "attendance_many", "warning", {"value": attendance})


def _audience(audience: Mapping[str, int | None], attendance: int | None) -> Iterable[Problem]:
    counts = [count for count in audience.values() if count is not None]
    if any(count < 1 for count in counts):
        yield Problem("audience", "audience_zero")
    elif any(count > MOST_ATTENDANCE for count in counts):
        yield Problem("audience", "attendance_too_many", params={"most": MOST_ATTENDANCE})
    elif audience and attendance is not None and attendance >= 1:
        try:
            check_split(dict(audience), attendance)
        except ValueError:
            yield Problem("audience", "audience_sum", params={"total": sum(counts), "attendance": attendance})


def _codes(values: Mapping[str, Any], known: Known) -> Iterable[Problem]:
    directive = known.directive
    single: tuple[tuple[str, Mapping[str, Any], str], ...] = (
        ("unit", known.units, "unit_unknown"),
        ("form", directive.form_by_code, "form_unknown"),
    )
    several: tuple[tuple[str, Mapping[str, Any], str], ...] = (
        ("themes", directive.themes, "theme_unknown"),
        ("audience", directive.audience_by_code, "audience_unknown"),
        ("reporters", known.reporters, "reporter_unknown"),
        ("partners", known.units, "unit_unknown"),
        ("documents", directive.document_by_code, "document_unknown"),
    )
    listed = [(field, [values[field]], known_codes, code) for field, known_codes, code in single if field in values]
    listed += [
        (field, list(values[field]), known_codes, code) for field, known_codes, code in several if field in values
    ]
    day = values.get("date")
    for field, codes, known_codes, code in listed:
        for value in codes:
            if value not in known_codes:
                yield Problem(field, code, params={"value": value})
            elif isinstance(entry := known_codes[value], Listed) and day and not entry.is_valid(day):
                is_over = entry.until is not None and entry.until < day
                told = {"value": value, "day": entry.until if is_over else entry.since}
                yield Problem(field, "entry_over" if is_over else "entry_not_yet", "warning", told)
    if values.get("unit") in values.get("partners", ()):
        yield Problem("partners", "partner_is_unit")


def _needs(values: Mapping[str, Any], known: Known) -> Iterable[Problem]:
    themes = [known.directive.themes[code] for code in values.get("themes", ()) if code in known.directive.themes]
    if values["status"] != "complete":
        return
    for theme in themes:
        if theme.free_text and not values.get("themes_other"):
            yield Problem("themes_other", "themes_other_missing", params={"value": theme.code})
        if theme.needs_document and not values.get("documents"):
            yield Problem("documents", "documents_missing", params={"value": theme.code})


def _dates(values: Mapping[str, Any], known: Known) -> Iterable[Problem]:
    day, record_date = values.get("date"), values.get("record_date")
    if record_date is not None and record_date < EARLIEST:
        yield Problem("record_date", "date_too_early")
    if day is None:
        return
    reporting = known.directive.reporting
    if day < EARLIEST:
        yield Problem("date", "date_too_early")
    elif day > known.today + timedelta(days=1) and values["status"] != "planned":
        yield Problem("date", "date_in_future", "warning", {"value": day})
    elif not reporting.period_start <= day <= reporting.period_end:
        bounds = {"value": day, "start": reporting.period_start, "end": reporting.period_end}
        yield Problem("date", "date_outside_period", "warning", bounds)


def _privacy(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Texts that look as if they told of persons: the register keeps counts only."""
    for field in LIMITS:
        if looks_personal(values.get(field, "")):
            yield Problem(field, "personal_data", "warning")
