"""How an office writes its official papers: what stands in their head, who signs, who gets them."""

from datetime import date as Date
from typing import Annotated, Literal

from msgspec import Meta, Struct

Profile = Literal["hd05-2026", "hd36-2018", "nd30-2020"]
EndMark = Literal["", ".", "./."]
Line = Annotated[str, Meta(max_length=200)]


class Office(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The settings of official papers; what is "" is taken from the catalogue or left open for a pen.

    `superior` and `issuer` are the two lines at the top left, `symbol` the part of the number behind its figure
    (`BC/ĐU`), `block` who signs: the committee or its propaganda board. `end_mark` "" is the profile's own. With
    `old_spelling` the program's own words are spelled uỷ, hoà, khoá. Sessions after the day `cut_off` of the period
    wait for a later report. `mail_to` is the address that reports and files are sent to.
    """

    profile: Profile = "hd05-2026"
    superior: Line = ""
    issuer: Line = ""
    place: Line = ""
    symbol: Line = ""
    block: Literal["unit", "committee", "board"] = "committee"
    authority: Line = ""
    position: Line = ""
    signer: Line = ""
    mail_to: Line = ""
    recipients: Annotated[tuple[Line, ...], Meta(max_length=20)] = ()
    end_mark: EndMark = ""
    old_spelling: bool = False
    cut_off: Date | None = None
