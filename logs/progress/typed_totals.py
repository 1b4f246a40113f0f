"""A unit's monthly totals as a person types them, where nobody has its sessions one by one.

They are kept and counted as totals that came in a file (`logs.counting.unit_totals`), a document for each unit and
month. Each session told of gets an id that follows from unit and month, the same in every book, so that the same
month told twice counts once. A unit's own sessions of that month, and totals of a file, count before them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.counting.facts import UNSPLIT
from logs.counting.sums import Sum
from logs.counting.unit_totals import (
    MOST_IN_MONTH,
    MonthSum,
    ThemeSum,
    Told,
    TotalsFile,
    UnitTotals,
    holds_together,
    stand_ins,
    typed_key,
)
from logs.errors import SotayError
from logs.exchange.received import Received
from logs.model import MOST_ATTENDANCE
from logs.session.fields import read_field
from logs.text import fold
from logs.typed_values import read_count

_MONTH = re.compile(r"(?:thang|t)?\s*(\d{1,2})(?:\s*[/-]\s*(\d{4}))?|(\d{4})-(\d{2})", re.ASCII)


def read_month(book: LogBook, text: str) -> str:
    """The month meant by `3`, `Tháng 3`, `03/2014` or `2014-03`, of the catalogue's year where none is named.

    Raises SotayError `totals_month` (value, start, end).
    """
    found = _MONTH.fullmatch(fold(text).strip())
    year, month = (found[3] or found[2] or book.directive.head.year, found[4] or found[1]) if found else ("", "0")
    return _checked_month(book, f"{year}-{int(month):02}", text)


def _checked_month(book: LogBook, month: str, text: str) -> str:
    start, end = book.directive.reporting.period
    if not f"{start:%Y-%m}" <= month <= f"{end:%Y-%m}":
        raise SotayError("totals_month", value=text, start=start, end=end)
    return month


def read_parts(book: LogBook, field: Literal["form", "themes"], text: str) -> dict[str, Sum]:
    """What a person knows of a whole by form or by theme: `TM=2/60, SH=3/75`, each with sessions and listeners.

    Raises SotayError `totals_part_format` (value) and as `logs.session.fields.read_field`.
    """
    parts: dict[str, Sum] = {}
    for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
        name, _equals, amounts = part.partition("=")
        sessions, slash, listeners = amounts.partition("/")
        codes = read_field(field, name, book.reference.known()) if slash else ()
        codes = [codes] if isinstance(codes, str) else [*codes]
        if len(codes) != 1 or codes[0] in parts:
            raise SotayError("totals_part_format", value=part)
        parts[codes[0]] = Sum(read_count(sessions), read_count(listeners))
    return parts


def type_totals(
    book: LogBook, unit: str, month: str, whole: Sum, *, forms: Mapping[str, Sum] = {}, themes: Mapping[str, Sum] = {}
) -> Change:
    """Keep a unit's totals of a month (`2014-03`), in place of those typed before; one step that can be undone.

    Raises as `totals_document`.
    """
    return book.history.commit(
        "edit", {"totals": totals_document(book, unit, month, whole, forms=forms, themes=themes)}
    )


def totals_document(
    book: LogBook, unit: str, month: str, whole: Sum, *, forms: Mapping[str, Sum] = {}, themes: Mapping[str, Sum] = {}
) -> dict[str, bytes]:
    """The document of a unit's totals, by its key. `forms` and `themes` are what of the whole is known of them.

    Raises SotayError `unit_unknown`, `theme_unknown`, `form_unknown`, `totals_month` (value, start, end),
    `totals_amount` (sessions, attendance, most, limit), `totals_parts` (value).
    """
    directive = book.directive
    if unit not in book.units:
        raise SotayError("unit_unknown", value=unit)
    _checked_month(book, month, month)
    for listed, codes, code in (
        (forms, directive.form_by_code, "form_unknown"),
        (themes, directive.themes, "theme_unknown"),
    ):
        for name in listed:
            if name not in codes:
                raise SotayError(code, value=name)
    if wrong := amount_error(whole.sessions, whole.attendance, least=1):
        raise wrong
    totals = _totals(unit, month, whole, forms, themes)
    if not holds_together(totals):
        raise SotayError("totals_parts", value=", ".join((*forms, *themes)))
    key, now = typed_key(unit, month), book.clock()
    file = Received(
        sha256=key, file="", unit=book.owner.unit, book=book.owner.book, number=0,
        level="committee" if book.owner.role == "committee" else "unit", period=month, made=now, received=now,
        sessions=whole.sessions, attendance=whole.attendance, directive=directive.id,
    )  # fmt: skip
    return {key: msgspec.json.encode(TotalsFile((totals,), file))}


def amount_error(sessions: int, attendance: int, *, least: int = 0) -> SotayError | None:
    """What is wrong with a number of sessions of a month and of their listeners, where something is."""
    if least <= sessions <= MOST_IN_MONTH and sessions <= attendance <= sessions * MOST_ATTENDANCE:
        return None
    params = {"sessions": sessions, "attendance": attendance, "most": MOST_IN_MONTH, "limit": MOST_ATTENDANCE}
    return SotayError("totals_amount", **params)


def drop_totals(book: LogBook, unit: str, month: str) -> Change | None:
    """Take a unit's typed totals of a month out again; None where there are none."""
    key = typed_key(unit, month)
    return book.history.commit("edit", {"totals": {key: None}}) if key in book.storage.rows("totals") else None


def typed_of(book: LogBook, unit: str | None = None) -> tuple[Told, ...]:
    """The typed totals of a unit, or of all, by unit and month."""
    typed = (told for told in book.exchange.totals if told.is_typed and unit in (None, told.totals.unit))
    return tuple(sorted(typed, key=lambda told: told.key))


def history_of(book: LogBook, unit: str, month: str) -> Iterator[tuple[Change, UnitTotals | None]]:
    """The steps that changed a unit's totals of a month, oldest first, each with what they were after it."""
    for step, raw in book.history.of_document("totals", typed_key(unit, month)):
        yield step, None if raw is None else msgspec.json.decode(raw, type=TotalsFile).lines[0]


def _totals(unit: str, month: str, whole: Sum, forms: Mapping[str, Sum], themes: Mapping[str, Sum]) -> UnitTotals:
    rest = Sum(
        whole.sessions - sum(one.sessions for one in forms.values()),
        whole.attendance - sum(one.attendance for one in forms.values()),
    )
    if rest.sessions < 0 or rest.attendance < 0 or bool(rest.sessions) != bool(rest.attendance):
        raise SotayError("totals_parts", value=", ".join(forms))
    places = {**forms, UNSPLIT: rest} if rest.sessions else forms
    return UnitTotals(
        unit=unit,
        sessions=whole.sessions,
        attendance=whole.attendance,
        months=tuple(
            MonthSum(month, form, one.sessions, one.attendance)  # type: ignore[arg-type]
            for form, one in sorted(places.items())
        ),
        cells=tuple(ThemeSum(theme, month, "", one.sessions, one.attendance) for theme, one in sorted(themes.items())),
        versions=dict(sorted(stand_ins(unit, month, whole.sessions))),
    )
