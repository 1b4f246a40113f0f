"""Themes left out of the coverage because they do not apply, in words."""

from collections.abc import Mapping, Sequence

from logs.catalogue.exemptions import Exemption
from logs.text import clean_line
from tui.words import _


def left_out_words(left_out: Mapping[str, Sequence[Exemption]]) -> str:
    """`Bỏ ra vì không áp dụng (chỉ ghi trong sổ này): LC-04 (không có dự án)`."""
    reasons = (
        f"{theme} ({clean_line('; '.join(dict.fromkeys(one.reason for one in marks)))})"
        for theme, marks in left_out.items()
    )
    return _("Left out, not applicable (noted in this book only): {themes}").format(themes=", ".join(reasons))
