"""What a search in the register looks through: texts, names, titles and codes, as `words_of` has them."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain

from logs.book.columns import Columns, Mask
from logs.book.reference import ReferenceData
from logs.model import LIMITS, Session
from logs.session.query import Entry, session_id_of
from logs.text import words_of, words_of_code


class SearchedTexts:
    """The texts of sessions with the names behind their codes."""

    def __init__(self, reference: ReferenceData) -> None:
        self._reference = reference
        self._words_of, self._words_of_code = cache(words_of), cache(words_of_code)

    def of(self, entry: Entry) -> str:
        """Those of a session as it is written."""
        session = entry.session
        texts = words_of("\n".join(filter(None, (getattr(session, name) for name in LIMITS))))
        names = map(self._words_of, (session_id_of(entry.id).replace("-", ""), *self._names_in(session)))
        return "\n".join((texts, *map(self._words_of_code, (session.unit, *session.themes)), *names))

    def _names_in(self, session: Session) -> Iterable[str]:
        """The names and titles behind the session's codes."""
        lists = self._reference
        yield from (lists.units[code].name for code in (session.unit, *session.partners) if code in lists.units)
        yield from (lists.reporters[code].name for code in session.reporters if code in lists.reporters)
        yield from (lists.directive.themes[code].title for code in session.themes if code in lists.directive.themes)

    def holding(self, columns: Columns, word: str, among: Mask) -> Mask:
        """The sessions of a set in columns in which a word begins so: in their texts, names, titles or codes."""
        lists = self._reference
        units, reporters, themes = (
            self._named(word, listed)
            for listed in (
                {code: unit.name for code, unit in lists.units.items()},
                {code: one.name for code, one in lists.reporters.items()},
                {code: theme.title for code, theme in lists.directive.themes.items()},
            )
        )

        own = units | self._holding(word, columns.column("unit").values)
        themes |= self._holding(word, chain.from_iterable(columns.column("themes").values))
        found = columns.mask_of(columns.rows_from(word.strip()))
        found |= columns.where(("unit",), own.__contains__)
        found |= columns.where(("themes",), lambda codes: not themes.isdisjoint(codes))
        for field, named in (("partners", units), ("reporters", reporters)):
            if named:
                found |= columns.where((field,), lambda codes, named=named: not named.isdisjoint(codes))
        return found & among | columns.holding(word, among & ~found)

    def _holding(self, word: str, codes: Iterable[str]) -> set[str]:
        """The codes in which a word begins so."""
        return {code for code in set(codes) if word in self._words_of_code(code)}

    def _named(self, word: str, names: Mapping[str, str]) -> set[str]:
        """The codes of the names in which a word begins so."""
        all_words = self._words_of("\n".join(names.values()))
        if not all(f" {part}" in all_words for part in word.split()):
            return set()
        return {code for code, name in names.items() if word in self._words_of(name)}
