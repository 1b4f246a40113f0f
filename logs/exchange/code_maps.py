"""What foreign codes mean here: answers of a person, remembered per sender, and the names that units had before.

A session is kept as its sender wrote it, so that its versions stay comparable; it is read through a `Lens` when it is
counted and filtered.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from logs.catalogue.directive import Directive
from logs.model import Condition, Part, Session, Unit
from logs.text import same_key

S = TypeVar("S", bound=Session | Part)
CodeField = Literal["unit", "partners", "reporters", "themes", "audience", "documents"]
# Codes of these fields belong to a catalogue, the others to the book's lists.
OF_CATALOGUE = frozenset({"themes", "audience", "documents"})
ANSWERED: tuple[CodeField, ...] = ("reporters", "themes", "documents", "audience")
"""Fields whose codes mean what was answered for a sender; those of units mean the same in all files."""


class CodeMap(Struct, frozen=True, kw_only=True):
    """A foreign code and what it means here, for the sessions of one sender; `to` is "" where it stays as it is.

    `directive` is the catalogue that the code belongs to, "" for codes of units and reporters.
    """

    sender: str
    field: CodeField
    directive: str
    code: str
    to: str
    at: datetime
    who: str

    @property
    def key(self) -> str:
        """The id under which it is kept."""
        return map_key(self.sender, self.field, self.directive, self.code)


def map_key(sender: str, field: str, directive: str, code: str) -> str:
    """The id under which the meaning of a code is kept; a unit means the same wherever it is named."""
    kind = "unit" if field == "partners" else field
    return " ".join((sender, kind, directive if field in OF_CATALOGUE else "", code))


class Adoption(Struct, frozen=True, kw_only=True):
    """Whether the theme codes that a sender's catalogue shares with ours (`ours`, its id) mean the same.

    Where they do (`adopted`), every code that both have is ours in the sessions of this sender, also in those to come;
    where not, they stay as they are and nobody is asked again.
    """

    sender: str
    directive: str
    ours: str
    adopted: bool
    at: datetime
    who: str

    @property
    def key(self) -> str:
        """The id under which it is kept."""
        return adoption_key(self.sender, self.directive, self.ours)


def adoption_key(sender: str, directive: str, ours: str) -> str:
    """The id under which the answer about a sender's catalogue is kept."""
    return f"{sender} {directive} {ours}"


