"""What stands in a cell of an old notebook: days, counts and words as people write them."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date as Date
from datetime import timedelta
from typing import Any

from msgspec import Struct

from exports.intake.meanings import Meanings, names_unit
from logs.errors import SotayError
from logs.session.fields import read_field, read_reporter, read_unit
from logs.session.validation import Known, Problem
from logs.text import fold, short_form
from logs.typed_values import read_count, read_date

_BULLET = re.compile(r"^\s*(?:[-–—•●+*]|\(?\d{1,2}[.)]|[a-zđ][.)])\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"[;\n]")
_LISTED = re.compile(r"[,+&]|\s(?:và|va)\s", re.IGNORECASE)

# ---- days
_TIME_OF_DAY = re.compile(
    r"\b(?:buoi )?(?:sang|trua|chieu|toi)\b|\bthu (?:hai|ba|tu|nam|sau|bay|\d)\b|\bt[2-7]\b|\b(?:chu nhat|luc|cn)\b|"
    r"\b\d{1,2}\s*(?:h|gio|:)\s*\d{0,2}\s*(?:p|phut)?(?:\s*[-–]\s*\d{1,2}\s*(?:h|gio|:)\s*\d{0,2})?(?=\W|$)"
)
_IN_WORDS = re.compile(r"(\d{1,2})\s*(?:thang|/)\s*(\d{1,2})(?:\s*(?:nam|/)\s*(\d{4}|\d{2}))?")
_A_DAY = r"\d{1,2}(?:[/.]\d{1,2}(?:[/.]\d{2,4})?)?"
_DAYS = re.compile(rf"{_A_DAY}(?:\s*(?:,|;|va|den|-|–)\s*{_A_DAY})+")
_MONTH = re.compile(r"(?:thang|t)?\s*(\d{1,2})(?:\s*(?:/|-|nam)\s*(?:nam\s*)?(\d{4}))?")
_DAY_ALONE = re.compile(r"\d{1,2}")
_SERIAL = re.compile(r"[34]\d{4}")  # days of 1982 to 2036 as a spreadsheet counts them
_FIRST_DAY = Date(1899, 12, 30)
_DAYS_TO_1904 = 1_462

# ---- counts
_ABOUT = re.compile(
    r"(?P<about>khoang|gan|tren|hon|chung|~|tam|uoc)?\s*(?P<count>\d[\d.]*)\s*"
    r"(?:luot|nguoi|d/c|dc|dong chi|dang vien|nghe|du|nguoi nghe|\s)*",
    re.ASCII,
)
_OF_INVITED = re.compile(r"(\d[\d.]*)\s*/\s*(\d[\d.]*)(?:\s*(?:d/c|nguoi|dong chi))?", re.ASCII)
_WITH_ABSENT = re.compile(
    r"(\d[\d.]*)\s*(?:d/c|nguoi|dong chi)?\s*[(,;]?\s*(?:vang|vang mat)\s*:?\s*\d+\s*(?:d/c|nguoi)?\)?", re.ASCII
)
_COUNTED = re.compile(
    r"(?:(?P<before>\d[\d.]*)\s*(?P<named>\D+)|"
    r"(?P<name>\D+?)\s*[:=(]?\s*(?P<after>\d[\d.]*)\s*(?:đ/c|đc|đồng chí|người)?\s*\)?)",
    re.IGNORECASE,
)
_NAMES_OF_FORMS = {
    "bao cao vien": "TM", "tuyen truyen mieng": "TM", "hop chi bo": "SH", "sinh hoat": "SH", "hop": "HC",
    "hop co quan": "HC", "hop don vi": "HC",
}  # fmt: skip
_ADDRESS = re.compile(r"^(?:đồng chí|đ/c|đc|ông|bà)[.:]?\s+", re.IGNORECASE)
_THEME_CODE = re.compile(r"([a-z]{1,8})[\s.\-–_]*0*(\d{1,3})")
_NAMES_WITH_COMMAS = ("unit", "themes")
_MOST_SHARE = 0.6  # of a title's words that name it


class Context(Struct, frozen=True):
    """What a sheet says of its rows besides their cells: a year and a month that days without them are of."""

    year: int | None = None
    month: int | None = None


class Unread(Exception):  # noqa: N818 - a finding, not a failure
    """Words of a cell that nobody has taught yet, each a question of its own."""

    def __init__(self, field: str, words: tuple[str, ...], code: str, **params: Any) -> None:
        super().__init__(code)
        self.field = field
        self.words = words
        self.problem = Problem(field, code, params={"value": ", ".join(words), **params})


class Counted(Struct, frozen=True):
    """A count with what else its cell says: a note to keep, a remark to show, groups of listeners by their words."""

    count: int
    note: str = ""
    remark: Problem | None = None
    groups: Mapping[str, int] = {}


# ---------------------------------------------------------------- days


def read_day(text: str, context: Context, known: Known, *, is_1904: bool = False) -> Date:
    """The one day of a cell; raises as `logs.typed_values.read_date`, and `date_several`, `date_no_day`."""
    bare = " ".join(_TIME_OF_DAY.sub(" ", fold(text)).replace("ngay", " ").replace("tu ", " ").split()).strip(
        " ,;.-:()"
    )
    bare = re.sub(r"\s*([/.\-])\s*", r"\1", bare.strip("'’`"))
    bare = re.sub(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$", r"\1-\2-\3", bare)
    if _SERIAL.fullmatch(bare):
        return _FIRST_DAY + timedelta(days=int(bare) + (_DAYS_TO_1904 if is_1904 else 0))
    if found := _IN_WORDS.fullmatch(bare):
        bare = "/".join(filter(None, found.groups()))
    if context.month and _DAY_ALONE.fullmatch(bare):
        bare = f"{bare}/{context.month}"
    elif month_of_text(text) is not None:
        raise SotayError("date_no_day", value=text)
    try:
        if context.year and re.fullmatch(r"\d{1,2}([/.\-])\d{1,2}", bare):
            bare = f"{bare}{bare.lstrip('0123456789')[0]}{context.year}"
        return read_date(bare, known.today, known.directive.reporting.period)
    except SotayError as error:
        is_several = error.code == "date_unreadable" and _DAYS.fullmatch(bare)
        raise SotayError("date_several" if is_several else error.code, value=text) from None


def month_of_text(text: str) -> tuple[int, int | None] | None:
    """Month and year of `Tháng 3`, `T3/2014`, `03/2014`; None for anything else."""
    found = _MONTH.fullmatch(fold(text).strip(" .:"))
    if found is None or not 1 <= int(found[1]) <= 12 or not (found[2] or fold(text).startswith("t")):
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def looks_like_day(text: str, known: Known) -> bool:
    """Whether a cell holds a day or several, be they real or not."""
    try:
        read_day(text, Context(month=1), known)
    except SotayError as error:
        return error.code in ("date_several", "date_impossible")
    return not fold(text).isdecimal() or len(text) > 2 or 1 <= int(text) <= 31


# ---------------------------------------------------------------- counts


def looks_like_count(text: str) -> bool:
    """Whether a cell holds a number, whatever stands around it."""
    return bool(re.match(r"\W*(?:khoang|gan|tren|hon|chung|tam|uoc)?\s*\d", fold(text))) and not re.fullmatch(
        r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", text
    )


def read_attendance(text: str) -> Counted:
    """The listeners of a cell; raises SotayError as `logs.typed_values.read_count` does."""
    folded = fold(text)
    if found := _ABOUT.fullmatch(folded):
        count = read_count(found["count"].rstrip("."))
        return Counted(count, f"Số lượt người nghe ghi trong sổ cũ: {text.strip()}" if found["about"] else "")
    if (found := _OF_INVITED.fullmatch(folded)) and read_count(found[1]) <= read_count(found[2]):
        return _remarked(found[1], text)
    if found := _WITH_ABSENT.fullmatch(folded):
        return _remarked(found[1], text)
    if groups := _groups(text):
        return Counted(sum(groups.values()), groups=groups)
    return Counted(read_count(text))


def _remarked(count: str, text: str) -> Counted:
    number = read_count(count)
    return Counted(number, remark=Problem("attendance", "count_read_as", "warning", {"value": text, "count": number}))


def _groups(text: str) -> dict[str, int]:
    """The words of a list such as `25 đv, 5 qc` or `Đảng viên: 25; QC`, each with its count; {} where none has any."""
    groups: dict[str, int] = {}
    for part in re.split(r"[,;\n+&]|\s(?:và)\s", text):
        bare = _BULLET.sub("", part).strip(" .")
        if not bare:
            continue
        found = _COUNTED.fullmatch(bare)
        if found is None:
            return {}
        name = (found["named"] or found["name"] or "").strip(" :=(.")
        if name in groups or not name:
            return {}
        groups[name] = read_count((found["before"] or found["after"]).rstrip("."))
    return groups


# ---------------------------------------------------------------- words


class WordReader:
    """Reads words for the codes of a book, after what somebody has taught."""

    def __init__(self, known: Known, meanings: Meanings) -> None:
        self.known = known
        self.meanings = meanings
        self._titles: dict[str, list[str]] = {}
        for theme in known.directive.themes.values():
            self._titles.setdefault(fold(theme.title), []).append(theme.code)
        self._padded_titles = [(f" {title} ", codes) for title, codes in self._titles.items()]
        self._short_codes = {short_form(code): code for code in known.directive.themes}
        self._cache: dict[tuple[str, str], Any] = {}

    def read(self, field: str, text: str) -> Any:
        """The value of a cell; raises Unread. Of a unit it is a tuple: more than one held the session together."""
        key = field, text
        if key not in self._cache:
            try:
                self._cache[key] = _READERS[field](self, text) if field in _READERS else self._other(field, text)
            except Unread as unread:
                self._cache[key] = unread.with_traceback(None)  # it would hold what was on the way to it
        value = self._cache[key]
        if isinstance(value, Unread):
            raise value.with_traceback(None)
        return value

    def theme_named(self, text: str) -> tuple[str, ...]:
        """The themes that a text names by code or by their whole title; () for any other text."""
        try:
            return tuple(self._theme(part, only_exact=True) for part in _parts(text))
        except Unread:
            return ()

    def _other(self, field: str, text: str) -> Any:
        taught = self.meanings.of(field, text)
        if taught is not None and not taught:
            return None
        try:
            return read_field(field, taught or text, self.known)
        except SotayError as error:
            problem = Unread(field, (text,), error.code)
            problem.problem = Problem(field, error.code, params=error.params)
            raise problem from None

    def _listed(self, field: str, text: str, read: Callable[[str], Any], code: str) -> list[Any]:
        """What each part of a list means; a part that holds a comma or `và` itself is tried as a whole first."""
        values: list[Any] = []
        unknown: list[str] = []
        for whole in _parts(text):
            try:
                values.append(read(whole))
                continue
            except Unread as unread:
                pieces = [piece.strip(" .") for piece in _LISTED.split(whole) if piece.strip(" .")]
                if len(pieces) < 2:
                    unknown += unread.words
                    continue
            understood, strange = _each(pieces, read)
            # Words that are a name as a whole are no list of names.
            values += understood
            unknown += strange if understood or field not in _NAMES_WITH_COMMAS else [whole]
        if unknown:
            raise Unread(field, tuple(dict.fromkeys(unknown)), code)
        return [value for value in values if value]

    def _audience(self, text: str) -> dict[str, int | None]:
        groups: dict[str, int | None] = {}
        for code, count in self._listed("audience", text, self._group, "audience_unknown"):
            if code in groups:
                groups[code] = None if None in (groups[code], count) else (groups[code] or 0) + count
            else:
                groups[code] = count
        return groups

    def _group(self, text: str) -> tuple[str, int | None] | None:
        counted = _groups(text)
        name, count = next(iter(counted.items())) if len(counted) == 1 else (text, None)
        name = name.partition("=")[0].strip()
        code = self.group(name)
        return (code, count) if code else None

    def group(self, name: str) -> str:
        """The group of listeners that a word means, "" for none of the catalogue's; raises Unread."""
        taught = self.meanings.of("audience", name)
        if taught is not None:
            return taught
        wanted = fold(name).strip(" .")
        for audience in self.known.directive.audiences:
            short = "".join(word[0] for word in fold(audience.title).split())
            if wanted in (fold(audience.code), fold(audience.title), short):
                return audience.code
        raise Unread("audience", (name,), "audience_unknown")

    def _themes(self, text: str) -> tuple[str, ...]:
        meant = self._listed("themes", text, self._theme, "theme_unknown")
        return tuple(dict.fromkeys(code for codes in meant for code in codes.replace(",", " ").split()))

    def _theme(self, text: str, *, only_exact: bool = False) -> str:
        taught = self.meanings.of("themes", text)
        if taught is not None:
            return taught
        code, _mark, title = text.partition(":") if ":" in text else text.partition(" - ")
        for candidate in (text, code) if title else (text,):
            short = _THEME_CODE.fullmatch(fold(candidate).strip())
            wanted = short_form(f"{short[1]}-{short[2]}") if short else ""
            if wanted in self._short_codes:
                return self._short_codes[wanted]
        folded = fold(text)
        titled = self._titles.get(folded, [])
        if not titled and not only_exact:
            titled = self._themes_in_part(text)
        if len(titled) != 1 or not re.search(r"[^\W\d_]", text):
            raise Unread("themes", (text,), "theme_unknown")
        return titled[0]

    def _themes_in_part(self, text: str) -> list[str]:
        """The themes whose title holds the text, where that is most of it; two that hold it are both given."""
        wanted = f" {fold(text)} "
        holding = [(title, code) for title, codes in self._padded_titles if wanted in title for code in codes]
        if len(holding) == 1 and len(wanted.split()) < _MOST_SHARE * len(holding[0][0].split()):
            return []
        return [code for _title, code in holding]

    def _form(self, text: str) -> str | None:
        taught = self.meanings.of("form", text)
        if taught is not None:
            return taught or None
        try:
            code: str | None = read_field("form", text, self.known)
        except SotayError:
            code = _NAMES_OF_FORMS.get(fold(text))
        if code is None:
            raise Unread("form", (text,), "form_unknown")
        return code

    def _units(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._listed("unit", text, self._unit, "unit_unknown")))

    def _unit(self, text: str) -> str:
        taught = self.meanings.of("unit", text)
        if taught is not None:
            return taught
        try:
            return read_unit(text, self.known)
        except SotayError:
            named = [code for code, unit in self.known.units.items() if names_unit(text, unit)]
        if len(named) != 1:
            raise Unread("unit", (text,), "unit_unknown")
        return named[0]

    def _reporters(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._listed("reporters", text, self._reporter, "reporter_unknown")))

    def _reporter(self, text: str) -> str:
        name = _ADDRESS.sub("", text).strip()
        taught = self.meanings.of("reporters", name)
        if taught is not None:
            return taught
        try:
            return read_reporter(name, self.known)
        except SotayError as error:
            raise Unread("reporters", (name,), error.code) from None


def _each(pieces: Iterable[str], read: Callable[[str], Any]) -> tuple[list[Any], list[str]]:
    values: list[Any] = []
    unknown: list[str] = []
    for piece in pieces:
        try:
            values.append(read(piece))
        except Unread as unread:
            unknown += unread.words
    return values, unknown


def _parts(text: str) -> list[str]:
    return [bare for part in _BETWEEN.split(text) if (bare := _BULLET.sub("", part).strip().strip(".").strip())]


_READERS: dict[str, Callable[[WordReader, str], Any]] = {
    "audience": WordReader._audience,
    "themes": WordReader._themes,
    "form": WordReader._form,
    "unit": WordReader._units,
    "partners": WordReader._units,
    "reporters": WordReader._reporters,
}
