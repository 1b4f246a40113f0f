"""A value of a few that a person may name by its code or by its word in the language of the program."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from tui.core.i18n import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class WordChoice(click.Choice[str]):
    """One of the codes of `words`, typed as it is or by its word, with or without marks and `-` for blanks.

    Part of a word is enough, from a blank on, where it fits one alone: `đối tượng` of `nhóm đối tượng`.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(tuple(words))
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code; raises BadParameter with the codes and words there are."""
        typed = _spelled(str(value))
        spelled = {code: (_spelled(code), _spelled(_(word))) for code, word in self._words.items()}
        whole = [code for code, words in spelled.items() if typed in words]
        part = [code for code, (_code, word) in spelled.items() if typed and f" {typed}" in f" {word}"]
        if len(fitting := whole or part) == 1:
            return fitting[0]
        choices = ", ".join(f"{code} ({_(word)})" for code, word in self._words.items())
        return self.fail(_("“{value}” is none of these: {choices}.").format(value=value, choices=choices), param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The codes that begin so, with their words."""
        items = super().shell_complete(ctx, param, incomplete)
        for item in items:
            item.help = _(self._words[item.value])
        return items


def _spelled(text: str) -> str:
    from logs.text import fold

    return fold(text.replace("-", " ").replace("_", " "))
