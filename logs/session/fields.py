"""The fields of a session, each declared once, and from what a person types to the value of a field."""

import re
from collections.abc import Callable, Mapping
from datetime import date as Date
from typing import Any, Literal

from msgspec import Struct

from logs.catalogue.units import find_unit
from logs.errors import SotayError
from logs.session.validation import Known
from logs.text import fold, match_rank, same_key, short_form
from logs.typed_values import read_count, read_minutes, read_people

_COUNT_WITH_COMMA = re.compile(r"=\s*(\d{1,3}(?:,\d{3})+)(?!\d)", re.ASCII)  # `DV=1,234`: neither 1 nor 1234 for sure
_IN_SHORT = re.compile(r"[a-z]{2}-?\d{1,2}", re.ASCII)
_YES = frozenset({"co", "c", "true", "yes", "y", "x", "1"})
_NO = frozenset({"khong", "k", "false", "no", "n", "0", ""})
_MODES = {
    "in_person": "in_person", "truc tiep": "in_person", "in person": "in_person",
    "online": "online", "truc tuyen": "online",
    "mixed": "mixed", "ket hop": "mixed",
}  # fmt: skip
_STATUSES = {
    "draft": "draft", "nhap": "draft", "ban nhap": "draft",
    "planned": "planned", "du kien": "planned", "buoi du kien": "planned",
    "complete": "complete", "hoan thanh": "complete", "da hoan thanh": "complete",
}  # fmt: skip


def read_field(name: str, text: str, known: Known) -> Any:
    """The value that `text` means for the field `name`; empty text means none (None, (), {} or "").

    Raises SotayError: `field_unknown`, or the code of what is wrong with the text (`date_impossible`, `count_comma`,
    `theme_unknown`, …), with `value` and for an ambiguous one `choices`.
    """
    if name not in FIELD_BY_NAME:
        raise SotayError("field_unknown", value=name)
    return FIELD_BY_NAME[name].read(text.strip(), known)


def read_theme(text: str, known: Known) -> str:
    """A theme's code from the code in any case, from its title, or from words of the title without marks; with the `#`
    of the entry line or without.

    Raises SotayError `theme_unknown` or `theme_ambiguous` (`choices`: codes).
    """
    named = text.removeprefix("#")
    try:
        return _titled_theme(named, known)
    except SotayError:
        best = find_themes(named, known) if fold(named) else []
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


