"""The list of units that report: finding a unit in it, what is wrong with a list, and a list that was changed."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from logs.catalogue.directive import DEFAULT, SHIPPED
from logs.errors import Notice, SotayError
from logs.model import MOST_ALIASES, Email, Role, Unit
from logs.text import same_key

MOST_UNITS = 10_000


def shipped_units() -> tuple[Unit, ...]:
    """The generic list that comes with the program, for trying it out."""
    text = (SHIPPED / f"{DEFAULT}.units.tsv").read_text(encoding="utf-8")
    _heading, *rows = (line.split("\t") for line in text.splitlines())
    return tuple(msgspec.convert({"code": code, "type": kind, "name": name}, Unit) for code, kind, name in rows)


def find_unit(units: Mapping[str, Unit], text: str) -> Unit | None:
    """The unit that a person names by code (any case), else by name, else by alias.

    Spellings with uỷ or ủy, and in NFD, are one.
    """
    wanted = same_key(text.strip())
    by_name = by_alias = None
    for unit in units.values():
        if wanted == same_key(unit.code):
            return unit
        if by_name is None and wanted == same_key(unit.name):
            by_name = unit
        if by_alias is None and wanted in map(same_key, unit.aliases):
            by_alias = unit
    return by_name or by_alias


def same_code(units: Iterable[str], code: str) -> str | None:
    """The one of these codes that differs from `code` by case at the most; capitals make no other unit."""
    return next((listed for listed in units if listed.lower() == code.lower()), None)


def own_unit(units: Mapping[str, Unit], text: str, name: str, role: Role) -> Unit:
    """The unit that a new book speaks for: one of the list, under `name` if that is given, or else a new one.

    A new one of a committee is a party organisation; without a name it is named by its code. Raises SotayError
    `unit_code` where the text is neither of the list nor a code.
    """
    listed = units.get(text) or find_unit(units, text)
    if listed is not None:
        return msgspec.structs.replace(listed, name=name) if name else listed
    code, kind = text.strip(), "dang_bo" if role == "committee" else "chi_bo"
    try:
        return msgspec.convert({"code": code, "type": kind, "name": name or code}, Unit)
    except msgspec.ValidationError:
        raise SotayError("unit_code", value=text) from None


def children_of(units: Mapping[str, Unit]) -> dict[str, list[str]]:
    """The codes of the units that the list places directly under each."""
    children: dict[str, list[str]] = {}
    for unit in units.values():
        if unit.parent:
            children.setdefault(unit.parent, []).append(unit.code)
    return children


def below(children: Mapping[str, Iterable[str]], code: str) -> frozenset[str]:
    """The code itself and those of all units below it, at any depth."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(children.get(current, ()))
    return frozenset(found)


def under(units: Mapping[str, Unit], code: str) -> frozenset[str]:
    """The unit's own code and those of all units that the list places below it, at any depth."""
    return below(children_of(units), code)


def list_faults(units: Mapping[str, Unit]) -> Iterator[tuple[str, str, Notice]]:
    """What is wrong with a list as a whole: of which unit, in which of its fields, and what.

    `unit_parent` (value, parent), `unit_circle` (value, circle), `unit_days` (value, start, end), `unit_alias` (value,
    unit, other): a former name leads to one unit, neither to two, nor to one where another goes by it now.
    """
    live = {same_key(unit.code): unit.code for unit in units.values() if unit.until is None}
    named: dict[object, str] = {}
    for unit in units.values():
        if unit.parent and unit.parent not in units:
            yield unit.code, "parent", Notice("unit_parent", {"value": unit.code, "parent": unit.parent})
        elif circle := circle_of(units, unit.code):
            yield unit.code, "parent", Notice("unit_circle", {"value": unit.code, "circle": " → ".join(circle)})
        if unit.since and unit.until and unit.since > unit.until:
            days = {"value": unit.code, "start": unit.since, "end": unit.until}
            yield unit.code, "to", Notice("unit_days", days)
        for alias in unit.aliases:
            key = same_key(alias)
            other = live.get(key) or named.setdefault(key, unit.code)
            if other != unit.code:
                yield unit.code, "aliases", Notice("unit_alias", {"value": alias, "unit": unit.code, "other": other})


def with_added(units: Mapping[str, Unit], unit: Unit) -> dict[str, Unit]:
    """The list with one more unit.

    Raises SotayError `unit_listed` (value), and what `list_faults` finds first.
    """
    if (taken := same_code(units, unit.code)) is not None:
        raise SotayError("unit_listed", value=taken)
    return _checked({**units, unit.code: unit})


def with_changed(units: Mapping[str, Unit], code: str, unit: Unit) -> dict[str, Unit]:
    """The list with the unit of that code as it is described now; its former name and code become other names of it.

    Raises SotayError `unit_unknown`, `unit_listed` (another has its code), and what `list_faults` finds first.
    """
    before = _listed(units, code)
    if unit.code != code and (taken := same_code(units.keys() - {code}, unit.code)) is not None:
        raise SotayError("unit_listed", value=taken)
    unit = _named(unit, (*unit.aliases, before.name, before.code))
    return _checked(
        {(unit if one is before else one).code: unit if one is before else _below(one, code, unit.code)
         for one in units.values()}
    )  # fmt: skip


def with_merged(units: Mapping[str, Unit], code: str, into: str) -> dict[str, Unit]:
    """The list in which a unit has become part of another: its code and names lead there, so that its sessions follow,
    and the units below it stand below that one.

    Raises SotayError `unit_unknown`, `unit_into_itself`, and what `list_faults` finds first.
    """
    gone, kept = _listed(units, code), _listed(units, into)
    if gone is kept:
        raise SotayError("unit_into_itself", value=code)
    if into in under(units, code):
        kept = msgspec.structs.replace(kept, parent=gone.parent)
    kept = _named(kept, (*kept.aliases, gone.code, gone.name, *gone.aliases))
    rest = {one.code: _below(one, code, into) for one in units.values() if one is not gone}
    return _checked({**rest, into: kept})


def _listed(units: Mapping[str, Unit], code: str) -> Unit:
    if code not in units:
        raise SotayError("unit_unknown", value=code)
    return units[code]


def _named(unit: Unit, names: Iterable[str]) -> Unit:
    """The unit with these other names, each once, none of which it goes by now."""
    own = {same_key(unit.code), same_key(unit.name)}
    aliases = {same_key(name): name for name in names if same_key(name) not in own}
    if len(aliases) > MOST_ALIASES:
        raise SotayError("unit_aliases", value=unit.code, most=MOST_ALIASES)
    return msgspec.structs.replace(unit, aliases=tuple(aliases.values()))


def _below(unit: Unit, former: str, parent: str) -> Unit:
    return msgspec.structs.replace(unit, parent=parent) if unit.parent == former else unit


def _checked(units: dict[str, Unit]) -> dict[str, Unit]:
    for _code, _field, fault in list_faults(units):
        raise SotayError(fault.code, **fault.params)
    return units


def circle_of(units: Mapping[str, Unit], code: str) -> tuple[str, ...]:
    """The codes from a unit up to itself again where it is placed under itself, however far up; else nothing."""
    passed = [code]
    while (unit := units.get(passed[-1])) is not None and unit.parent and len(passed) <= len(units):
        passed.append(unit.parent)
        if unit.parent == code:
            return tuple(passed)
    return ()


def read_email(text: str) -> str:
    """An address as it is typed, "" for none; raises SotayError `unit_email` (value)."""
    try:
        return msgspec.convert(text.strip(), Email)
    except msgspec.ValidationError:
        raise SotayError("unit_email", value=text) from None