class Lens:
    """Reads sessions as this book counts them: foreign codes by what they mean here, former units by their successors.

    `senders` are the units that files came from: a session's sender is the nearest of them at or above its unit. An
    answer holds for what it named, nothing else: a code for its sender, catalogue and field, and a catalogue for its
    sender. So a session of another catalogue is read into ours where each of its themes was answered for.
    """

    def __init__(
        self,
        maps: Mapping[str, CodeMap],
        units: Mapping[str, Unit],
        senders: Collection[str],
        directive: Directive,
        adoptions: Mapping[str, Adoption] = {},
    ) -> None:
        self.directive = directive
        self._maps = maps
        self._adoptions = adoptions
        self._units = units
        self._senders = senders
        codes = set(map(same_key, units))  # a name that is a unit's code, in any case, is no former name of another
        former = ((same_key(alias), unit.code) for unit in units.values() for alias in unit.aliases)
        self._former = {alias: code for alias, code in former if alias not in codes}
        # A unit's code means the same in all files: `logs.questions.answers` lets it be answered in one way only.
        self._meant = {one.code: one.to for one in maps.values() if one.field in ("unit", "partners") and one.to}
        # A sender may go by a foreign code itself.
        self._heard = {self.unit(code) for code in senders}
        self.foreign: tuple[Condition, ...] = () if self.is_clear else tuple(self._foreign())
        """Conditions on single fields, of which one holds of each session that may be read otherwise than it is
        written, or is left out for another reason.
        """

    def _foreign(self) -> Iterator[Condition]:
        units, unit = self._units, self.unit
        answered = {one.code for one in self._maps.values()}
        yield ("unit",), lambda code: code not in units and unit(code) != code
        yield ("partners",), lambda codes: any(code not in units and unit(code) != code for code in codes)
        yield ("directive",), self.catalogues.__contains__
        yield from (((field,), lambda codes: not answered.isdisjoint(codes)) for field in ANSWERED)

    def knowing(self, meaning: CodeMap) -> "Lens":
        """The lens as it would be with one more answer."""
        maps = {**self._maps, meaning.key: meaning}
        return Lens(maps, self._units, self._senders, self.directive, self._adoptions)

    @property
    def is_clear(self) -> bool:
        """Whether every session is read as it is written."""
        return not self._maps and not self._former and not self._adoptions

    def session(self, session: S) -> S:
        """The session as it is counted here; one that names nothing foreign is given back itself."""
        if not any(is_so(getattr(session, field)) for (field,), is_so in self.foreign):
            return session
        sender, directive = self.sender(session.unit), session.directive
        read: dict[str, Any] = {
            "unit": self.unit(session.unit),
            "partners": self.units_of(session.partners),
            **{field: self.value(field, sender, directive, getattr(session, field)) for field in ANSWERED},
        }
        changed = {name: value for name, value in read.items() if value != getattr(session, name)}
        if directive != self.directive.id and self.is_ours(sender, directive, session.themes):
            changed["directive"] = self.directive.id
        return msgspec.structs.replace(session, **changed) if changed else session

    def units_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The units that codes mean here, each once."""
        return tuple(dict.fromkeys(map(self.unit, codes)))

    def value(self, field: str, sender: str, directive: str, value: Any) -> Any:
        """What a field says whose codes mean what was answered for the sender, and for that catalogue of its."""
        if field == "audience":
            return self._audience(sender, directive, value)
        return tuple(dict.fromkeys(self._code(sender, field, directive, code) for code in value))

    def answered(self, field: str) -> frozenset[str]:
        """The codes of a field that something was answered for, of whichever sender."""
        return frozenset(one.code for one in self._maps.values() if one.field == field)

    @property
    def catalogues(self) -> frozenset[str]:
        """The other catalogues of which something was answered."""
        named = {one.directive for one in self._adoptions.values()} | {one.directive for one in self._maps.values()}
        return frozenset(named - {self.directive.id})

    def sender(self, unit: str) -> str:
        """The unit whose files speak for this one: itself, or the nearest above it that sends files."""
        code, passed = self.unit(unit), set[str]()
        while code not in self._heard and code not in passed:
            passed.add(code)
            parent = self._units[code].parent if code in self._units else None
            if parent is None:
                break
            code = parent
        return code

    def unit(self, code: str) -> str:
        """The unit that a code means here; the code itself where nothing else is known."""
        if code in self._units:
            return code
        return self._meant.get(code) or self._former.get(same_key(code), code)

    def theme(self, sender: str, directive: str, code: str) -> str:
        """The theme that a code of that catalogue means in the files of a sender."""
        return self._code(self.unit(sender), "themes", directive, code)

    def adoption(self, sender: str, directive: str) -> Adoption | None:
        """What was answered about that catalogue of a sender beside ours; None where nobody was asked yet."""
        return self._adoptions.get(adoption_key(sender, directive, self.directive.id))

    def is_ours(self, sender: str, directive: str, themes: Collection[str]) -> bool:
        """Whether a session of another catalogue was read into ours: each of its themes was answered to be one."""
        return bool(themes) and all(self.meanings(sender, directive, themes))

    def knows_some(self, unit: str, directive: str, themes: Collection[str]) -> bool:
        """Whether a session of another catalogue is not read into ours for a code alone: its catalogue was adopted, or
        some of its themes were answered for. They are as they are written.
        """
        if self.is_clear:
            return False
        sender = self.sender(unit)
        adoption = self.adoption(sender, directive)
        return (adoption is not None and adoption.adopted) or any(self.meanings(sender, directive, themes))

    def meanings(self, sender: str, directive: str, themes: Iterable[str]) -> Iterator[bool]:
        """Of each of these themes of another catalogue whether it is known which of ours it is."""
        adoption = self.adoption(sender, directive)
        shared = self.directive.themes if adoption is not None and adoption.adopted else ()
        for code in themes:
            meaning = self._maps.get(map_key(sender, "themes", directive, code))
            yield code in shared if meaning is None else meaning.to in self.directive.themes

    def _audience(self, sender: str, directive: str, audience: Mapping[str, int | None]) -> dict[str, int | None]:
        read: dict[str, int | None] = {}
        for group, count in audience.items():
            code = self._code(sender, "audience", directive, group)
            known = read.get(code, 0)
            read[code] = None if count is None or known is None else known + count
        return read

    def _code(self, sender: str, field: str, directive: str, code: str) -> str:
        held = self._maps.get(map_key(sender, field, directive, code))
        return held.to or code if held is not None else code
