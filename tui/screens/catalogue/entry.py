"""The fields of an entry of the catalogue, typed into; what is wrong is said at its field."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from exports.catalogue.sheets import Field
from logs.catalogue.directive import Directive
from logs.errors import SotayError
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViInput
from tui.screens.catalogue.draft import Line
from tui.screens.catalogue.fields import fault_sentence, title_text, typed_value, value_text
from tui.screens.common.dialog import CLOSE, HELP, Dialog
from tui.text.labels import field_label
from tui.widgets.choice import Choice
from tui.widgets.form_line import FormLine
from tui.widgets.picker import Picker
from tui.widgets.safe import Plain
from tui.widgets.ticks import Tick


class EntryDialog(Dialog[Directive]):
    """Types into the fields of `line`; the result is what `change` makes of them, a catalogue.

    `fixed` are the fields that cannot be changed, `first` is the one to begin with; a day without a year is of `year`.
    `change` raises SotayError.
    """

    NAME = "fields"
    MENU = (
        Command("take", "ctrl+s", N_("Apply"), N_("Apply"), N_("saved with the catalogue"), priority=True, button=True),
        CLOSE,
        HELP,
    )
    GUIDE = "catalogue"

    def __init__(
        self,
        line: Line,
        heading: str,
        change: Callable[[Mapping[str, Any]], Directive],
        year: int,
        *,
        fixed: Iterable[str] = (),
        first: str = "",
    ) -> None:
        super().__init__()
        self.line = line
        self.entry_heading = heading
        self.change = change
        self.year = year
        self.fixed = frozenset(fixed)
        self.first = first
        self._begun: list[object] = []

    def heading(self) -> str:
        title = " ".join(filter(None, (self.line.code, title_text(self.line))))
        return f"{self.entry_heading}: {title}" if title else self.entry_heading

    def body(self) -> Iterable[Widget]:
        with VerticalScroll(can_focus=False):
            for field in self.line.fields:
                with Vertical(classes="entry-field"):
                    yield FormLine(field_label(field) + (" *" if field.is_required else ""), self._editor(field))
                    yield Plain(classes="problem", id=f"problem-{field.name}")

    def _editor(self, field: Field) -> Widget:
        name, value = f"fields-{field.name}", self.line.value(field)
        is_fixed = field.name in self.fixed
        if field.kind == "yes":
            return Tick(_("yes"), value=bool(value), id=name, disabled=is_fixed)
        if field.choices:
            choices = [Choice(choice, choice) for choice in field.choices]
            picker = Picker(choices, value=field.word(value) if isinstance(value, str) else None, id=name)
            picker.disabled = is_fixed
            return picker
        own, group = (value_text(field, values.get(field.name)) for values in (self.line.values, self.line.inherited))
        hint = {
            "day": _("such as {day}").format(day="15/12/2026"),
            "lines": _("with “;” between"),
            "codes": _("with “;” between"),
            "period": "2026-6T",
        }.get(field.kind, "")
        hint = _("as its group: {value}").format(value=group) if group else hint
        return ViInput(own, hint, id=name, max_length=field.most, disabled=is_fixed)

    def on_mount(self) -> None:
        self._begun = self._typed()
        names = [self.first, *(field.name for field in self.line.fields)]
        chosen = next((name for name in names if name and name not in self.fixed), "")
        if chosen:
            editor = self.query_one(f"#fields-{chosen}")
            (editor.field if isinstance(editor, Picker) else editor).focus()

    def _typed(self) -> list[object]:
        editors = (self.query_one(f"#fields-{field.name}") for field in self.line.fields)
        return [
            editor.text if isinstance(editor, Picker) else editor.value if isinstance(editor, (Tick, ViInput)) else None
            for editor in editors
        ]

    @property
    def unsaved(self) -> bool:
        """Whether a field holds something else than at first."""
        return self._begun != self._typed()

    def action_take(self) -> None:
        """Close with the catalogue that has what was typed, or say what is wrong with it."""
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for field in self.line.fields:
            try:
                value = self._value(field)
            except SotayError as error:
                wrong[field.name] = fault_sentence(error)
            else:
                values |= {} if value is None else {field.name: value}
        if not wrong:
            try:
                self.dismiss(self.change(values))
            except SotayError as error:
                names = {field.name for field in self.line.fields}
                wrong = {
                    _FIELD_OF.get(error.code, "") if _FIELD_OF.get(error.code) in names else "": fault_sentence(error)
                }
        self._say(wrong)

    def _value(self, field: Field) -> Any:
        editor = self.query_one(f"#fields-{field.name}")
        if isinstance(editor, Tick):
            return editor.value
        if isinstance(editor, Picker):
            editor.leave()
            return typed_value(field, editor.value or editor.text, self.year)
        return typed_value(field, self.text(field.name), self.year)

    def _say(self, wrong: Mapping[str, str]) -> None:
        """Each sentence at its field, that without one below; the cursor in the first."""
        for field in self.line.fields:
            problem = self.query_one(f"#problem-{field.name}", Plain)
            problem.display = field.name in wrong
            problem.update(f"✗ {wrong.get(field.name, '')}")
        self.query_one("#fields > .problem", Plain).display = "" in wrong
        self.query_one("#fields > .problem", Plain).update(f"✗ {wrong.get('', '')}")
        if first := next(filter(None, wrong), ""):
            editor = self.query_one(f"#fields-{first}")
            (editor.field if isinstance(editor, Picker) else editor).focus()


_FIELD_OF = {"directive_code_twice": "code", "catalogue_period_backwards": "period_end",
             "catalogue_deadline_early": "deadline", "directive_days_backwards": "to"}  # fmt: skip
"""The field at which an error of the whole catalogue is said."""
