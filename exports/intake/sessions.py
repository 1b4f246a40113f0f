"""The session of a block of rows, with every remark that entering it would give, or what stands in its way."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from exports.intake.columns import Columns
from exports.intake.headings import MONTH, SESSIONS, YEAR
from exports.intake.plan import ABOVE, ReadingPlan
from exports.intake.rows import Block
from exports.intake.values import Context, Unread, WordReader, month_of_text, read_attendance, read_day
from exports.intake.workbook import Grid
from logs.errors import SotayError
from logs.model import Session
from logs.progress.typed_totals import amount_error
from logs.session.validation import Problem, compose

_JOINED_BY = {"topic": "; ", "place": "; ", "themes_other": "; ", "notes": "\n", "materials": "\n"}
_CODED = ("themes", "audience", "reporters", "documents", "partners")
_NO_UNIT = "-"
"""The meaning of a section's text that names no unit."""


class Question(Struct, frozen=True):
    """A word, or the blanks of a column, that somebody has to say the meaning of; `line` is the first it stands in."""

    field: str
    text: str
    line: int


class MonthTotals(Struct, frozen=True):
    """What a row tells of a unit's month (`2014-03`) in figures, of one form and some themes where it names them."""

    unit: str
    month: str
    sessions: int
    attendance: int
    form: str = ""
    themes: tuple[str, ...] = ()


