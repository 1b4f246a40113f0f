"""What a person writes in a report: one part of it, with the program's draft and last year's text to begin with."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from textual import work
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from exports.merge.unit_texts import texts_of_units
from exports.report.body import HINTS, TITLES
from exports.report.drafts import drafts_of
from exports.report.model import Report
from exports.report.narrative import narrative_of, period_of, write, year_before
from logs.book.book import LogBook
from logs.errors import SotayError
from logs.exchange.narratives import MOST_TEXT, NarrativePart, narrative_key
from tui.core.autosave import Unfinished, keep, kept
from tui.core.commands import Command
from tui.core.i18n import N_, _
from tui.input.text_fields import ViArea
from tui.screens.common.autosave import KeepsFields
from tui.screens.common.choose import ChooseDialog
from tui.screens.common.dialog import CLOSE
from tui.text.formats import number
from tui.text.questions import unit_with_code
from tui.text.values import unit_name, unit_title
from tui.text.visible import visible
from tui.widgets.choice import Choice
from tui.widgets.safe import Plain


class Beginnings(NamedTuple):
    """What the texts of a period's report may begin with, by part; of the units below by their codes."""

    period: str
    drafts: Mapping[NarrativePart, str]
    former: Mapping[NarrativePart, str]
    units: Mapping[str, Mapping[NarrativePart, str]]


def beginnings_of(book: LogBook, report: Report) -> Beginnings:
    """The program's drafts, last year's texts, and what the units have written."""
    period = period_of(report)
    return Beginnings(period, drafts_of(book, report), year_before(book, report), texts_of_units(book, period))


class NarrativeDialog(KeepsFields[bool]):
    """Saves the text of a part; the result is True once it did. A draft is not the report's until it is taken over."""

    KIND = "narrative"
    NAME = "narrative"
    MENU = (
        Command("take", "ctrl+s", N_("Save"), N_("Save"), priority=True, button=True),
        Command("draft", "ctrl+g", N_("Take over the draft"), N_("Proposal"), priority=True, button=True),
        Command("quote", "ctrl+o", N_("Quote a unit"), N_("Units"), priority=True),
        Command("former", "ctrl+l", N_("Take last year's text"), N_("Last year"), priority=True),
        CLOSE,
    )

    def __init__(self, book: LogBook, beginnings: Beginnings, part: NarrativePart) -> None:
        super().__init__(book)
        self.period, self.part = beginnings.period, part
        self._others: dict[str, str] = {}
        self.draft = beginnings.drafts.get(part, "")
        self.units = {unit: texts[part] for unit, texts in beginnings.units.items() if part in texts}
        self.former = beginnings.former.get(part, "")

    def heading(self) -> str:
        return TITLES[self.part]

    def body(self) -> Iterable[Widget]:
        text = narrative_of(self.book, self.period).get(self.part, "")
        yield Plain(f"{HINTS[self.part]}.", classes="hint")
        yield ViArea(text, max_length=MOST_TEXT, id="narrative-text")
        with VerticalScroll(id="narrative-beside", can_focus=False):
            if self.draft:
                yield Plain(_("Draft of the program, not taken over (Ctrl+G):"), classes="hint")
                yield Plain(self.draft)
            for unit, said in self.units.items():
                yield Plain(_("{unit} writes (Ctrl+O):").format(unit=unit_with_code(unit, self.book)), classes="hint")
                yield Plain(visible(said))
            if self.former:
                yield Plain(_("Last year (Ctrl+L):"), classes="hint")
                yield Plain(self.former)

    def on_mount(self) -> None:
        self.query_one("#narrative-draft").display = bool(self.draft)
        self.query_one("#narrative-beside").display = any(self._offered().values())
        self.take_up()
        area = self._area
        area.focus()
        area.move_cursor(area.document.end)

    @property
    def _area(self) -> ViArea:
        return self.query_one(ViArea)

    def texts(self) -> dict[str, str]:
        """The text, by period and part: typed for another it is not put here."""
        return {narrative_key(self.period, self.part): self._area.text}

    def put(self, texts: Mapping[str, str]) -> None:
        others = dict(texts)
        self._area.text = others.pop(narrative_key(self.period, self.part), self._area.text)
        self._others = others

    def unfinished(self) -> Unfinished:
        """The text, and those of other parts that were left unsaved."""
        return Unfinished("", {**self._others, **self.texts()})

    def forget(self) -> None:
        super().forget()
        if self._others:
            keep(self.book.folder, Unfinished("", self._others), self.KIND)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is nothing of is not offered."""
        return self._offered().get(action, True) and super().check_action(action, parameters)

    def _offered(self) -> dict[str, bool]:
        """What there is to take over, by its command."""
        return {"draft": bool(self.draft), "quote": bool(self.units), "former": bool(self.former)}

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._begun is not None:
            self.keep_soon()

    def action_draft(self) -> None:
        """The draft below what is written, to be changed as one likes."""
        self._add(self.draft)

    @work(group="dialog", exclusive=True)
    async def action_quote(self) -> None:
        """What a unit has written, behind its name, below what is written."""
        choices = [Choice(unit, unit_title(self.book.units[unit]) if unit in self.book.units else unit, said)
                   for unit, said in self.units.items()]  # fmt: skip
        unit = await self.app.push_screen_wait(ChooseDialog(_("Quote which unit?"), choices))
        if unit is not None:
            self._add(f"{unit_name(self.book, unit)}: {self.units[unit]}")

    def action_former(self) -> None:
        """Last year's text below what is written."""
        self._add(self.former)

    def _add(self, text: str) -> None:
        area = self._area
        area.text = "\n".join(filter(None, (area.text.rstrip(), text)))
        area.move_cursor(area.document.end)
        area.focus()

    def action_take(self) -> None:
        """Save the text; an empty one takes the former out."""
        try:
            write(self.book, self.period, self.part, self._area.text)
        except SotayError as error:
            self.fail(error)
        else:
            self.forget()
            self.dismiss(True)


def part_choices(book: LogBook, beginnings: Beginnings) -> list[Choice]:
    """The parts, each with how much is written, or what there is to begin with."""
    written = narrative_of(book, beginnings.period)
    unsaved = kept(book.folder, NarrativeDialog.KIND)

    def state(part: NarrativePart) -> str:
        if unsaved and narrative_key(beginnings.period, part) in unsaved.texts:
            return _("not saved")
        if part in written:
            return _("words: {n}").format(n=number(len(written[part].split())))
        if part in beginnings.drafts:
            return _("draft at hand")
        return _("last year's at hand") if part in beginnings.former else _("empty")

    return [Choice(part, title, state(part)) for part, title in TITLES.items()]
