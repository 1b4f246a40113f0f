"""From what a person types to the value of a field: dates, counts, codes, names and themes by their words."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from logs.catalogue.units import find_unit
from logs.errors import SotayError
from logs.parsing import read_count
from logs.session.validation import Known
from logs.text import fold, match_rank, same_key

_MINUTES = re.compile(r"\s*(?:phut|ph|p|')$")
_COUNT_WITH_COMMA = re.compile(r"=\s*(\d{1,3}(?:,\d{3})+)(?!\d)", re.ASCII)  # `DV=1,234`: neither 1 nor 1234 for sure
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
    """A theme's code from the code in any case, from its title, or from words of the title without marks.

    Raises SotayError `theme_unknown` or `theme_ambiguous` (`choices`: codes).
    """
    try:
        return _titled_theme(text, known)
    except SotayError:
        best = find_themes(text, known) if fold(text) else []
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
    """`DV=18, CB` as a count per group, None where no count is given.

    Raises SotayError `audience_unknown`, `code_twice`, and as `logs.parsing.read_count` does.
    """
    groups: dict[str, int | None] = {}
    if found := _COUNT_WITH_COMMA.search(text):
        raise SotayError("count_comma", value=found[1])
    for part in _parts(text.replace(";", ",")):
        code, equals, count = part.partition("=")
        group = _audience(code, known)
        if group in groups:
            raise SotayError("code_twice", value=group)
        groups[group] = read_count(count) if equals else None
    return groups


def read_unit(text: str, known: Known) -> str:
    """A unit's code from its code in any case, its name or an alias; raises SotayError `unit_unknown`."""
    unit = find_unit(known.units, text)
    if unit is None:
        raise SotayError("unit_unknown", value=text)
    return unit.code


def read_reporter(text: str, known: Known) -> str:
    """A reporter's code from the code in any case or from the display name; marks decide where they are typed.

    Raises SotayError `reporter_unknown` or `reporter_ambiguous` (`choices`: codes).
    """
    reporters = known.reporters.values()
    for code in known.reporters:
        if code.casefold() == text.casefold():
            return code
    found = [one.code for one in reporters if same_key(one.name) == same_key(text)]
    if not found and fold(text) == " ".join(text.casefold().split()):
        found = [one.code for one in reporters if fold(one.name) == fold(text)]
    if not found:
        raise SotayError("reporter_unknown", value=text)
    if len(found) > 1:
        raise SotayError("reporter_ambiguous", value=text, choices=found)
    return found[0]


def _read_minutes(text: str, known: Known) -> int | None:
    try:
        return read_count(_MINUTES.sub("", fold(text))) if text else None
    except SotayError as error:
        raise SotayError(error.code, value=text) from None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _named(text: str, names: Mapping[str, tuple[str, ...]], error: str) -> str:
    """The code that the text is, in any case, or that one of its names stands for."""
    wanted = fold(text)
    found = [code for code in names if fold(code) == wanted]
    found = found or [code for code, listed in names.items() if wanted and wanted in map(fold, listed)]
    if len(found) != 1:
        raise SotayError(error, value=text)
    return found[0]


def _titled_theme(text: str, known: Known) -> str:
    return _named(text, {one.code: (one.title,) for one in known.directive.themes.values()}, "theme_unknown")


def _audience(text: str, known: Known) -> str:
    return _named(text, {one.code: (one.title,) for one in known.directive.audiences}, "audience_unknown")


def _document(text: str, known: Known) -> str:
    names = {
        one.code: (one.number, f"{one.kind} {one.number}", f"{one.kind} số {one.number}")
        for one in known.directive.documents
    }
    return _named(text, names, "document_unknown")


def _form(text: str, known: Known) -> str | None:
    return _named(text, {one.code: (one.title,) for one in known.directive.forms}, "form_unknown") if text else None


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


def _several(
    read: Callable[[str, Known], str], read_whole: Callable[[str, Known], str]
) -> Callable[[str, Known], tuple[str, ...]]:
    """A reader of values with `;` or `,` between them; `read_whole` knows the names that hold a comma themselves."""

    def read_all(text: str, known: Known) -> tuple[str, ...]:
        values: list[str] = []
        for part in filter(None, map(str.strip, text.split(";"))):
            try:
                values.append(read_whole(part, known))
            except SotayError:
                values += [read(piece, known) for piece in _parts(part)]
        return tuple(values)

    return read_all


def _text(text: str, known: Known) -> str:
    return text


_READERS: dict[str, Callable[[str, Known], Any]] = {
    "date": lambda text, known: known.day(text) if text else None,
    "unit": lambda text, known: read_unit(text, known) if text else None,
    "form": _form,
    "reporters": _several(read_reporter, read_reporter),
    "attendance": lambda text, known: read_count(text) if text else None,
    "audience": read_audience,
    "themes": _several(read_theme, _titled_theme),
    "themes_other": _text,
    "partners": _several(read_unit, read_unit),
    "place": _text,
    "topic": _text,
    "materials": _text,
    "notes": _text,
    "mode": _word(_MODES, "mode_unknown"),
    "new_media": _yes_or_no,
    "documents": _several(_document, _document),
    "minutes": _read_minutes,
    "status": _word(_STATUSES, "status_unknown"),
}
FIELDS = tuple(_READERS)
