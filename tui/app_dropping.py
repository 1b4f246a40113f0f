"""Files dropped on the window: the terminal pastes their paths, and the merge screen shows what they would do."""

import asyncio

from textual import events, work
from textual.app import App
from textual.screen import ModalScreen

from logs.book.book import LogBook
from tui.core.messages import told
from tui.files.pasted_paths import looks_like_paths, read_paths


class Dropping(App[int]):
    """An app into which units' files can be dropped wherever no field and no dialog takes what is pasted."""

    book: LogBook | None

    def on_paste(self, event: events.Paste) -> None:
        if self.book is not None and not isinstance(self.screen, ModalScreen) and looks_like_paths(event.text):
            event.stop()
            self._drop(event.text)

    @work(group="dialog", exclusive=True)
    @told
    async def _drop(self, text: str) -> None:
        from tui.files.folders import checked
        from tui.screens.merge import MergeScreen

        paths = await asyncio.to_thread(lambda: checked(read_paths(text), "files"))
        await self.switch_mode("merge")
        while len(self.screen_stack) > 1 and not isinstance(self.screen, MergeScreen):
            await self.pop_screen()
        if isinstance(self.screen, MergeScreen):
            self.screen.receive(paths)
