"""The apps that `screens` measures, each run as a process of its own in a terminal: WAY BOOK TOPICS LOG.

Every painting is noted in LOG as a line of JSON: what it was an answer to, and the processor's time it took: since the
process began for the first ones, since the key arrived for the others.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Footer, Input, Static

from tests.benchmarks.kit import DAY


class Noted(App[Any]):
    """Notes when something of interest was painted; `watched` is the class whose lines are waited for."""

    log_path: ClassVar[Path]
    watched: ClassVar[type[Any]]
    answer_to: str = "frame"
    since: float = 0.0
    is_due: bool = False
    has_rows: bool = False

    def watch_lines(self) -> None:
        """Have every line of a watched widget noted."""
        own = self.watched.render_line

        def render_line(widget: Any, y: int) -> Any:
            strip = own(widget, y)
            self.has_rows = self.has_rows or bool(widget.row_count)
            if self.answer_to != "rows" or widget.row_count:
                self.is_due = True
            return strip

        self.watched.render_line = render_line

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and event.is_forwarded is False:
            self.answer_to, self.since, self.is_due = event.key, time.process_time(), False
        await super().on_event(event)

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if self.is_due and self.answer_to:
            self._note()

    def _note(self) -> None:
        spent = (time.process_time() - self.since) * 1000
        # A first picture may show its rows already.
        answered = ("frame", "rows") if self.answer_to == "frame" and self.has_rows else (self.answer_to,)
        with self.log_path.open("a") as file:
            file.writelines(json.dumps({"key": key, "ms": spent}) + "\n" for key in answered)
        self.is_due = False
        self.answer_to = "rows" if answered == ("frame",) else ""


class Bare(Noted):
    """Nothing but a line of text."""

    class Line(Static):
        """Its lines are painted as those of a table are."""

        row_count = 0

    watched = Line

    def compose(self) -> ComposeResult:
        yield self.Line("Sổ tay")


class Stock(Noted):
    """The register of stock widgets, as many as the program has; a search fills the table anew."""

    CSS = """
    .line { height: 1; }
    Static, Input { height: 1; border: none; }
    VerticalScroll { width: 42; }
    """
    watched = DataTable
    topics: ClassVar[Path]
    TITLES = ("Ngày", "HT", "Chuyên đề", "Lượt", "Trạng thái")

    BINDINGS: ClassVar[list[BindingType]] = [(key, "quit", f"Key {key}") for key in "edfsnuxtw"]

    def compose(self) -> ComposeResult:
        yield Static("Sổ tay")
        yield Horizontal(Static("Tìm"), Input(), classes="line")
        with Horizontal():
            yield DataTable[str](cursor_type="row")
            yield VerticalScroll(Static("Ngày"))
        yield Static("0 buổi", classes="line")
        yield Static("còn 4 ngày", classes="line")
        yield Footer()

    def on_mount(self) -> None:
        texts = self.topics.read_text("utf-8").splitlines() if self.topics.exists() else []
        self.rows = [("10/12/2014", "SH", topic, "25", "mới") for topic in texts]
        self.folded = [row[2].casefold() for row in self.rows]
        self.table.add_columns(*self.TITLES)
        self.table.add_rows(self.rows)
        self.table.focus()

    @property
    def table(self) -> DataTable[str]:
        """The table."""
        return self.query_one(DataTable)

    def on_key(self, event: events.Key) -> None:
        if event.key == "slash":
            self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        wanted = event.value.casefold()
        self.table.clear()
        self.table.add_rows(row for row, text in zip(self.rows, self.folded, strict=True) if wanted in text)


def sotay(book: Path, opens: str) -> App[Any]:
    """The program's own app on the book, which opens with that screen."""
    from tui.app.app import SotayApp
    from tui.app.run import open_book
    from tui.core.i18n import use_language
    from tui.core.settings import SettingsFile
    from tui.widgets.card import PENDING, Card
    from tui.widgets.table import VirtualTable

    class Figure(Card):
        """A card that has its rows once every card of its screen has its figure."""

        @property
        def row_count(self) -> int:
            return all(card.figure != PENDING for card in self.screen.query(Card))

    class Own(SotayApp, Noted):
        """The app, noted."""

        CSS_PATH = str(Path(__file__).parents[2] / "tui" / "app" / "app.tcss")
        watched = VirtualTable if opens == "register" else Figure

    use_language("vi")
    settings = SettingsFile(book.parent / f"{opens}.json")
    settings.change(opens=opens)
    if opens == "overview":
        sys.modules["tui.widgets.card"].Card = Figure  # type: ignore[attr-defined]
    return Own(book, open_book(book), settings)


def main() -> None:
    """Run the app asked for."""
    way, book, topics, log = sys.argv[1:]
    os.environ["SOTAY_TODAY"] = DAY
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    Noted.log_path = Path(log)
    Stock.topics = Path(topics)
    own = {"sotay": "register", "overview": "overview"}
    app = sotay(Path(book), own[way]) if way in own else {"bare": Bare, "DataTable": Stock}[way]()
    assert isinstance(app, Noted)
    app.watch_lines()
    app.run()


if __name__ == "__main__":
    main()
