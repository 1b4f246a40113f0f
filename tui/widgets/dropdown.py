"""A field of one row with a list that opens under it: what the pickers have in common.

The keyboard stays in the field. Typing filters the list, the arrows move in it, Enter takes, Esc closes.
"""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.core.i18n import _
from tui.input.text_fields import ViInput
from tui.text.visible import visible
from tui.widgets.choice import Choice, Choices
from tui.widgets.safe import Plain


class DropdownField(ViInput):
    """The field of a drop-down: a blank may be a command instead of a letter."""

    class Blank(Message):
        """The space bar was pressed where it is a command."""

    blank_is_command = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "space" and self.blank_is_command:
            event.stop()
            event.prevent_default()
            self.post_message(self.Blank())
        elif event.is_printable:
            # Words are being typed: a blank in the same burst parts them.
            self.blank_is_command = False


class Options(OptionList):
    """The list of a drop-down; a click in it leaves the keyboard in the field."""

    FOCUS_ON_CLICK = False


class Popup(Widget, can_focus_children=False):
    """What opens: the list and a line about the keys."""


class DropDown(Widget):
    """A filter field and its list, over the screen below the field or, if `inline`, always open under it."""

    DEFAULT_CSS = """
    DropDown {
        height: auto;
        & > Popup {
            display: none;
            overlay: screen;
            constrain: inside inflect;
            layout: vertical;
            width: 1fr;
            min-width: 36;
            height: auto;
            margin-bottom: 1;
            background: $panel;
            border-left: outer $primary;
        }
        & > Popup > Options {
            height: auto;
            max-height: 9;
            background: $panel;
            scrollbar-size-vertical: 1;
            & > .option-list--option { padding: 0 1; }
            & > .option-list--option-highlighted {
                background: $block-cursor-background;
                color: $block-cursor-foreground;
                text-style: bold;
            }
        }
        & > Popup > .note { height: 1; color: $text-muted; }
        &.-open > Popup { display: block; }
        &.-inline {
            height: 1fr;
            & > Popup {
                display: block; overlay: none; width: 1fr; height: 1fr; margin: 0;
                border-left: outer $border-blurred;
            }
            & > Popup > Options { height: 1fr; max-height: 100%; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("pagedown", "leap(1)", show=False),
        Binding("pageup", "leap(-1)", show=False),
        Binding("escape", "close", show=False),
    ]

    is_open: reactive[bool] = reactive(False, toggle_class="-open")

    def __init__(
        self,
        choices: Iterable[Choice] = (),
        *,
        placeholder: str = "",
        limit: int = 50,
        inline: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """At most `limit` of `choices` are listed at once; a line under them says how many more there are."""
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.choices = Choices(choices)
        self.limit = limit
        self.inline = inline
        self.set_class(inline, "-inline")
        self.field = DropdownField(placeholder=placeholder)
        self.options = Options(markup=False, compact=True)
        self.note = Plain(classes="note")
        self._listed: list[Choice | None] = []
        self._typed = False

    def compose(self) -> ComposeResult:
        """The field and the list."""
        yield self.field
        with Popup():
            yield self.options
            yield self.note

    def on_mount(self) -> None:
        """Fill the list that is always open."""
        if self.inline:
            self.refill()

    # -- what a picker says about its choices

    def found(self) -> list[Choice]:
        """What the list shows for the words in the field, before it is cut to `limit`."""
        return self.hits()

    def hits(self) -> list[Choice]:
        """What answers the words in the field, best first."""
        return self.choices.find(self.field.value if self._typed else "")

    def prompt(self, choice: Choice) -> Content:
        """How a choice looks in the list."""
        return Content.assemble(visible(choice.label), ("  " + visible(choice.hint) if choice.hint else "", "italic"))

    def keys(self) -> str:
        """One line about the keys."""
        return ""

    def take(self, choice: Choice) -> None:
        """A choice was taken, with Enter or a click."""
        raise NotImplementedError

    def accept(self, choice: Choice) -> None:
        """Enter was pressed on a choice: it is taken, and the keyboard goes on."""
        self.take(choice)
        self.screen.focus_next()

    def accept_words(self) -> None:
        """Enter was pressed on words that answer to nothing: they stay to be corrected."""

    def leave(self) -> None:
        """The keyboard leaves the field."""
        self.is_open = False

    # -- the list

    @property
    def highlighted(self) -> Choice | None:
        """The choice the list's cursor is on."""
        at = self.options.highlighted
        return None if at is None or at >= len(self._listed) else self._listed[at]

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer other choices."""
        self.choices = Choices(choices)
        if self.is_mounted and (self.is_open or self.inline):
            self.refill()

    def open(self) -> None:
        """Show the list."""
        self.refill()
        self.is_open = True

    def validate_is_open(self, is_open: bool) -> bool:
        """Before the list goes, let Textual note where it stands.

        After a scroll its map of the screen is out of date; made anew once the list is hidden, it would not tell that
        what the list covered is to be painted again.
        """
        if self.is_mounted:
            _ = self.region
        return is_open

    def watch_is_open(self) -> None:
        """Esc is the list's while it is open: the footer tells."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where the list is closed already, the key that closes it is for others."""
        return self.is_open if action == "close" else super().check_action(action, parameters)

    def action_close(self) -> None:
        """Close the list."""
        self.is_open = False

    def refill(self) -> None:
        """List what answers the words in the field, with a heading above each group."""
        found = self.found()
        shown = found[: self.limit]
        self._listed = []
        options: list[Option] = []
        group = ""
        for choice in shown:
            if choice.group and choice.group != group:
                options.append(Option(Content.styled(visible(choice.group), "bold"), disabled=True))
                self._listed.append(None)
            group = choice.group
            options.append(Option(self.prompt(choice)))
            self._listed.append(choice)
        if not shown:
            options.append(Option(_("Nothing found. Type other words, or fewer."), disabled=True))
            self._listed.append(None)
        self.options.set_options(options)
        self._highlight_best()
        more = len(found) - len(shown)
        self.note.update(_("{n} more: type to narrow the list.").format(n=more) if more else self.keys())

    def _highlight_best(self) -> None:
        """Put the list's cursor on the best hit; where nothing was typed, on the first choice."""
        best = next(iter(self.hits()), None) if self._typed and self.field.value else None
        if best is None or best not in self._listed:
            best = next((choice for choice in self._listed if choice), None)
        self.options.highlighted = None if best is None else self._listed.index(best)

    def action_step(self, step: int) -> None:
        """Move in the list by one; open it first if it is closed."""
        if not (self.is_open or self.inline):
            self.open()
        elif step > 0:
            self.options.action_cursor_down()
        else:
            self.options.action_cursor_up()

    def action_leap(self, pages: int) -> None:
        """Move in the list by a screenful, once it has a size: Textual cannot page through a list that has none."""
        if (self.is_open or self.inline) and self.options.scrollable_content_region:
            self.options._move_page(1 if pages > 0 else -1)

    # -- messages of the parts

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as the person types."""
        event.stop()
        self._typed = True
        self.open()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens the list, or takes what its cursor is on."""
        event.stop()
        if not (self.is_open or self.inline):
            self.open()
        elif self.highlighted is not None:
            self.accept(self.highlighted)
        else:
            self.accept_words()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Close when the keyboard goes elsewhere."""
        event.stop()
        self.leave()

    def on_click(self, event: events.Click) -> None:
        """A click into the field opens the list."""
        if event.widget is self.field and not self.is_open:
            self.open()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on a choice takes it."""
        event.stop()
        choice = self._listed[event.option_index]
        if choice is not None:
            self.take(choice)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The list's cursor is nobody else's business."""
        event.stop()

    def show_text(self, text: str) -> None:
        """Put text into the field without searching for it."""
        self._typed = False
        with self.field.prevent(Input.Changed):
            self.field.value = text
