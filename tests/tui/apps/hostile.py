"""Every widget of the program full of hostile text; Ctrl+N opens the lists one after another."""

from tui.app.terminal import prepare_terminal

prepare_terminal()

from rich.text import Text  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.containers import VerticalScroll  # noqa: E402
from textual.content import Content  # noqa: E402
from textual.widgets import Button, Header, OptionList, Static  # noqa: E402

from tui.app.crash_guard import Guarded  # noqa: E402
from tui.input.text_fields import ViArea, ViInput  # noqa: E402
from tui.widgets.choice import Choice  # noqa: E402
from tui.widgets.columns import Column  # noqa: E402
from tui.widgets.matrix import Matrix  # noqa: E402
from tui.widgets.picker import Picker  # noqa: E402
from tui.widgets.safe import Plain, SafeApp, plain  # noqa: E402
from tui.widgets.table import VirtualTable  # noqa: E402
from tui.widgets.tree_picker import ThemePicker  # noqa: E402

HOSTILE = [
    "[/foo]",
    "[@click=app.quit]x[/]",
    "a\x1b[2Jb",
    "a\x1b]52;c;QUJD\x07b",
    "a\x1b]0;stolen\x1b\\b",
    "a\x9b2Jb",
    "a\u202eb",
    "a\ud800b",
    "a\rb\nc\td",
    "[" * 40,
]
CHOICES = [Choice(f"k{i}{text}", f"label {text}", f"hint {text}", f"group {text}") for i, text in enumerate(HOSTILE)]


class Hostile(Guarded[None], SafeApp[None]):
    """What other people's files may hold, in every place that shows data."""

    CSS = "VirtualTable, Matrix { height: 13; } OptionList { height: 12; }"
    BINDINGS = [Binding("ctrl+n", "next", priority=True)]  # noqa: RUF012
    TITLE = HOSTILE[2]

    def compose(self) -> ComposeResult:
        """All of them, below one another."""
        yield Header()
        yield Plain("at 0;", id="place")
        with VerticalScroll():
            table = VirtualTable([Column("a", "A"), Column("b", "B"), Column("c", "C")])
            matrix = Matrix([Column("h", HOSTILE[2]), *(Column(str(i), t, 8) for i, t in enumerate(HOSTILE))])
            yield table
            yield matrix
            yield Picker(CHOICES, value=CHOICES[2].key)
            yield ThemePicker(CHOICES, value=[choice.key for choice in CHOICES])
            for text in HOSTILE:
                yield ViInput(text, placeholder=text)
                yield ViInput(placeholder=text)
                yield ViArea(text)
                yield Plain(text)
                yield Static(Content(text))
                yield Button(plain(text), tooltip=plain(text))
            yield OptionList(*(plain(text) for text in HOSTILE), markup=False)
        table.set_rows(len(HOSTILE), lambda i: [HOSTILE[i], (HOSTILE[i], "bold"), Text(HOSTILE[i])])
        matrix.set_rows(len(HOSTILE), lambda i: [Content(HOSTILE[i])] * len(HOSTILE))

    def on_mount(self) -> None:
        """Tell every text as a notice; a caller that asks for markup does not get it."""
        for text in HOSTILE:
            self.notify(text, title=text, markup=True)

    def action_next(self) -> None:
        """Show the next widget."""
        self.screen.focus_next()
        if isinstance(self.focused, ViInput) and isinstance(self.focused.parent, Picker | ThemePicker):
            self.focused.parent.open()
        if self.focused is not None:
            self.screen.scroll_to_widget(self.focused, animate=False)
            self.query_one("#place", Plain).update(f"at {self.screen.focus_chain.index(self.focused)};")


if __name__ == "__main__":
    Hostile().run()
