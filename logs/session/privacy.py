"""Texts that look as if they told of persons: the register keeps counts of listeners, never a person.

What is looked for are telephone and identity numbers, e-mail addresses, and lists of Vietnamese names, whether a line,
a comma, a bullet or a number sets one name off from the next. A single name is no list: whoever spoke may be named.
"""

import re
from collections.abc import Set
from functools import lru_cache
from itertools import pairwise

from logs.model import LIMITS, Session
from logs.text import fold

_PHONE = r"(?<!\d)(?:\+84|0)[ .)\-]{0,2}\d(?:[ .)\-]{0,2}\d){7,9}(?!\d)"
_LONG_NUMBER = r"\d{9,}"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_NUMBER_OR_ADDRESS = re.compile(f"{_PHONE}|{_LONG_NUMBER}|{_EMAIL}")
# As many digits as the shortest of these numbers has, as close together.
_MAY_BE_NUMBER, _WORD = re.compile(r"\d(?:\D{0,2}\d){8}"), re.compile(r"\w+")
_FEWEST_NAMES = 2

_BULLET = r"(?:\(?(?:\d{1,3}|[a-zđ])[.)]|\d{1,3}\s*[-–]|[-–—•●○▪▫■□‣·*+>✓])"
# Between the items of a list: a new line or a bullet or number within one, or a comma.
_ITEMS = re.compile(rf"(\n|(?<=\s){_BULLET}(?=\s)|[,;•●▪|]|\s(?:và|cùng)\s)")
_MARKED = re.compile(rf"\s*{_BULLET}\s*")
# What an item may say beside the name: an office or a unit behind it, what the list is of before it.
_ASIDE = re.compile(r"\s*(?:[:(\[]|\s[-–—]\s).*", re.DOTALL)
_BEFORE = re.compile(r".*:\s*", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:(?:các\s+)?đồng chí|các\s+đ/c|đ/c|đc|ông|bà|anh|chị|cô|chú|bác|em|cụ|thầy)[.:]?\s+|(?:ô|b|đ/c)\.\s*",
    re.IGNORECASE,
)
_SYLLABLE = re.compile(r"[^\W\d_]+\.?")
_LEAST_IN_LIST, _LEAST_MARKED, _MOST_SYLLABLES = 3, 2, 6

_FAMILY_NAMES_IN_USE = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý lại đào đoàn trịnh đinh lâm phùng mai tô hà
    tạ cao chu châu trương lương lưu thái quách tăng kiều nghiêm doãn vương từ bạch la ninh thân viên ông khổng tống
    triệu lò vàng giàng sùng thào thảo cà cầm lường quàng tòng điêu mùa hảng hạng cứ lầu ly má sìn tẩn phàn chẻo pờ lù
    khoàng vừ nông mào mí chang cháng lỳ tao lèng đèo kháng lềm chìn vì hù toán tần giả sình ma thùng páo hờ hoảng lèo
"""
_FAMILY_NAMES = frozenset(_FAMILY_NAMES_IN_USE.split())
_FOLDED_FAMILY_NAMES = frozenset(map(fold, _FAMILY_NAMES))
_ANY_FAMILY_NAME = _FAMILY_NAMES | _FOLDED_FAMILY_NAMES
# By these a name is told that is written in small or in capital letters throughout, as headings and notes are too.
_MIDDLE_NAMES_IN_USE = """
    văn thị a đình đức quang minh hữu xuân ngọc thu hoàng thanh quốc công thế bá duy anh kim hồng mạnh tuấn thành
    trọng
