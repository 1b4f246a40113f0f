"""A conflict, field by field: the versions side by side, and for each field the one that holds."""

from collections.abc import Sequence
from datetime import date as Date
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from logs.book.book import LogBook
from logs.model import Session, from_fields, to_fields
from logs.questions.answers import Conflict, Difference, Side, conflict_of
from logs.session.validation import Problem
from tui.core.commands import Command, KeyBar, bindings
from tui.core.i18n import N_, _
from tui.core.messages import told
from tui.text.answers import settle
from tui.text.errors.messages import problem_sentence
from tui.text.formats import moment
from tui.text.labels import field_title
from tui.text.questions import session_line, unit_with_code
from tui.text.values import named_text, person, value_text
from tui.text.visible import visible
from tui.widgets.cells import Cell
from tui.widgets.columns import Column
from tui.widgets.key_button import key_button
from tui.widgets.safe import Plain
from tui.widgets.table import VirtualTable

_MOST_KEYS = 3  # versions that have a key of their own


class Picks:
    """The first live side at the start; a side that has deleted the session is taken as a whole or not at all."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        self.live = [number for number, side in enumerate(conflict.sides) if side.content is not None]
        self.fields = conflict.differences or self._of_the_only_one()
        self._picked = dict.fromkeys((field.field for field in self.fields), self.live[0] if self.live else 0)
        self._whole: int | None = None if self.live else 0

    def _of_the_only_one(self) -> tuple[Difference, ...]:
        """What the only live side holds, where the others have deleted the session."""
        contents = [self.conflict.sides[number].content for number in self.live[:1]]
        return tuple(
            Difference(name, (value,)) for content in contents if content for name, value in to_fields(content).items()
        )

    def value(self, field: Difference, side: int) -> Any:
        """What a live side has in a field, as plain JSON."""
        return field.values[self.live.index(side)]

    def side_of(self, field: Difference) -> int:
        """The side that the field is taken from."""
        return self._picked[field.field] if self._whole is None else self._whole

    @property
    def whole(self) -> int | None:
        """The side that everything is taken from, if it is a single one."""
        if self._whole is not None:
            return self._whole
        sides = set(self._picked.values())
        return sides.pop() if len(sides) == 1 else None

    def take_all(self, side: int) -> None:
        """Take every field of a side, its deletion too."""
        self._whole = None if side in self.live else side
        if side in self.live:
            self._picked = dict.fromkeys(self._picked, side)

    def step(self, field: Difference, sides: int) -> None:
        """Take the field from the side that is so many places further on, the first one after the last."""
        side = (self.side_of(field) + sides) % len(self.conflict.sides)
        self._whole = None if side in self.live else side
        if side in self.live:
            self._picked[field.field] = side

    def decision(self, book: LogBook) -> tuple[str | Session | None, tuple[Problem, ...]]:
        """The version that everything is taken from, or the session of the fields picked; None where these do not fit
        together, with what is wrong.
        """
        if self.whole is not None:
            return self.conflict.sides[self.whole].version, ()
        mixed = self._mixed()
        composed = book.compose(mixed)
        errors = tuple(error for error in composed.errors if not self._is_of_a_side(error, book))
        if errors:
            return None, errors
        return composed.session or from_fields(_plain(mixed)), ()

    def _mixed(self) -> dict[str, Any]:
        """The fields of the first live side with those picked from others."""
        contents = {number: self.conflict.sides[number].content for number in self.live}
        return {
            name: getattr(contents[self._picked.get(name, self.live[0])], name) for name in Session.__struct_fields__
        }

    def _is_of_a_side(self, problem: Problem, book: LogBook) -> bool:
        """Whether a side has the same error itself, such as a code that this book does not know."""
        content = self.conflict.sides[self._picked.get(problem.field, self.live[0])].content
        own = book.compose({name: getattr(content, name) for name in Session.__struct_fields__})
        return problem in own.errors


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, Date) else value for name, value in values.items()}


class ConflictScreen(ModalScreen[str | None]):
    """The result is what was decided, in words; None where the conflict stays. Raises SotayError `no_conflict`."""

    ABOUT = N_(
        "Two people changed the same session without knowing of each other. ● marks what will be saved. Nothing is "
        "lost: the other version stays in the session's history."
    )
    MENU: tuple[Command, ...] = (
        Command("take(0)", "1", N_("Take everything of version 1"), N_("All of 1")),
        Command("take(1)", "2", N_("Take everything of version 2"), N_("All of 2")),
        Command("take(2)", "3", N_("Take everything of version 3"), N_("All of 3")),
        Command("step(1)", "space,right", N_("Take the field from the next version"), N_("Other one")),
        Command("step(-1)", "left", N_("Take the field from the version before")),
        Command("save", "ctrl+s", N_("Save what is marked"), N_("Save"), "", priority=True, button=True),
        Command("both", "b", N_("Keep both, as two sessions"), N_("Keep both"), button=True),
        Command("step_back", "escape", N_("Close"), "", N_("the question stays open"), button=True),
        Command("app.help", "f1", N_("Help"), N_("Help")),
    )
    BINDINGS = bindings(MENU)
    QUIET = frozenset({"save", "both", "app.help"})

    def __init__(self, book: LogBook, session_id: str) -> None:
        super().__init__()
        self.book = book
        self.conflict = conflict_of(book, session_id)
        self.picks = Picks(self.conflict)
        # Help and palette list what there is: no third version where there are two.
        beyond = {f"take({side})" for side in range(len(self.conflict.sides), _MOST_KEYS)}
        self.MENU = tuple(one for one in self.MENU if one.action not in beyond)

    def compose(self) -> ComposeResult:
        sides = range(len(self.conflict.sides))
        columns = [Column(f"side{side}", _("Version {n}").format(n=side + 1), None) for side in sides]
        with Vertical(classes="whole", id="conflict"):
            yield Plain(self._title(), classes="whole-title")
            yield Plain(self._sides(), id="conflict-sides")
            yield VirtualTable([Column("field", _("Field"), 18), *columns], id="conflict-fields")
            yield VerticalScroll(Plain(id="conflict-value"), id="conflict-value-pane", can_focus=False)
            yield Plain(id="conflict-said", classes="problem")
            with Horizontal(classes="buttons"):
                for one in (
                    command for command in self.MENU if command.button and self.check_action(command.action, ())
                ):
                    variant = "primary" if one.action == "save" else "default"
                    yield key_button(_(one.name), one.key, variant=variant, action=f"screen.{one.action}")
                yield Plain(self.MENU[-1].key, classes="help-key")
            yield KeyBar()

    def _title(self) -> str:
        live = next((side.content for side in self.conflict.sides if side.content is not None), None)
        return _("Versions differ") + (f" · {session_line(live, self.book)}" if live else "")

    def _sides(self) -> Content:
        lines = [
            Content.assemble(Content.styled(f"{n} ", "bold $text-accent"), visible(self._side(side)))
            for n, side in enumerate(self.conflict.sides, start=1)
        ]
        return Content("\n").join(lines)

    def _side(self, side: Side) -> str:
        """When the version came, and by whom or from which file: a long name is cut at its end."""
        if side.file:
            come = _("file {file} of {unit}").format(file=side.file, unit=unit_with_code(side.unit, self.book))
        elif side.who:
            come = _("written in this book by {name}").format(name=person(side.who, self.book))
        else:
            come = _("known since before this book's history")
        at = f"{moment(side.at)} · " if side.at else ""
        deleted = "" if side.content else _("(deleted)") + " · "
        return f"{at}{deleted}{come}"

    def on_mount(self) -> None:
        self.query_one(VirtualTable).focus()
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A version that there is not cannot be taken; there is nothing to keep beside a deletion."""
        if action == "take":
            return isinstance(parameters[0], int) and parameters[0] < len(self.conflict.sides)
        return len(self.picks.live) > 1 if action == "both" else super().check_action(action, parameters)

    # What is shown

    def _show(self) -> None:
        table = self.query_one(VirtualTable)
        table.set_rows(len(self.picks.fields), self._cells, cursor=table.cursor_row)
        self._show_value()
        self._say(())

    def _cells(self, row: int) -> Sequence[Cell]:
        field = self.picks.fields[row]
        return [field_title(field.field), *(self._cell(row, side) for side in range(len(self.conflict.sides)))]

    def _cell(self, row: int, side: int) -> Cell:
        field = self.picks.fields[row]
        text = _("(deleted)")
        if side in self.picks.live:
            text = value_text(field.field, self.picks.value(field, side)).replace("\n", " ")
        taken = self.picks.side_of(field) == side
        return (f"● {text}", "bold $text-success") if taken else (f"  {text}", "$foreground-muted")

    def _show_value(self) -> None:
        """In full, with names, what the cells of the row shorten."""
        row = self.query_one(VirtualTable).cursor_row
        if row >= len(self.picks.fields):
            return
        field = self.picks.fields[row]
        taken = self.picks.side_of(field)
        lines = [Content.styled(field_title(field.field), "$text-muted")]
        for side in range(len(self.conflict.sides)):
            text = _("(deleted)")
            if side in self.picks.live:
                text = named_text(field.field, self.picks.value(field, side), self.book)
            told = "\n".join(visible(line) for line in text.splitlines())
            lines.append(
                Content.styled(f"{side + 1}{'●' if side == taken else ' '} {told}", "bold" if side == taken else "")
            )
        self.query_one("#conflict-value", Plain).update(Content("\n").join(lines))
        self.query_one("#conflict-value-pane", VerticalScroll).scroll_home(animate=False)

    def _say(self, problems: Sequence[Problem]) -> None:
        text = "\n".join(f"✗ {visible(problem_sentence(problem))}" for problem in problems)
        said = self.query_one("#conflict-said", Plain)
        said.update(text)
        said.display = bool(problems)

    def on_virtual_table_highlighted(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        self._show_value()

    # What the person does

    def on_virtual_table_selected(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.action_step(1)

    def action_take(self, side: int) -> None:
        self.picks.take_all(side)
        self._show()

    def action_step(self, sides: int) -> None:
        row = self.query_one(VirtualTable).cursor_row
        if row < len(self.picks.fields):
            self.picks.step(self.picks.fields[row], sides)
            self._show()

    @work(group="dialog", exclusive=True)
    @told
    async def action_save(self) -> None:
        decision, problems = self.picks.decision(self.book)
        if decision is None:
            self._say(problems)
        else:
            self._settle("keep" if isinstance(decision, str) else "pick", decision)

    @work(group="dialog", exclusive=True)
    @told
    async def action_both(self) -> None:
        self._settle("both")

    def _settle(self, word: str, argument: str | Session | None = None) -> None:
        """Answer the question; raises SotayError `no_conflict`, then the screen stays."""
        self.dismiss(settle(self.book, self.conflict.id, word, argument).in_short)

    def action_step_back(self) -> None:
        self.dismiss(None)
