"""Of a listing the sessions that a query asks for, found a few at a time, and fewer of them as more is typed."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from logs.listing import STEP, Listing
from logs.outlines import Counts
from logs.query import Query
from logs.search import word_beginnings


class Finding:
    """The sessions of `order` that the query lets through: their ids `found` so far, in that order, and their counts.

    `is_done` once all were looked at, which `steps` does. A query that asks for everything is done at once. Once the
    listing has taken in a change of the book, the finding stands as it is and looks no further.
    """

    def __init__(self, listing: Listing, query: Query, order: Sequence[str]) -> None:
        self.listing = listing
        self.query = query
        self.generation = listing.generation
        self.order = order
        self._candidates = order
        self._looked_at = 0
        self._words = word_beginnings(query.text)
        wordless = replace(query, text="", counted=False)
        self._conditions = wordless if wordless != Query() else None
        self._own: list[str] = []
        self._counts = Counts()

    @property
    def found(self) -> Sequence[str]:
        """The ids of those that were found so far; do not change."""
        return self._own if self._restricts else self.order

    def place(self, session_id: str) -> int | None:
        """Where the session stands among those found so far."""
        try:
            return self.found.index(session_id)
        except ValueError:
            return None

    @property
    def counts(self) -> Counts:
        """The counts of those that were found so far."""
        return self._counts if self._restricts else self.listing.counts

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to look at."""
        return not self._restricts or self._looked_at >= len(self._candidates) or not self.is_current

    @property
    def is_current(self) -> bool:
        """Whether the listing is still as it was gone through."""
        return self.generation == self.listing.generation

    @property
    def _restricts(self) -> bool:
        return bool(self._words or self._conditions)

    def steps(self) -> Iterator[None]:
        """Look at all sessions, a few at each step."""
        book, listing = self.listing.book, self.listing
        entry, text, outline = listing.entry, listing.text, listing.outline
        test = self._conditions and self._conditions.test(book.directive, book.text_of, book.standing)
        while not self.is_done:
            passed = self._candidates[self._looked_at : self._looked_at + STEP]
            if test:
                passed = [one for one in passed if test(entry(one))]
            for word in self._words:
                passed = [one for one in passed if word in text(one)]
            self._own += passed
            self._counts = self._counts.plus(map(outline, passed))
            self._looked_at += STEP
            yield

    def narrowed(self, query: Query) -> "Finding | None":
        """What of this a query lets through that asks for no more than this one's does; None where it may."""
        if replace(query, text=self.query.text) != self.query:
            return None
        words = word_beginnings(query.text)
        if not all(any(old in new for new in words) for old in self._words):
            return None
        narrow = Finding(self.listing, query, self.order)
        if self._restricts:
            narrow._candidates = [*self._own, *self._candidates[self._looked_at :]]
        return narrow
