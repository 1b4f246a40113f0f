"""The letter of each field that Alt takes one to: one of its title's, without its mark, no two alike."""

from collections.abc import Mapping

from textual.content import Content

from logs.text import fold

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def letters_of(titles: Mapping[str, str]) -> dict[str, str]:
    """A letter for each title, by name: if it can be the first of a word; "" where all of its letters are taken."""
    held: dict[str, str] = {}  # name by letter
    for name in titles:
        any(_find(name, titles, held, steps) for steps in range(len(titles)))
    return dict.fromkeys(titles, "") | {name: letter for letter, name in held.items()}


def underlined(title: str, letter: str) -> Content:
    """The title with its letter underlined, the first of a word if there is one."""
    place = _place(title, letter)
    if not letter or place < 0:
        return Content(title)
    return Content.assemble(title[:place], Content.styled(title[place], "underline"), title[place + 1 :])


def _find(name: str, titles: Mapping[str, str], held: dict[str, str], steps: int) -> bool:
    """Give the title a letter that is free, or one whose holder finds another with so many others moving at most."""
    wanted = _wanted(titles[name])
    letter = next((letter for letter in wanted if letter not in held), None)
    if letter is None and steps:
        movable = (one for one in wanted if held[one] != name and _find(held[one], titles, held, steps - 1))
        letter = next(movable, None)
    if letter is not None:
        held.update({letter: name})
    return letter is not None


def _wanted(title: str) -> list[str]:
    """The letters of a title, the first ones of its words before the others."""
    words = ["".join(letter for letter in fold(word) if letter in ALPHABET) for word in title.split()]
    return list(dict.fromkeys([*(word[0] for word in words if word), *"".join(words)]))


def _place(title: str, letter: str) -> int:
    letters = [fold(one) for one in title]
    first = [n for n, one in enumerate(letters) if one == letter and (n == 0 or title[n - 1] in " (")]
    every = [n for n, one in enumerate(letters) if one == letter]
    return next(iter(first or every), -1)
