"""How far a session has come on its way to the level above, in words and marks, and why it has to be mended."""

from datetime import date as Date
from datetime import timedelta
from typing import Any

from logs.book.book import LogBook
from logs.session.query import Entry, Query, Standing
from tui.core.i18n import N_, _
from tui.text.errors.messages import SENTENCES, sentence
from tui.text.labels import STANDINGS

# The mark beside the word reads without colour.
_MARKS = {"new": "·", "sent": "↑", "received": "✓", "to_mend": "!"}
_SENTENCES = {
    "new": N_("not sent yet"),
    "sent": N_("sent"),
    "received": N_("received by the level above"),
    "to_mend": N_("to mend: {reason}"),
}


def goes_up(book: LogBook) -> bool:
    """Whether the sessions of the book have a level above that they go to, as far as the book knows."""
    return book.owner.role == "reporter" or bool(book.reference.kit or book.exchange.receipts)


def standing_word(standing: Standing) -> str:
    """A word for a column: `đã nhận`."""
    return _(STANDINGS[standing])


def standing_mark(standing: Standing) -> str:
    """A mark and a word for a column: `✓ đã nhận`."""
    return f"{_MARKS[standing]} {standing_word(standing)}"


def standing_sentence(book: LogBook, entry: Entry) -> str:
    """How far the session has come, with the reason where the level above has set it aside."""
    standing = book.exchange.standing(entry)
    if standing == "received" and (apart := book.exchange.kept_apart(entry.id)):
        return _("received by the level above, where it goes by the id {id}; nothing need be done").format(id=apart[:8])
    return _(_SENTENCES[standing]).format(reason=mend_reason(book, entry.id) if standing == "to_mend" else "")


def mend_reason(book: LogBook, session_id: str) -> str:
    """Why the level above has set the session aside and what is to be done here; "" where it has not."""
    rejected = book.exchange.rejection(session_id)
    if rejected is None:
        return ""
    # The office is told to ask the sender, the sender what to correct.
    code = f"mend_{rejected.code}"
    return sentence(code if code in SENTENCES else rejected.code, rejected.params)


def standing_fields(book: LogBook, entry: Entry) -> dict[str, Any]:
    """The standing as JSON; of a session to mend also `rejected`: the code of the reason and its sentence."""
    standing = book.exchange.standing(entry)
    rejected = book.exchange.rejection(entry.id) if standing == "to_mend" else None
    if rejected is None:
        return {"standing": standing}
    return {"standing": standing, "rejected": {"code": rejected.code, "message": mend_reason(book, entry.id)}}


def count_to_mend(book: LogBook) -> int:
    """How many sessions the level above has set aside and nobody has mended since."""
    if not any(receipt.rejected for receipt in book.exchange.receipts.values()):
        return 0
    return len(book.figures.reading.select(Query(standing="to_mend")))


def count_unsent(book: LogBook) -> int:
    """How many complete sessions no file has carried yet as they are now."""
    return len(book.figures.reading.select(Query(standing="new")))


def overdue(today: Date) -> Query:
    """What asks for the planned sessions whose day has passed."""
    return Query(status="planned", end=today - timedelta(days=1))


def count_overdue(book: LogBook) -> int:
    """How many planned sessions have had their day."""
    return len(book.figures.reading.select(overdue(book.today())))
