"""Letters to units as official papers (công văn): one file for all of them, or one for each, ready to be signed."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from exports.official.letterhead import LETTER, Letterhead, unit_and_superior
from logs.book.book import LogBook

ITEM = "- "
SUB_ITEM = "  + "


class Letter(Struct, frozen=True):
    """A letter to a unit: its code, whom it addresses in words, about what, its paragraphs.

    A paragraph that begins with ITEM is one of a list, with SUB_ITEM one below it.
    """

    unit: str
    to: str
    about: str
    paragraphs: tuple[str, ...]


def letterhead_for_letters(book: LogBook) -> Letterhead:
    """What stands around a letter of the office, its number and its day left for a pen."""
    own = book.units.get(book.owner.unit)
    unit_type, superior_name = unit_and_superior(book)
    return Letterhead(
        office=book.reference.office,
        directive=book.directive.head,
        unit_name=own.name if own else book.owner.unit,
        role=book.owner.role,
        unit_type=unit_type,
        superior_name=superior_name,
        year=book.today().year,
        kind=LETTER,
    )


def letters_bytes(head: Letterhead, letters: Sequence[Letter], made: datetime) -> bytes:
    """The letters in one Word document, each on a page of its own."""
    from docx.shared import Pt  # noqa: PLC0415 - for who writes one

    from exports.official.page import (  # noqa: PLC0415 - as above
        add_foot,
        add_head,
        add_paragraph,
        add_text,
        count_from_one,
        new_document,
        new_section,
        saved,
    )

    document = new_document(letters[0].about if letters else "", head.author, made)
    for place, letter in enumerate(letters):
        if place:
            count_from_one(new_section(document))
        # The unit written to gets it; the last of those who get a report keeps the file.
        addressed = replace(head, office=replace(head.office, recipients=("Như trên", head.recipients[-1])))
        add_head(document, addressed, about=letter.about)
        add_paragraph(document, f"Kính gửi: {letter.to}", bold=True).paragraph_format.space_before = Pt(18)
        add_paragraph(document, "", size=6)
        for text in letter.paragraphs:
            add_text(document, text.strip())
        add_foot(document, addressed)
    return saved(document)
