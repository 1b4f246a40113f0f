"""Which sessions a person asks for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date as Date
from operator import attrgetter
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from logs.catalogue.directive import Directive
from logs.model import Condition, Session
from logs.periods import Span
from logs.text import word_beginnings
from logs.versions import Record

Standing = Literal["new", "sent", "received", "to_mend"]
"""How far a session has come on its way to the level above; `to_mend`: set aside there."""

Reason = Literal["draft", "planned", "other_catalogue", "unknown_code", "outside_period", "same_event", "in_totals"]
"""Why a live session does not count; the first that holds."""
REASONS: tuple[Reason, ...] = get_args(Reason)
MARKED: dict[str, Condition] = {
    "new_media": (("new_media",), bool),
    "joint": (("partners",), bool),
    "several": (("reporters",), lambda reporters: len(reporters) > 1),
}
"""What else is told of a session: it used new media, was held with other units, or by several reporters."""
MARKS = tuple(MARKED)


class Entry(Struct, frozen=True):
    """A session as it is shown: its id, the id of the shown version, its content, and whether versions conflict.

    Of an id that several units claim each has an entry of its own, whose `id` names the unit too: see `claim_id`.
    """

    id: str
    version: str
    session: Session
    conflict: bool = False


def entry_of(record: Record | None) -> Entry | None:
    """What is shown of a record; None where nothing live is left."""
    if record is None or record.shown.content is None:
        return None
    return shown_entry(record)


def entries_of(record: Record | None, meaning: Callable[[str], str]) -> tuple[Entry, ...]:
    """What is shown of a record: one entry, or one for each unit that claims the id; none where nothing is left."""
    if record is None or not record.is_claimed(meaning):
        entry = entry_of(record)
        return (entry,) if entry else ()
    shown = {unit: shown_entry(side) for unit, side in record.sides(meaning).items()}
    return tuple(replace(entry, id=claim_id(record.id, unit), conflict=True) for unit, entry in shown.items())


def claim_id(session_id: str, unit: str) -> str:
    """By what a session goes whose id several units claim: `<id>.CB01`."""
    return f"{session_id}.{unit}"


def session_id_of(entry_id: str) -> str:
    """The id of the session that an entry is of."""
    return entry_id.partition(".")[0]


def shown_entry(record: Record) -> Entry:
    """What is shown of the record of a live session."""
    shown = record.shown
    assert shown.content is not None  # noqa: S101 - of a live session
    return Entry(record.id, shown.id, shown.content, record.is_conflict)


def several(codes: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The codes of a condition of which one is enough."""
    return (codes,) if isinstance(codes, str) else codes or ()


