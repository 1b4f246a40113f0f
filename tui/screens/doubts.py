"""Before doubtful sessions are saved: the doubts, to be accepted or looked at again."""

from collections.abc import Iterable
from typing import Any

from textual.app import App

from logs.session.validation import Problem
from tui.core.i18n import _
from tui.screens.ask import Ask
from tui.text.error_messages import problem_sentence


async def save_anyway(app: App[Any], warnings: Iterable[Problem]) -> bool:
    """Whether to save although there are these doubts. To be awaited in a worker."""
    return await accepted(app, (problem_sentence(problem) for problem in warnings))


async def accepted(app: App[Any], doubts: Iterable[str]) -> bool:
    """As `save_anyway`, of doubts in words."""
    detail = "\n".join("? " + doubt for doubt in doubts)
    # Enter once more saves: what a save does can be undone.
    answers = [("back", _("Check again")), ("save", _("Save all the same"))]
    return await app.push_screen_wait(Ask(_("Please check once more"), answers, detail=detail)) == "save"
