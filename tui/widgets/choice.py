"""Things to choose from, found by typing without marks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from logs.text import fold, initials, match_rank, short_form

_INITIALS = 50
_ELSEWHERE = 100
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its key (a code), what it is called, a hint beside it, the group it belongs to,
    and words that find it without being shown."""

    key: str
    label: str
    hint: str = ""
    group: str = ""
    also: str = ""


class Choices:
    """A list of choices in its own order, ready for searching. Of equal keys the first counts."""

    def __init__(self, choices: Iterable[Choice] = ()) -> None:
        self._by_key: dict[str, Choice] = {}
        for choice in choices:
            self._by_key.setdefault(choice.key, choice)

    @cached_property
    def _searched(self) -> list[tuple[Choice, str, str, str, str, str]]:
        """The words without marks, and the same without blanks: a cheap test before the ranking; and what is typed in
        haste: lc2 for LC-02, the initials of the words.
        """
        return [
            (choice, text, fold(text), fold(text).replace(" ", ""), short_form(choice.key), initials(choice.label))
            for choice in self._by_key.values()
            for text in [f"{choice.label} {choice.hint} {choice.key} {choice.group} {choice.also}"]
        ]

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Choice]:
        return iter(self._by_key.values())

    def get(self, key: str | None) -> Choice | None:
        """The choice of a key, None if there is none."""
        return None if key is None else self._by_key.get(key)

    def find(self, query: str) -> list[Choice]:
        """What answers the words typed, best first; everything, in its order, for an empty query.

        The `#` that goes before a theme in the entry line may stand here too.
        """
        query = query.strip().removeprefix("#")
        wanted = fold(query)
        if not wanted:
            return list(self._by_key.values())
        parts, joined = _WORDS.findall(wanted), wanted.replace(" ", "")
        ranked: list[tuple[int, Choice]] = []
        for choice, text, folded, squeezed, short, letters in self._searched:
            if wanted in (fold(choice.key), short):
                ranked.append((-1, choice))
            elif len(wanted) > 1 and wanted in letters:
                ranked.append((_INITIALS + letters.find(wanted), choice))
            elif joined in squeezed or (parts and all(part in folded for part in parts)):
                # What a thing is called counts more than its hint, its code or its group.
                rank = match_rank(query, choice.label)
                if rank is not None:
                    ranked.append((rank, choice))
                elif match_rank(query, text) is not None:
                    ranked.append((_ELSEWHERE, choice))
        ranked.sort(key=lambda pair: pair[0])
        return [choice for _, choice in ranked]
