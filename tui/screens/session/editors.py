"""What stands at the right of each line of the session form. Each editor's text is what `read_field` reads."""

from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, HorizontalGroup
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Checkbox, Input, TextArea

from logs.errors import SotayError
from logs.session.validation import Known
from tui.core.i18n import N_, _
from tui.input.text_fields import ViArea, ViInput
from tui.screens.common.calendar import CalendarDialog
from tui.text.formats import day
from tui.widgets.choice import Choice
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.ticks import Tick
from tui.widgets.tree_picker import ThemePicker

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


class Edited(Message):
    """The text of an editor changed by hand."""

    def __init__(self, editor: Widget) -> None:
        super().__init__()
        self.editor = editor

    @property
    def control(self) -> Widget:
        """The editor."""
        return self.editor


@runtime_checkable
class Editor(Protocol):
    """A widget with a text, and a moment at which what is being typed is settled."""

    @property
    def text(self) -> str:
        """What `read_field` is to read."""

    def settle(self) -> None:
        """Take what is being typed as it stands."""


@runtime_checkable
class Guessable(Protocol):
    """An editor that a guess can be put into."""

    def put(self, text: str) -> None:
        """Hold what `read_field` would read from the text; nobody is told."""


class TextEditor(HorizontalGroup):
    """A text of one line; `unit` stands behind a short one."""

    def __init__(self, text: str, *, most: int = 0, unit: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.field = ViInput(text, placeholder, max_length=most)
        self._unit = unit
        self.set_class(bool(unit), "-short")

    @property
    def text(self) -> str:
        return self.field.value

    def put(self, text: str) -> None:
        """Show the text; nobody is told."""
        with self.field.prevent(Input.Changed):
            self.field.value = text

    def settle(self) -> None:
        """Nothing is pending."""

    def compose(self) -> ComposeResult:
        yield self.field
        if self._unit:
            yield Plain(self._unit, classes="unit")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))


class DateInput(ViInput):
    """A date in which + and - step by a day, unless they stand in a date being typed."""

    def __init__(self, value: str, known: Known) -> None:
        super().__init__(value, _("day/month/year"))
        self.known = known

    async def _on_key(self, event: events.Key) -> None:
        stepped = step_day(self.value, event.character, self.known)
        if stepped is not None:
            event.stop()
            event.prevent_default()
            self.value = day(stepped)
            self.select_all()
            return
        await super()._on_key(event)

    @property
    def date(self) -> Date | None:
        """The day that the text means, None where it means none."""
        return typed_day(self.value, self.known)


def typed_day(text: str, known: Known) -> Date | None:
    """The day that the text means, None where it means none."""
    try:
        return known.day(text) if text.strip() else None
    except SotayError:
        return None


def step_day(text: str, key: str | None, known: Known) -> Date | None:
    """The day after or before the one that stands there written out; None where the key is none of + and -."""
    step, shown = {"+": 1, "-": -1}.get(key or ""), typed_day(text, known)
    return shown + timedelta(days=step) if step and shown and text.strip() == day(shown) else None


class DateEditor(HorizontalGroup):
    """A day, rewritten as dd/mm/yyyy when it is left, with its weekday; the arrow down opens a calendar."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down,f4", "calendar", show=False)]

    def __init__(self, text: str, known: Known) -> None:
        super().__init__(classes="-short")
        self.field = DateInput(text, known)

    @property
    def text(self) -> str:
        return self.field.value

    def settle(self) -> None:
        """Write the day out."""
        if self.field.date is not None:
            self.field.value = day(self.field.date)

    def compose(self) -> ComposeResult:
        yield self.field
        yield Plain(classes="unit")

    def on_mount(self) -> None:
        self._show_weekday()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_weekday()
        self.post_message(Edited(self))

    def on_input_blurred(self, event: Input.Blurred) -> None:
        event.stop()
        self.settle()

    def action_calendar(self) -> None:
        """Choose the day from a calendar."""
        today = self.field.known.today
        self.app.push_screen(CalendarDialog(self.field.date or today, today), self._take_day)

    def _take_day(self, chosen: Date | None) -> None:
        if chosen is not None:
            self.field.value = day(chosen)
            self.field.select_all()

    def _show_weekday(self) -> None:
        shown = self.field.date
        self.query_one(Plain).update(_(WEEKDAYS[shown.weekday()]) if shown else "")


class AreaEditor(Horizontal):
    """A text of several lines."""

    def __init__(self, text: str, *, most: int, height: int) -> None:
        super().__init__()
        self.field = ViArea(text, max_length=most)
        self.styles.height = height

    @property
    def text(self) -> str:
        return self.field.text

    def settle(self) -> None:
        """Nothing is pending."""

    def compose(self) -> ComposeResult:
        yield self.field

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))


class OneEditor(HorizontalGroup):
    """One of several choices, or none."""

    def __init__(self, choices: Iterable[Choice], text: str, *, placeholder: str = "") -> None:
        super().__init__()
        self.picker = Picker(choices, value=text or None, placeholder=placeholder)

    @property
    def text(self) -> str:
        return self.picker.value or self.picker.text

    def put(self, text: str) -> None:
        """Choose what has that code; nobody is told."""
        self.picker.value = text or None

    def settle(self) -> None:
        """Take the first hit of what was typed."""
        self.picker.leave()

    def compose(self) -> ComposeResult:
        yield self.picker

    def on_picker_picked(self, event: Picker.Picked) -> None:
        event.stop()
        self.post_message(Edited(self))


class SeveralEditor(HorizontalGroup):
    """Any number of choices; with `main` the first is the main one."""

    def __init__(self, choices: Iterable[Choice], text: str, *, main: bool = False, placeholder: str = "") -> None:
        super().__init__()
        ticked = [part for part in text.split(", ") if part]
        self.picker = ThemePicker(choices, value=ticked, main=main, placeholder=placeholder)

    @property
    def text(self) -> str:
        return ", ".join(self.picker.value)

    def put(self, text: str) -> None:
        """Tick these codes and no others; nobody is told."""
        self.picker.value = tuple(part for part in text.split(", ") if part)

    def settle(self) -> None:
        """What is ticked is taken already."""

    def compose(self) -> ComposeResult:
        yield self.picker

    def on_theme_picker_changed(self, event: ThemePicker.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))


class TickEditor(HorizontalGroup):
    """Yes or no."""

    def __init__(self, text: str, label: str | Content) -> None:
        super().__init__()
        self.box = Tick(label, value=bool(text))

    @property
    def text(self) -> str:
        return "co" if self.box.value else ""

    def settle(self) -> None:
        """Nothing is pending."""

    def compose(self) -> ComposeResult:
        yield self.box

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        event.stop()
        self.post_message(Edited(self))
