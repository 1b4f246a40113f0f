"""`sotay office`: how the office's official papers are written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.cli.context import opened
from tui.cli.options import argument, command, json_option
from tui.cli.output import print_document, print_facts, print_line
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from logs.book.book import LogBook
    from logs.exchange.office_settings import Office

# The settings by the name that a person types, with what each is and what it may be.
FIELDS: Mapping[str, str] = {
    "profile": N_("rules of layout: hd05-2026, hd36-2018 or nd30-2020"),
    "superior": N_("the upper line at the top left"),
    "issuer": N_("the lower line at the top left"),
    "place": N_("the place before the date"),
    "symbol": N_("what stands behind the number, such as BC/ĐU"),
    "block": N_("who signs: committee, board (of propaganda) or unit"),
    "authority": N_("on whose behalf, such as T/M BAN THƯỜNG VỤ"),
    "position": N_("the position of the one who signs"),
    "signer": N_("the name of the one who signs; may stay empty"),
    "mail_to": N_("the e-mail address that reports and files are sent to"),
    "recipients": N_("who gets the paper, with “;” between"),
    "end_mark": N_("behind the last word: . or ./.; the profile's own when empty"),
    "old_spelling": N_("yes: uỷ, hoà, khoá; no: ủy, hòa, khóa"),
    "cut_off": N_("sessions after this day wait for a later report; empty for none"),
}


@command("office", N_("Show or change how official papers are written: FIELD=VALUE."))
@argument("changes", metavar="[FIELD=VALUE]…", nargs=-1)
@json_option
def office(changes: tuple[str, ...], as_json: bool) -> None:
    """Take the settings given, then print all of them."""
    with opened(read_only=not changes) as book:
        if changes:
            book.reference.use_office(_changed(book, changes))
        found = book.reference.office
    if as_json:
        print_document(_document(found))
        return
    shown = _document(found)
    print_facts((name, f"{_value(shown[name])}\n{_(about)}") for name, about in FIELDS.items())
    if changes:
        print_line(_("Saved. The next report is written so."))


def _document(office: "Office") -> dict[str, Any]:
    return {name: value for name in FIELDS if (value := _plain(getattr(office, name))) is not None or name == "cut_off"}


def _plain(value: object) -> object:
    from datetime import date

    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value) or "–"
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else str(value or "–")


def _changed(book: "LogBook", changes: tuple[str, ...]) -> "Office":
    """The settings with those given; raises SotayError `office_field` (value), and as `with_texts` does."""
    from logs.errors import SotayError
    from tui.text.office_settings import with_texts

    texts = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or name not in FIELDS:
            raise SotayError("office_field", value=name)
        texts[name] = text
    return with_texts(book.reference.office, texts, book.today(), book.directive.head.year)
