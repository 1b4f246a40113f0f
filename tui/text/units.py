"""What another unit list would change, in words, and what is wrong with a file of units."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from logs.model import Unit
from tui.core.i18n import N_, _
from tui.text.formats import day, number
from tui.text.labels import unit_type_title
from tui.text.values import unit_title

if TYPE_CHECKING:
    from exports.merge.unit_list import ListPreview
    from logs.catalogue.unit_changes import Kind, UnitChange

_MOST_NAMED = 8  # changes that concern no session and no file
_CHANGES: Mapping["Kind", str] = {
    "added": N_("Added: {unit}"),
    "renamed": N_("Renamed: {code}: {old} → {new}"),
    "recoded": N_("New code: {old_code} → {code}"),
    "moved": N_("Moved: {unit}: from {old_parent} to {parent}"),
    "ended": N_("Last day: {unit}: {end}"),
    "merged": N_("Merged: {old_unit} into {unit}"),
    "left_out": N_("Left out: {old_unit}"),
    "other": N_("Changed: {unit}: {kind}, from {start}, other names: {names}, e-mail: {email}"),
}


def change_words(change: "UnitChange") -> str:
    """One change of one unit."""
    before, after = change.before or change.after, change.after or change.before
    if before is None or after is None:
        return ""
    none = _("none")
    return _(_CHANGES[change.kind]).format(
        unit=unit_title(after), old_unit=unit_title(before), code=after.code, old_code=before.code,
        old=before.name, new=after.name, parent=after.parent or none, old_parent=before.parent or none,
        end=day(after.until) if after.until else none, start=day(after.since) if after.since else none,
        kind=unit_type_title(after.type), names="; ".join(after.aliases) or none, email=after.email or none,
    )  # fmt: skip


def change_lines(preview: "ListPreview") -> Iterator[str]:
    """The changes with the sessions and files that each concerns, of those that concern none the first few."""
    if not preview.changes:
        yield _("The list stays as it is.")
    others: list[str] = []
    for change in preview.changes:
        unit = change.before or change.after
        sessions, files = (counts.get(unit.code, 0) if unit else 0 for counts in (preview.sessions, preview.files))
        if sessions or files:
            concerned = _(" (sessions: {sessions}, files: {files})")
            yield change_words(change) + concerned.format(sessions=number(sessions), files=number(files))
        else:
            others.append(change_words(change))
    yield from others[:_MOST_NAMED]
    if len(others) > _MOST_NAMED:
        yield _("… and {n} more").format(n=number(len(others) - _MOST_NAMED))


def figure_lines(preview: "ListPreview") -> Iterator[str]:
    """The figures before and after: those that change, and always how many units report."""
    figures = (
        (_("Units that report: {before} → {after}"), preview.reporting),
        (_("Sessions that count: {before} → {after}"), preview.counted),
        (_("Sessions of units that are not in the list: {before} → {after}"), preview.unlisted),
    )
    for text, (before, after) in figures:
        if before != after or text == figures[0][0]:
            yield text.format(before=number(before), after=number(after))


def tree_of(units: Mapping[str, Unit]) -> list[tuple[int, Unit]]:
    """The units below those that they report to, each with its depth."""
    below: dict[str | None, list[Unit]] = {}
    for unit in units.values():
        below.setdefault(unit.parent if unit.parent in units else None, []).append(unit)
    listed: list[tuple[int, Unit]] = []

    def go_down(some: Iterable[Unit], depth: int) -> None:
        for unit in sorted(some, key=lambda unit: unit.code):
            listed.append((depth, unit))
            go_down(below.get(unit.code, ()), depth + 1)

    go_down(below.get(None, ()), 0)
    return listed
