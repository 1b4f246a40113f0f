"""The audience of a session: a tick for each group and, if one likes, its count."""

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, ItemGrid
from textual.widgets import Checkbox, Input

from logs.catalogue.directive import Audience
from logs.errors import SotayError
from logs.typed_values import read_count
from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.screens.session.editors import Edited
from tui.text.values import titled
from tui.widgets.ticks import Tick


class GroupEditor(HorizontalGroup):
    """One audience group: a tick and, if one likes, a count."""

    def __init__(self, group: Audience, count: str | None) -> None:
        super().__init__(classes="group")
        self.group = group
        self.box = Tick(titled(group), value=count is not None)
        self.field = ViInput(count or "", _("count"), max_length=7)

    @property
    def text(self) -> str:
        """`DV=18`, `DV`, or "" where the group is not ticked."""
        if not self.box.value:
            return ""
        count = self.field.value.strip()
        return f"{self.group.code}={count}" if count else self.group.code

    def put(self, count: str | None) -> None:
        """Tick the group with its count, or untick it for None; nobody is told."""
        with self.box.prevent(Checkbox.Changed), self.field.prevent(Input.Changed):
            self.box.value = count is not None
            self.field.value = count or ""

    def compose(self) -> ComposeResult:
        yield self.box
        yield self.field

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value.strip():
            self.box.value = True
        self.post_message(Edited(self))

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        event.stop()
        if not self.box.value:
            self.field.value = ""
        self.post_message(Edited(self))


class AudienceEditor(ItemGrid):
    """The audience groups with their counts; groups of the external kind are shown when asked for."""

    def __init__(self, groups: Iterable[Audience], counts: Mapping[str, int | None]) -> None:
        super().__init__(min_column_width=27)
        self.editors = [
            GroupEditor(group, None if group.code not in counts else str(counts[group.code] or "")) for group in groups
        ]

    def on_mount(self) -> None:
        for editor in self.editors:
            editor.display = editor.group.direct or editor.box.value

    def show_all(self) -> None:
        """Show the groups of the external kind too."""
        for editor in self.editors:
            editor.display = True

    @property
    def text(self) -> str:
        return ", ".join(editor.text for editor in self.editors if editor.text)

    @property
    def total(self) -> int | None:
        """The counts added up, where every ticked group has one."""
        texts = [editor.field.value for editor in self.editors if editor.box.value]
        try:
            return sum(read_count(text) for text in texts) if texts else None
        except SotayError:
            return None

    def put(self, text: str) -> None:
        """Tick the groups of `DV=18, CB` and no others; nobody is told."""
        counts = dict(part.partition("=")[::2] for part in text.split(", ") if part)
        for editor in self.editors:
            editor.put(counts.get(editor.group.code))
            editor.display = editor.group.direct or editor.box.value or editor.display

    def settle(self) -> None:
        """Nothing is pending."""

    def compose(self) -> ComposeResult:
        yield from self.editors

    def on_edited(self, event: Edited) -> None:
        if event.editor is not self:
            event.stop()
            self.post_message(Edited(self))