"""
_MIDDLE_NAMES = frozenset(_MIDDLE_NAMES_IN_USE.split())
_FOLDED_MIDDLE_NAMES = frozenset(map(fold, _MIDDLE_NAMES))
_ANY_MIDDLE_NAME = _MIDDLE_NAMES | _FOLDED_MIDDLE_NAMES
# Places and other things that are written like a person's name.
_NO_PERSONS = (
    "Hà Nội", "Hà Giang", "Hà Nam", "Hà Tĩnh", "Hà Đông", "Hồ Chí Minh", "Cao Bằng", "Thái Bình", "Thái Nguyên",
    "Thái Lan", "Hoàng Sa", "Ninh Bình", "Ninh Thuận", "Lâm Đồng", "Phan Thiết", "Phan Rang", "Võ Nguyên Giáp",
    "Lê Nin", "Hồ Tây", "Triệu Sơn", "Hoàng Liên Sơn", "Hoàng Mai", "Cao Lãnh", "Châu Âu", "Châu Á", "Châu Phi",
    "Châu Mỹ",
)  # fmt: skip
_FOLDED_NO_PERSONS = frozenset(map(fold, _NO_PERSONS))


def personal_fields(session: Session) -> tuple[str, ...]:
    """The fields of a session whose texts look as if they told of persons."""
    return tuple(field for field in LIMITS if (text := getattr(session, field)) and looks_personal(text))


def personal_among(texts: Set[str]) -> set[str]:
    """The texts that look so, of very many: what most of them do not have is looked for in all at once."""
    joined = "\n".join(texts)
    if "@" in joined or _MAY_BE_NUMBER.search(joined):
        return set(filter(looks_personal, texts))
    families = _ANY_FAMILY_NAME.intersection(_WORD.findall(joined.lower()))
    return {text for text in texts if any(map(text.lower().__contains__, families)) and looks_personal(text)}


@lru_cache(maxsize=65_536)
def looks_personal(text: str) -> bool:
    """Whether a text holds a telephone or identity number, an e-mail address, or a list of persons' names."""
    if ("@" in text or _MAY_BE_NUMBER.search(text)) and _NUMBER_OR_ADDRESS.search(text):
        return True
    return _may_name_several(text) and _names_several(text)


def _may_name_several(text: str) -> bool:
    """Whether it is worth taking the text apart: most texts name no family."""
    words = _WORD.findall(text.lower())
    if _ANY_FAMILY_NAME.isdisjoint(words):
        return False
    families = (
        word in _ANY_FAMILY_NAME and (following in _ANY_MIDDLE_NAME or _is_capital(word, text))
        for word, following in pairwise([*words, ""])
    )
    return sum(families) >= _FEWEST_NAMES


def _is_capital(word: str, text: str) -> bool:
    """Whether the word stands in the text with a capital somewhere."""
    return word.capitalize() in text or word.upper() in text


def _names_several(text: str) -> bool:
    parts = _ITEMS.split(text)
    names: set[str] = set()
    between = "\n"
    for place, part in enumerate(parts):
        if place % 2:
            between = part
            continue
        is_marked = _MARKED.match(part) is not None or _MARKED.fullmatch(between) is not None
        name = _name_in(_MARKED.sub("", part, count=1) if is_marked else part, is_marked=is_marked)
        if name:
            names.add(name)
    return len(names) >= _FEWEST_NAMES


def _name_in(item: str, *, is_marked: bool) -> str:
    """The name that an item of a list consists of, without what it says beside it; "" for anything else."""
    for text in (_ASIDE.sub("", item), _ASIDE.sub("", _BEFORE.sub("", item))):
        bare, addressed = _ADDRESS.subn("", text.strip(), count=1)
        name = bare.strip(" .")
        least = _LEAST_MARKED if is_marked or addressed else _LEAST_IN_LIST
        if _is_name(name, least):
            return name.lower()
    return ""


def _is_name(text: str, least: int) -> bool:
    """Whether a text is a family name and what follows one, each syllable with a capital."""
    syllables = text.split()
    if not least <= len(syllables) <= _MOST_SYLLABLES or fold(text) in _FOLDED_NO_PERSONS:
        return False
    if not all(_SYLLABLE.fullmatch(one) for one in syllables):
        return False
    words = [syllable.strip(".").lower() for syllable in syllables]
    family, middle = (_FOLDED_FAMILY_NAMES, _FOLDED_MIDDLE_NAMES) if text.isascii() else (_FAMILY_NAMES, _MIDDLE_NAMES)
    if words[0] not in family:
        return False
    if all(one[0].isupper() for one in syllables) and not text.isupper():
        return True
    return (text.isupper() or text.islower()) and words[1] in middle