def other_themes(text: str, known: Known) -> list[str]:
    """The themes that the words mean as well as the one that `read_theme` takes; none where it is named in full."""
    found = find_themes(text, known)
    letters = fold(text).replace(" ", "")
    whole = [fold(code) for code in known.directive.themes]
    whole += [fold(known.directive.themes[code].title).replace(" ", "") for _rank, code in found[:1]]
    if letters in whole:
        return []
    return [code for (rank, _place), code in found[1:] if rank // 2 == found[0][0][0] // 2]


def read_audience(text: str, known: Known) -> dict[str, int | None]:
    """`DV=18, CB` as a count per group, None where no count is given.

    Raises SotayError `audience_unknown`, `code_twice`, and as `logs.typed_values.read_count` does.
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
    found = [reporter.code for reporter in reporters if same_key(reporter.name) == same_key(text)]
    if not found and fold(text) == " ".join(text.casefold().split()):
        found = [one.code for one in reporters if fold(one.name) == fold(text)]
    if not found:
        raise SotayError("reporter_unknown", value=text)
    if len(found) > 1:
        raise SotayError("reporter_ambiguous", value=text, choices=found)
    return found[0]


def _read_minutes(text: str, known: Known) -> int | None:
    return read_minutes(text) if text else None


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


def theme_in_short(text: str, known: Known) -> str | None:
    """The theme whose code is written shorter: `lc2` for LC-02."""
    if not _IN_SHORT.fullmatch(fold(text)):
        return None
    found = [code for code in known.directive.themes if short_form(code) == short_form(text)]
    return found[0] if len(found) == 1 else None


def _titled_theme(text: str, known: Known) -> str:
    titles = {theme.code: (theme.title,) for theme in known.directive.themes.values()}
    return theme_in_short(text, known) or _named(text, titles, "theme_unknown")


def _audience(text: str, known: Known) -> str:
    return _named(
        text, {audience.code: (audience.title,) for audience in known.directive.audiences}, "audience_unknown"
    )


def _document(text: str, known: Known) -> str:
    names = {
        document.code: (document.number, f"{document.kind} {document.number}", f"{document.kind} số {document.number}")
        for document in known.directive.documents
    }
    return _named(text, names, "document_unknown")


def _form(text: str, known: Known) -> str | None:
    return _named(text, {form.code: (form.title,) for form in known.directive.forms}, "form_unknown") if text else None


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


def _date(text: str, known: Known) -> Date | None:
    return known.day(text) if text else None


def _unit(text: str, known: Known) -> str | None:
    return read_unit(text, known) if text else None


def _attendance(text: str, known: Known) -> int | None:
    return read_people(text) if text else None


class Field(Struct, frozen=True):
    """What a field of a session is, declared once; how it is shown stands in `tui.text.session_fields`.

    `kind` says how it is typed and read: `date`; `code`, `codes` and `groups` (codes with a count each) of the
    catalogue and the lists; `word`, one of a few; `count`; `flag`; `line` and `text`, of one line and of several.
    `paper` is its name on Vietnamese papers; `headings` are what columns of old notebooks that hold it are called,
    without marks.
    """

    name: str
    kind: Literal["date", "code", "codes", "groups", "word", "count", "flag", "line", "text"]
    read: Callable[[str, Known], Any]
    paper: str
    headings: tuple[str, ...] = ()


SESSION_FIELDS = (
    Field(
        "date", "date", _date, "ngày",
        ("ngay", "ngay thang", "ngay thang nam", "ngay to chuc", "thoi gian", "thoi diem"),
    ),
    Field(
        "unit", "code", _unit, "đơn vị",
        ("don vi", "ten don vi", "chi bo", "dang bo", "co quan", "to chuc dang"),
    ),
    Field("form", "code", _form, "hình thức", ("hinh thuc", "hinh thuc tuyen truyen", "loai hinh")),
    Field(
        "reporters", "codes", _several(read_reporter, read_reporter), "báo cáo viên",
        ("bao cao vien", "bcv", "nguoi trinh bay", "ho ten bao cao vien", "nguoi noi"),
    ),
    Field(
        "topic", "line", _text, "chuyên đề",
        ("chuyen de", "ten chuyen de", "noi dung", "noi dung tuyen truyen", "noi dung chuyen de"),
    ),
    Field(
        "themes", "codes", _several(read_theme, _titled_theme), "chủ đề",
        ("chu de", "ma chu de", "ma noi dung", "nhom noi dung"),
    ),
    Field("themes_other", "line", _text, "chủ đề ghi bằng lời", ("chu de khac", "chu de ghi bang loi")),
    Field(
        "attendance", "count", _attendance, "lượt người nghe",
        (
            "luot nguoi nghe", "so luot nguoi nghe", "luot nguoi", "so luot", "so nguoi", "so nguoi nghe",
            "so nguoi du", "so luong", "so luong nguoi nghe",
        ),
    ),
    Field(
        "audience", "groups", read_audience, "đối tượng",
        ("doi tuong", "thanh phan", "doi tuong nghe", "thanh phan du"),
    ),
    Field("place", "line", _text, "địa điểm", ("dia diem", "noi to chuc", "dia diem to chuc")),
    Field("minutes", "count", _read_minutes, "thời lượng", ("thoi luong", "so phut", "thoi luong (phut)")),
    Field("mode", "word", _word(_MODES, "mode_unknown"), "cách tổ chức", ("cach to chuc", "truc tiep/truc tuyen")),
    Field("new_media", "flag", _yes_or_no, "phương tiện mới", ("phuong tien moi", "phuong tien hien dai")),
    Field(
        "partners", "codes", _several(read_unit, read_unit), "đơn vị phối hợp",
        ("don vi phoi hop", "phoi hop", "co quan phoi hop"),
    ),
    Field(
        "documents", "codes", _several(_document, _document), "văn bản viện dẫn",
        ("van ban", "van ban vien dan", "van ban trien khai"),
    ),
    Field("record_number", "line", _text, "số biên bản", ("so bien ban", "bien ban so", "bien ban")),
    Field("record_date", "date", _date, "ngày ký biên bản", ("ngay bien ban", "ngay lap bien ban", "ngay ky bien ban")),
    Field("materials", "text", _text, "tài liệu", ("tai lieu", "de cuong", "tai lieu su dung")),
    Field("notes", "text", _text, "ghi chú", ("ghi chu",)),
    Field("status", "word", _word(_STATUSES, "status_unknown"), "trạng thái"),
)  # fmt: skip
"""In the order in which a person fills them in; `directive`, which nobody types, is none of them."""
FIELDS = tuple(field.name for field in SESSION_FIELDS)
FIELD_BY_NAME = {field.name: field for field in SESSION_FIELDS}
