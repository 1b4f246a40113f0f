"""One question put to one store, in a process of its own: `turn STORE QUESTION FOLDER KEY`.

A cold question is timed with the opening of the store's file; a warm one without it, after one of its kind has been
answered. What has to be imported is not timed here; `kit.whole` times this process with all that.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.cost import now, since, tell
from tests.benchmarks.stores.store import MAY, Store, store_of

FIRST_WORDS, WORDS = "kinh te", "bien gioi"
KEY = "KEY"


class Question(NamedTuple):
    """What is asked, and what is asked before it of a store that is open; nothing of one that is not.

    `command` are the words by which `sotay` answers it; what `changes` is asked of a copy of the store, where it can.
    """

    asked: Callable[[Any, str], object]
    before: Callable[[Store, str], object] | None = None
    command: tuple[str, ...] = ()
    changes: bool = False


QUESTIONS = {
    "one": Question(lambda store, key: store.one(key), command=("show", KEY)),
    "every": Question(lambda store, _: store.every()),
    "month": Question(lambda store, _: store.month(), command=("list", "--from", f"{MAY[0]}", "--to", f"{MAY[1]}")),
    "totals": Question(lambda store, _: store.totals()),
    "coverage": Question(lambda store, _: store.coverage(), command=("coverage",)),
    "coverage again": Question(lambda store, _: store.coverage(), lambda store, _: (store.every(), store.coverage())),
    "coverage after a save": Question(
        lambda store, key: (store.save(key), store.coverage()),
        lambda store, _: (store.every(), store.coverage()),
        changes=True,
    ),
    "search": Question(lambda store, _: store.search(WORDS), command=("list", "--search", WORDS)),
    "search again": Question(lambda store, _: store.search(WORDS), lambda store, _: store.search(FIRST_WORDS)),
    "duplicates": Question(lambda store, _: store.duplicates(), lambda store, _: store.every()),
}


def main() -> None:
    """Ask, and tell what the answer cost."""
    name, question, folder, key = sys.argv[1:]
    made: Any = store_of(name)
    asked, before, _, changes = QUESTIONS[question]
    begun = now()
    store = made(Path(folder), read_only=False) if changes else made(Path(folder))
    if before:
        before(store, key)
        begun = now()
    asked(store, key)
    tell(since(begun))
    store.close()


if __name__ == "__main__":
    main()