class Query(Struct, frozen=True, kw_only=True):
    """Conditions that must all hold; what is left out does not restrict.

    `unit` is a unit with all that stand below it, with `only_unit` the unit by itself; `theme` a theme's or a group's
    code, `reporter` a reporter's, or several of which one is enough; `audience` UNSPLIT those of whose listeners some
    are of no one group. `mark` is one of MARKS. `text` are words that must all begin some word, marks ignored ("uy"
    finds "ủy", not "tuyên"); `start` and `end` days are included; `standing` is of complete sessions. `counted` asks
    for the sessions that count, within the days asked for or else the guidance's own period; `left_out` for those that
    do not, for that reason, `former` for those under other catalogues, each event once. Codes are asked for by what
    they mean here. `also` holds more that must hold, such as a second reporter.
    """

    start: Date | None = None
    end: Date | None = None
    directive: str | None = None
    unit: str | None = None
    theme: str | tuple[str, ...] | None = None
    form: str | None = None
    audience: str | None = None
    reporter: str | tuple[str, ...] | None = None
    document: str | None = None
    mode: str | None = None
    mark: str | None = None
    status: str | None = None
    standing: Standing | None = None
    text: str = ""
    conflict: bool | None = None
    only_unit: bool = False
    counted: bool = False
    left_out: Reason | None = None
    former: bool = False
    also: "Query | None" = None

    @property
    def has_days(self) -> bool:
        """Whether days are asked for."""
        return self.start is not None or self.end is not None

    def test(
        self,
        directive: Directive,
        text_of: Callable[[Entry], str],
        standing_of: Callable[[Entry], Standing] = lambda _entry: "new",
        below: Callable[[str], Collection[str]] = lambda unit: (unit,),
    ) -> Callable[[Entry], bool]:
        """A function that tells whether an entry is asked for, as it is read here; whether it counts is not looked at.

        `text_of` gives an entry's texts as `words_of` has them, `standing_of` how far it has come: nowhere unless told,
        `below` a unit with all that stand below it.
        """
        conditions = [(attrgetter(*fields), len(fields), is_so) for fields, is_so in self.conditions(directive, below)]
        parts = self.parts()
        words = [word for part in parts for word in part.words]

        def asked_for(entry: Entry) -> bool:
            session = entry.session
            return (
                all(is_so(*of(session)) if several > 1 else is_so(of(session)) for of, several, is_so in conditions)
                and all(part.conflict in (None, entry.conflict) for part in parts)
                and (not words or has_all(text_of(entry), words))
                and all(
                    part.standing is None or (session.status == "complete" and standing_of(entry) == part.standing)
                    for part in parts
                )
            )

        return asked_for

    @property
    def words(self) -> tuple[str, ...]:
        """The beginnings of words that are asked for, as `has_all` looks for them."""
        return word_beginnings(self.text)

    def parts(self) -> "list[Query]":
        """This and all that must hold besides."""
        return [self, *(self.also.parts() if self.also is not None else ())]

    def conditions(self, directive: Directive, below: Callable[[str], Collection[str]]) -> list[Condition]:
        """What must hold of the fields of a session, each condition by itself; `below` is as in `test`."""
        return [one for part in self.parts() for one in part._own_conditions(directive, below)]

    def _own_conditions(self, directive: Directive, below: Callable[[str], Collection[str]]) -> Iterator[Condition]:
        yield ("date",), Span(self.start, self.end).__contains__
        if self.unit is not None:
            yield ("unit",), ((self.unit,) if self.only_unit else below(self.unit)).__contains__
        for field in ("directive", "form", "mode", "status"):
            if (value := getattr(self, field)) is not None:
                yield (field,), frozenset({value}).__contains__
        if self.theme is not None:
            yield ("themes",), _any_of(self._themes(directive))
        if self.reporter is not None:
            yield ("reporters",), _any_of(set(several(self.reporter)))
        named = {"documents": self.document, "audience": self.audience or None}
        for field, code in named.items():
            if code is not None:
                yield (field,), _any_of({code})
        if self.audience == "":
            yield ("audience", "attendance"), _is_unsplit
        if self.mark is not None:
            yield MARKED[self.mark]

    def _themes(self, directive: Directive) -> set[str]:
        """The themes asked for, those of groups too."""
        codes = several(self.theme)
        groups = directive.group_by_code
        return {
            theme
            for code in codes
            for theme in ([theme.code for theme in groups[code].themes] if code in groups else [code])
        }


def marks_of(session: object) -> list[str]:
    """Which of MARKS a session has, as far as it is known."""
    return [name for name, ((field,), is_so) in MARKED.items() if is_so(getattr(session, field, ()))]


def _any_of(codes: set[str]) -> Callable[[Iterable[str]], bool]:
    return lambda named: not codes.isdisjoint(named)


def _is_unsplit(audience: Mapping[str, int | None], attendance: int | None) -> bool:
    """Whether some of the listeners are of no one group."""
    counts = [count for count in audience.values() if count is not None]
    return len(audience) - len(counts) != 1 and sum(counts) < (attendance or 0)


def has_all(text: str, beginnings: Iterable[str]) -> bool:
    """Whether every one of `word_beginnings` begins a word of the text."""
    return all(beginning in text for beginning in beginnings)
