"""A field for typing tests: Ctrl+O notes its value and empties it; the screen shows how many, and whether all agree.

`typed.py KIND` with KIND a class: ViInput, ViArea, or Textual's own Input, TextArea.
"""

import json
import sys

from tui.app.terminal import prepare_terminal

prepare_terminal()

from textual.app import App, ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.widgets import Input, TextArea  # noqa: E402

from tui.app.crash_guard import Guarded  # noqa: E402
from tui.core.messages import Done  # noqa: E402
from tui.input.input_method import Composing  # noqa: E402
from tui.input.key_order import KeysInOrder  # noqa: E402
from tui.input.text_fields import ViArea, ViInput  # noqa: E402
from tui.widgets.safe import Plain, SafeApp  # noqa: E402

KINDS: dict[str, type[Input] | type[TextArea]] = {kind.__name__: kind for kind in (ViInput, ViArea, Input, TextArea)}


class Typed(App[None]):
    """One field, the values noted so far, and what was submitted; nothing of ours but what the field brings."""

    BINDINGS = [Binding("ctrl+o", "note", priority=False)]  # noqa: RUF012

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.field = KINDS[kind]()
        self.values: list[str] = []
        self.submitted = 0

    def compose(self) -> ComposeResult:
        """The field and what became of it."""
        yield self.field
        yield Plain("ready", id="noted")
        yield Plain("submitted 0", id="submitted")
        yield Plain(id="told")

    def action_note(self) -> None:
        """Note the value and empty the field."""
        self.values.append(self.field.value if isinstance(self.field, Input) else self.field.text)
        self.field.clear()
        last = json.dumps(self.values[-1], ensure_ascii=True)
        right = sum(value == self.values[0] for value in self.values)
        self.query_one("#noted", Plain).update(f"noted {len(self.values)} equal {right} last {last}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Count, and show what was submitted."""
        self.submitted += 1
        self.query_one("#submitted", Plain).update(f"submitted {self.submitted} {json.dumps(event.value)}")


class OurTyped(Guarded[None], Composing[None], KeysInOrder[None], SafeApp[None], Typed):
    """The same in an application like the program's."""

    BINDINGS = [Binding("f9", "change_typing", priority=True)]  # noqa: RUF012

    def on_done(self, event: Done) -> None:
        """Show what a field tells."""
        self.query_one("#told", Plain).update(event.text)


app = OurTyped if sys.argv[1].startswith("Vi") else Typed
app(sys.argv[1]).run()
