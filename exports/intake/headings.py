"""What the titles of columns in old notebooks mean: a field of a session, a count that is none, or nothing."""

import re
from functools import lru_cache

from logs.session.fields import SESSION_FIELDS
from logs.text import fold

SESSIONS, MONTH, YEAR, NUMBER = "sessions", "month", "year", "number"
"""What a column can hold besides the fields of a session: how many sessions, a month, a year, the number of the row."""

_ASIDE = re.compile(r"\(.*?\)")
_PUNCTUATION = re.compile(r"[^\w/%]+")
_FIELD_OF = {heading: field.name for field in SESSION_FIELDS for heading in field.headings}
_EXACT, _BEGINS = 90, 70

# A title that one of these is found in says more of the field than its first words do; 0 is read as no field.
_PATTERNS: tuple[tuple[str, int, str], ...] = (
    (NUMBER, 100, r"^(stt|tt|so tt|so thu tu|no)$"),
    ("", 0, r"\bngay (bao cao|gui|nhap|nhan|(lap|ky)(?! bien ban)|ban hanh|sinh|duyet|vao so|cap nhat|het|nop)\b"),
    ("", 0, r"^(so |so luong |luot )?((nguoi|dang vien|khach|dai bieu) )?(duoc )?(moi|trieu tap|vang|dang ky)\b"),
    ("", 0, r"\b(so|so nguoi|so luong) (du kien|ke hoach|chi tieu|phat ra|khong (du|tham|den))\b|%|\bty le\b"),
    ("", 0, r"\bso (luong|ban|bo|cuon|to|quyen) (.* )?(tai lieu|to roi|sach|bao|to gap)\b"),
    ("", 0, r"\b(ho va ten|ky ten|danh gia|luy ke|so tien|kinh phi|cong don)\b|^(don vi tinh|dvt)$"),
    ("", 0, r"^(trong do )?(nu|nam gioi|dan toc)$"),
    ("date", 100, r"\b(ngay|thoi gian)\b.*\b(to chuc|thuc hien|tuyen truyen|dien ra|hop|trien khai|sinh hoat)\b"),
    (SESSIONS, 100, r"\b(so|tong so) (buoi|cuoc|lan|hoi nghi|dot)\b|^(buoi|cuoc)$"),
    ("attendance", 100, r"\b(luot (nguoi|nghe|du)|nguoi (nghe|du|tham)|co mat|tham (du|gia)|thuc te)\b"),
    ("attendance", 100, r"^(du|du hop|so du)$"),
    ("attendance", 70, r"\b(so nguoi|quan so|so luong|so luot|so dang vien)\b"),
    (MONTH, 90, r"^(thang|thang nam|ky|ky bao cao|thang bao cao)$"),
    (YEAR, 90, r"^nam$"),
    ("partners", 100, r"\bphoi hop\b"),
    ("reporters", 95, r"\b(bao cao vien|bcv|dien gia|nguoi (trinh bay|noi|tuyen truyen|bao cao))\b"),
    ("themes_other", 100, r"^chu de (khac|ghi bang loi)"),
    ("unit", 70, r"^(ten )?(don vi|chi bo|dang bo|co quan|to chuc)\b"),
    ("form", 80, r"\b(hinh thuc|loai hinh)\b"),
    ("audience", 80, r"\b(doi tuong|thanh phan)\b"),
    ("place", 80, r"\b(dia diem|noi to chuc)\b"),
)
_COMPILED = tuple((field, score, re.compile(pattern)) for field, score, pattern in _PATTERNS)
_TOTAL = re.compile(r"^(tong|tong so|tong cong|cong|chung)( (so )?(nguoi|luot|luot nguoi))?$")


def words_of_title(title: str) -> str:
    """The words of a title without marks, signs and what stands in brackets."""
    return " ".join(_PUNCTUATION.sub(" ", fold(_ASIDE.sub(" ", title))).split())


@lru_cache(maxsize=4_096)
def fields_of(title: str) -> dict[str, int]:
    """The fields that a title may mean, each with a score up to 100; one of 0 says that it means none."""
    words = words_of_title(title)
    whole = words.replace("/", " ")
    scores: dict[str, int] = {}
    for field, score, pattern in _COMPILED:
        if pattern.search(whole):
            if not score:
                return {"": 0}
            scores[field] = max(score, scores.get(field, 0))
    for part in {" ".join(whole.split()), *words.split("/")}:
        field, score = _by_beginning(part.strip())
        if score > scores.get(field, 0):
            scores[field] = score
    return scores


def is_total(title: str) -> bool:
    """Whether a title names the sum of the columns beside it."""
    return _TOTAL.match(words_of_title(title)) is not None


def _by_beginning(words: str) -> tuple[str, int]:
    """The field whose known heading the words are or begin with; the longest that fits decides."""
    if words in _FIELD_OF:
        return _FIELD_OF[words], _EXACT
    # `Ngày, tháng tổ chức` begins as `ngày` does.
    fits = [known for known in _FIELD_OF if words.startswith(f"{known} ")]
    return (_FIELD_OF[max(fits, key=len)], _BEGINS) if fits else ("", 0)
