"""From what a person types to the value of a field: dates, counts, codes, names and themes by their words."""

from collections.abc import Callable, Iterable
from typing import Any

from logs.checks import Known
from logs.errors import SotayError
from logs.search import fold, match_rank
from logs.units import find_unit
from logs.values import read_count, read_date

_YES = frozenset({"co", "c", "true", "yes", "y", "x", "1"})
_NO = frozenset({"khong", "k", "false", "no", "n", "0", ""})
_MODES = {
    "in_person": "in_person", "truc tiep": "in_person", "in person": "in_person",
    "online": "online", "truc tuyen": "online",
    "mixed": "mixed", "ket hop": "mixed",
}  # fmt: skip
_STATUSES = {
    "draft": "draft", "nhap": "draft", "ban nhap": "draft",
    "complete": "complete", "hoan thanh": "complete", "da hoan thanh": "complete",
}  # fmt: skip


def read_field(name: str, text: str, known: Known) -> Any:
    """The value that `text` means for the field `name`; empty text means none (None, (), {} or "").

    Raises SotayError: `field_unknown`, or the code of what is wrong with the text (`date_impossible`, `count_comma`,
    `theme_unknown`, …), with `value` and for an ambiguous one `choices`.
    """
    if name not in _READERS:
        raise SotayError("field_unknown", value=name)
    return _READERS[name](text.strip(), known)


def read_theme(text: str, known: Known) -> str:
    """A theme's code from the code in any case, or from words of its title without marks.

    Raises SotayError `theme_unknown` or `theme_ambiguous` (`choices`: codes).
    """
    for code in known.directive.themes:
        if code.casefold() == text.casefold():
            return code
    best = find_themes(text, known)
    if not best:
        raise SotayError("theme_unknown", value=text)
    if len(best) > 1 and best[0][0] == best[1][0]:
        choices = [code for rank, code in best if rank == best[0][0]]
        raise SotayError("theme_ambiguous", value=text, choices=choices)
    return best[0][1]


def find_themes(text: str, known: Known) -> list[tuple[tuple[int, int], str]]:
    """Themes whose title answers the words, best first, each with its rank: how well, and how early in the title."""
    found = []
    for theme in known.directive.themes.values():
        rank = match_rank(text, theme.title)
        if rank is not None:
            place = fold(theme.title).replace(" ", "").find(fold(text).replace(" ", ""))
            found.append(((rank, place), theme.code))
    return sorted(found, key=lambda item: item[0])


def read_audience(text: str, known: Known) -> dict[str, int | None]:
    """`DV=18, CB` as a count per group, None where no count is given."""
    groups: dict[str, int | None] = {}
    for part in _parts(text):
        code, equals, count = part.partition("=")
        group = _code(code, known.directive.audience_by_code, "audience_unknown")
        if group in groups:
            raise SotayError("code_twice", value=group)
        groups[group] = read_count(count) if equals else None
    return groups


def read_unit(text: str, known: Known) -> str:
    """A unit's code from its code in any case, its name or an alias."""
    unit = find_unit(known.units, text)
    if unit is None:
        raise SotayError("unit_unknown", value=text)
    return unit.code


def read_reporter(text: str, known: Known) -> str:
    """A reporter's code from the code in any case or from the display name."""
    found = [r.code for r in known.reporters.values() if fold(text) in (fold(r.code), fold(r.name))]
    if not found:
        raise SotayError("reporter_unknown", value=text)
    if len(found) > 1 and text not in found:
        raise SotayError("reporter_ambiguous", value=text, choices=found)
    return text if text in found else found[0]


def _read_minutes(text: str, known: Known) -> int | None:
    return read_count(fold(text).removesuffix("phut").removesuffix("p")) if text else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def _code(text: str, known_codes: Iterable[str], error: str) -> str:
    for code in known_codes:
        if code.casefold() == text.strip().casefold():
            return code
    raise SotayError(error, value=text)


def _form(text: str, known: Known) -> str | None:
    if not text:
        return None
    for form in known.directive.forms:
        if fold(text) in (form.code.casefold(), fold(form.title)):
            return form.code
    raise SotayError("form_unknown", value=text)


def _word(words: dict[str, str], error: str) -> Callable[[str, Known], str | None]:
    def read(text: str, known: Known) -> str | None:
        if text and fold(text) not in words:
            raise SotayError(error, value=text)
        return words.get(fold(text))

    return read


def _yes_or_no(text: str, known: Known) -> bool:
    if fold(text) in _YES:
        return True
    if fold(text) in _NO:
        return False
    raise SotayError("yes_or_no", value=text)


def _several(read: Callable[[str, Known], str]) -> Callable[[str, Known], tuple[str, ...]]:
    return lambda text, known: tuple(read(part, known) for part in _parts(text))


def _text(text: str, known: Known) -> str:
    return text


_READERS: dict[str, Callable[[str, Known], Any]] = {
    "date": lambda text, known: read_date(text, known.today) if text else None,
    "unit": lambda text, known: read_unit(text, known) if text else None,
    "form": _form,
    "reporters": _several(read_reporter),
    "attendance": lambda text, known: read_count(text) if text else None,
    "audience": read_audience,
    "themes": _several(read_theme),
    "themes_other": _text,
    "partners": _several(read_unit),
    "place": _text,
    "topic": _text,
    "materials": _text,
    "notes": _text,
    "mode": _word(_MODES, "mode_unknown"),
    "new_media": _yes_or_no,
    "documents": _several(lambda text, known: _code(text, known.directive.document_by_code, "document_unknown")),
    "minutes": _read_minutes,
    "status": _word(_STATUSES, "status_unknown"),
}
FIELDS = tuple(_READERS)
