"""One question put to one store, in a process of its own: `turn STORE QUESTION FOLDER KEY`.

A cold question is timed with the opening of the store's file; a warm one without it, after one of its kind has been
answered. What has to be imported is not timed.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.cost import now, since, tell
from tests.benchmarks.stores.store import Store, store_of

FIRST_WORDS, WORDS = "kinh te", "bien gioi"


class Question(NamedTuple):
    """What is asked, and what is asked before it of a store that is open; nothing of one that is not."""

    asked: Callable[[Store, str], object]
    before: Callable[[Store, str], object] | None = None


QUESTIONS = {
    "one": Question(lambda store, key: store.one(key)),
    "every": Question(lambda store, _: store.every()),
    "coverage": Question(lambda store, _: store.coverage()),
    "coverage again": Question(lambda store, _: store.coverage(), lambda store, _: (store.every(), store.coverage())),
    "search": Question(lambda store, _: store.search(WORDS), lambda store, _: store.search(FIRST_WORDS)),
    "duplicates": Question(lambda store, _: store.duplicates(), lambda store, _: store.every()),
}


def main() -> None:
    """Ask, and tell what the answer cost."""
    name, question, folder, key = sys.argv[1:]
    made, (asked, before) = store_of(name), QUESTIONS[question]
    begun = now()
    store = made(Path(folder))
    if before:
        before(store, key)
        begun = now()
    asked(store, key)
    tell(since(begun))
    store.close()


if __name__ == "__main__":
    main()