class Row(Struct, frozen=True):
    """What became of the rows of a session: the session, the `totals` of a month, or the problems in its way.

    `key` names its content, `given` are the fields that the sheet itself says; `last_line` is its last row.
    """

    sheet: str
    line: int
    cells: tuple[str, ...]
    session: Session | None
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    given: frozenset[str] = frozenset()
    key: str = ""
    last_line: int = 0
    totals: MonthTotals | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it is a session or the totals of a month."""
        return self.session is not None or self.totals is not None

    @property
    def figures(self) -> tuple[int, int]:
        """Its sessions and their listeners."""
        if self.totals is not None:
            return self.totals.sessions, self.totals.attendance
        return (0, 0) if self.session is None else (1, self.session.attendance or 0)


class SessionReader:
    """Reads the blocks of one sheet in their order."""

    def __init__(
        self, grid: Grid, columns: Columns, plan: ReadingPlan, words: WordReader, defaults: Mapping[str, str]
    ) -> None:
        self._grid = grid
        self._sheet = grid.name
        self._fields = columns.fields
        self._parts = columns.parts
        self._plan = plan
        self._words = words
        said = dict(defaults) | plan.values
        self._defaults = {field: value for field, value in said.items() if field not in (MONTH, YEAR)}
        self._above: dict[str, tuple[int, str]] = {}  # the last day and unit, with the section they stand in
        self._counts: Counter[bytes] = Counter()

    def read(self, block: Block) -> Row:
        """The session of a block with its doubts, or none with everything that stands in its way."""
        reading = _Reading(block)
        if month := self._month_without_day(block):
            return self._month_row(block, month, reading)
        self._read_day(block, reading)
        self._read_units(block, reading)
        self._read_counts(block, reading)
        for field in self._fields:
            if field not in ("date", "unit", "attendance", SESSIONS, MONTH, YEAR):
                self._read_texts(field, block, reading)
        self._fill(reading)
        return self._made(block, reading)

    # ---- days

    def _read_day(self, block: Block, reading: "_Reading") -> None:
        texts = block.texts(self._fields.get("date"))
        if block.is_split:
            reading.problem("date", "count_over_days", value=" · ".join(texts))
            return
        text = self._with_blank("date", texts, block, reading)
        if not text:
            return
        taught = self._words.meanings.of("date", text)
        context = self._month_of_row(block)
        try:
            day = read_day(taught or text, context, self._words.known, is_1904=self._grid.is_1904)
        except SotayError as error:
            reading.problems.append(Problem("date", error.code, params=error.params))
            reading.ask("date", text, block.line)
            return
        reading.fields["date"] = day
        reading.given.add("date")
        if context.month and day.month != context.month:
            reading.problem("date", "date_other_month", "warning", value=day, month=context.month)

    def _month_without_day(self, block: Block) -> Context | None:
        """The month of a row that has a number of sessions and no day of its own, where it says which."""
        texts = block.texts(self._fields.get("date"))
        named = month_of_text(texts[0]) if len(texts) == 1 else None
        counts = block.texts(self._fields.get(SESSIONS))
        if len(counts) != 1 or (texts and named is None):
            return None
        context = self._month_of_row(block)
        month, year = named or (context.month, None)
        is_monthly = named is not None or "date" not in self._fields or counts[0].strip("0 ") not in ("", "1")
        if month is None or not is_monthly:
            return None
        return Context(year or context.year or self._words.known.directive.head.year, month)

    def _month_row(self, block: Block, context: Context, reading: "_Reading") -> Row:
        """The totals of a unit's month, or what stands in their way."""
        self._read_units(block, reading)
        for field in ("form", "themes"):
            if field in self._fields:
                self._read_texts(field, block, reading)
        if "unit" not in reading.fields and not reading.has("unit"):
            reading.fields["unit"] = self._defaults["unit"]
        if "form" in self._defaults and "form" not in self._fields:
            reading.fields["form"] = self._words.read("form", self._defaults["form"])
        counts = {SESSIONS: block.numbers(self._fields[SESSIONS])}
        own = block.numbers(self._fields["attendance"]) if "attendance" in self._fields else []
        counts["attendance"] = own or [text for index in self._parts.values() for text in block.numbers(index)]
        numbers: dict[str, int] = {}
        for field, texts in counts.items():
            try:
                numbers[field] = sum(read_attendance(text).count for text in texts if text.strip(" 0-–"))
            except SotayError as error:
                reading.problems.append(Problem(field, error.code, params=error.params))
        problems = tuple(problem for problem in reading.problems if problem.severity == "error")
        totals = None
        if not problems and (wrong := amount_error(numbers[SESSIONS], numbers["attendance"])):
            problems = (Problem("line", wrong.code, params=wrong.params),)
        if not problems:
            month = f"{context.year}-{context.month:02}"
            form, themes = reading.fields.get("form") or "", reading.fields.get("themes", ())
            totals = MonthTotals(reading.fields["unit"], month, numbers[SESSIONS], numbers["attendance"], form, themes)
        return Row(
            self._sheet, block.line, block.rows[0].cells, None, problems, tuple(reading.questions),
            last_line=block.rows[-1].line, totals=totals,
        )  # fmt: skip

    def _month_of_row(self, block: Block) -> Context:
        """The month and the year that the row says in columns of their own, else those of its section."""
        month, year = block.context.month, block.context.year
        if texts := block.texts(self._fields.get(MONTH)):
            named = month_of_text(texts[0]) or month_of_text(f"tháng {texts[0]}")
            if named is not None:
                month, year = named[0], named[1] or year
        if (texts := block.texts(self._fields.get(YEAR))) and texts[0].isdecimal() and len(texts[0]) == 4:
            year = int(texts[0])
        return Context(year, month)

    def _with_blank(self, field: str, texts: Sequence[str], block: Block, reading: "_Reading") -> str:
        """The text of a cell; of a blank one that above it, where somebody has said so."""
        section = block.unit_section.line
        if texts:
            self._above[field] = section, texts[0]
            return texts[0]
        if field in self._fields and self._above.get(field, (-1, ""))[0] == section:
            if self._plan.blanks.get(field) == ABOVE:
                return self._above[field][1]
            if field not in self._plan.values:
                reading.problem(field, f"{field}_missing")
                reading.ask(field, "", block.line)
        return ""

    # ---- units

    def _read_units(self, block: Block, reading: "_Reading") -> None:
        texts = block.texts(self._fields.get("unit"))
        if len(texts) < 2:
            text = self._with_blank("unit", texts, block, reading) if self._section_says_none(block) or texts else ""
            texts = [text] if text else []
        if not texts and not self._section_says_none(block):
            texts = [block.unit_section.text]
        units: list[str] = []
        for text in texts:
            try:
                units += self._words.read("unit", text)
            except Unread as unread:
                reading.unread(unread, block.unit_section.line or block.line)
        if units and not reading.has("unit"):
            reading.fields["unit"] = units[0]
            reading.given.add("unit")
            if len(units) > 1:
                reading.fields["partners"] = tuple(dict.fromkeys(units[1:]))
                reading.given.add("partners")

    def _section_says_none(self, block: Block) -> bool:
        text = block.unit_section.text
        return not text or self._words.meanings.of("unit", text) == _NO_UNIT

    # ---- counts

    def _read_counts(self, block: Block, reading: "_Reading") -> None:
        self._read_sessions(block, reading)
        texts = block.texts(self._fields.get("attendance"))
        groups: dict[str, int] = {}
        if len(texts) > 1:
            reading.problem("attendance", "several_values", value=" · ".join(texts))
        elif texts:
            groups = self._read_attendance(texts[0], block, reading)
        for title, index in self._parts.items():
            for text in block.numbers(index):
                try:
                    count = read_attendance(text).count
                except SotayError as error:
                    reading.problems.append(Problem("audience", error.code, params=error.params))
                    continue
                if count:
                    groups[title] = groups.get(title, 0) + count
        if groups:
            self._take_groups(groups, block, reading)

    def _read_sessions(self, block: Block, reading: "_Reading") -> None:
        texts = block.texts(self._fields.get(SESSIONS))
        try:
            count = read_attendance(texts[0]).count if len(texts) == 1 else len(texts)
        except SotayError as error:
            reading.problems.append(Problem(SESSIONS, error.code, params=error.params))
            return
        if texts and count != 1:
            reading.problem(SESSIONS, "sessions_several", value=" · ".join(texts))

    def _read_attendance(self, text: str, block: Block, reading: "_Reading") -> dict[str, int]:
        taught = self._words.meanings.of("attendance", text)
        try:
            counted = read_attendance(taught or text)
        except SotayError as error:
            reading.problems.append(Problem("attendance", error.code, params=error.params))
            reading.ask("attendance", text, block.line)
            return {}
        reading.fields["attendance"] = counted.count
        reading.given.add("attendance")
        reading.notes += [counted.note] if counted.note else []
        reading.problems += [counted.remark] if counted.remark else []
        return dict(counted.groups)

    def _take_groups(self, groups: Mapping[str, int], block: Block, reading: "_Reading") -> None:
        """Counts of groups by their words; without a total of their own they are what counts."""
        if "attendance" not in self._fields:
            reading.fields["attendance"] = sum(groups.values())
            reading.given.add("attendance")
        audience: dict[str, int | None] = {}
        is_left_out = False
        for title, count in groups.items():
            try:
                code = self._words.group(title)
            except Unread as unread:
                reading.unread(unread, block.line)
                continue
            if code:
                audience[code] = (audience.get(code) or 0) + count
            is_left_out = is_left_out or not code
        if is_left_out:  # what remains of the total is of none of the groups, or of each some
            audience = dict.fromkeys(audience, None)
        reading.fields["audience"] = audience
        reading.given.add("audience")

    # ---- texts and codes

    def _read_texts(self, field: str, block: Block, reading: "_Reading") -> None:
        texts = block.texts(self._fields[field])
        if not texts:
            return
        if field in _JOINED_BY:
            joined = _JOINED_BY[field].join(texts)
            reading.fields[field] = " ".join(joined.split()) if field not in ("notes", "materials") else joined
            reading.given.add(field)
            return
        values: list[Any] = []
        for text in texts if field not in _CODED else ["\n".join(texts)]:
            try:
                values.append(self._words.read(field, text))
            except Unread as unread:
                reading.unread(unread, block.line)
        if len(set(map(str, values))) > 1:
            reading.problem(field, "several_values", value=" · ".join(texts))
        elif values and values[0] is not None:
            self._put(field, values[0], reading)
        if field == "themes" and "topic" not in self._fields and not self._words.theme_named("\n".join(texts)):
            reading.fields["topic"] = "; ".join(" ".join(text.split()) for text in texts)

    def _put(self, field: str, value: Any, reading: "_Reading") -> None:
        if field == "audience" and (counted := reading.fields.get("audience")):
            value = value | counted
        if field == "audience" and "attendance" not in self._fields and value and None not in value.values():
            reading.fields.setdefault("attendance", sum(value.values()))
            reading.given.add("attendance")
        if field == "partners":
            own = reading.fields.get("unit")
            value = tuple(dict.fromkeys(code for code in (*reading.fields.get(field, ()), *value) if code != own))
        reading.fields[field] = value
        reading.given.add(field)

    def _fill(self, reading: "_Reading") -> None:
        """What the sheet does not say, as somebody has said for all of it."""
        for field, text in self._defaults.items():
            if reading.fields.get(field) in (None, "", (), {}) and not reading.has(field):
                try:
                    value = self._words.read(field, text)
                    reading.fields[field] = value[0] if field == "unit" and value else value
                except Unread as unread:
                    reading.problems.append(unread.problem)
        if reading.fields.get("themes") is None and "themes" not in self._fields and not reading.has("themes"):
            topic = str(reading.fields.get("topic") or "")
            if topic:
                try:
                    reading.fields["themes"] = self._words.read("themes", topic)
                except Unread as unread:
                    reading.unread(unread, 0)

    def _made(self, block: Block, reading: "_Reading") -> Row:
        if len(block.rows) > 1 and not any(top < row.line for row in block.rows for top in row.tops):
            reading.problem("line", "rows_joined", "warning", first=block.line, last=block.rows[-1].line)
        if any(row.line - 1 in self._grid.part_struck_rows for row in block.rows):
            reading.problem("line", "struck_in_part", "warning")
        if reading.notes:
            reading.fields["notes"] = "\n".join(filter(None, [str(reading.fields.get("notes") or ""), *reading.notes]))
        composed = compose({"status": "complete", **reading.fields}, self._words.known)
        told = {problem.field for problem in reading.problems if problem.severity == "error"}
        problems = (*reading.problems, *(problem for problem in composed.problems if problem.field not in told))
        is_refused = any(problem.severity == "error" for problem in problems)
        session = None if is_refused else composed.session
        if session is None:
            problems = tuple(problem for problem in problems if problem.severity == "error")
        questions = tuple(
            msgspec.structs.replace(question, line=question.line or block.line) for question in reading.questions
        )
        return Row(
            self._sheet, block.line, block.rows[0].cells, session, problems, questions,
            frozenset(reading.given), self._key(session), block.rows[-1].line,
        )  # fmt: skip

    def _key(self, session: Session | None) -> str:
        """What names the content of a session: rows alike have keys of their own, in the order of the sheet."""
        if session is None:
            return ""
        content = msgspec.json.encode(session, order="deterministic")
        self._counts[content] += 1
        return hashlib.sha256(b"%s %d" % (content, self._counts[content])).hexdigest()


class _Reading:
    """What was read of a block so far."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.fields: dict[str, Any] = {}
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.questions: list[Question] = []
        self.given: set[str] = set()

    def problem(self, field: str, code: str, severity: Any = "error", **params: Any) -> None:
        """One more finding."""
        self.problems.append(Problem(field, code, severity, params))

    def ask(self, field: str, text: str, line: int) -> None:
        """One more question."""
        self.questions.append(Question(field, text, line))

    def unread(self, unread: Unread, line: int) -> None:
        """Words that nobody has taught yet."""
        self.problems.append(unread.problem)
        for word in unread.words:
            self.ask(unread.field, word, line)

    def has(self, field: str) -> bool:
        """Whether an error was found in the field."""
        return any(problem.field == field and problem.severity == "error" for problem in self.problems)
