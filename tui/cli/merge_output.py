"""What a merge does or did, file by file, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.output import ZERO, Column, as_document, plain, print_line, print_table
from tui.core.i18n import _

if TYPE_CHECKING:
    from exports.merge.outcomes import FileOutcome, Plan
    from exports.package.lines import SetAside
    from logs.book.book import LogBook

_TRUST_IS_NO_HELP = frozenset({"sender_unknown", "key_of_other_unit"})  # the key is not what is in doubt
_ALWAYS = ("new", "updated")  # figures that are shown even where there is nothing to count
_MOST_LINES = 20  # set-aside lines that are told one by one, per file


def plan_document(plan: "Plan", batch: str | None) -> dict[str, Any]:
    """A merge as JSON: its batch (None for a plan that was not carried out), file by file, and in all."""
    return {"batch": batch, "files": [file_document(file) for file in plan.files], "totals": plan.totals}


def file_document(outcome: "FileOutcome") -> dict[str, Any]:
    """What became of a file as JSON; of a kit that changes the catalogue, how."""
    from tui.cli.directive import change_document

    words = {"file": outcome.file, "outcome": outcome.outcome, "code": outcome.code}
    days = {"received": outcome.received, "made": outcome.made}
    words |= {name: value.isoformat() if value else None for name, value in days.items()}
    aside = [_set_aside_document(left) for left in outcome.set_aside]
    changed = {"catalogue": change_document(outcome.catalogue)} if outcome.catalogue else {}
    return {**words, **outcome.counts, "set_aside": aside, **changed}


def _set_aside_document(left: "SetAside") -> dict[str, Any]:
    from tui.text.errors.messages import sentence

    return {"line": left.line, "id": left.id, "code": left.code, "message": sentence(left.code, left.params)}


def print_plan(plan: "Plan", batch: str | None, *, dry_run: bool) -> None:
    """Print a table of the files, what there is to know about each, and the batch.

    Of a kit or a receipt that brings no session its sentence says all.
    """
    from tui.cli.kit_receipts import is_of_the_office
    from tui.text.formats import batch_name

    title = _("Preview: nothing is changed") if dry_run else _("Merge")
    if files := [file for file in plan.files if not is_of_the_office(file)]:
        _print_files(plan, files, title, dry_run=dry_run)
    else:
        print_line(title)
    for line in remarks(plan.files):
        print_line(line)
    if dry_run:
        return
    print_line(
        _("Saved as batch {batch}.").format(batch=batch_name(batch)) if batch else _("There was nothing to save.")
    )


def _print_files(plan: "Plan", files: Sequence["FileOutcome"], title: str, *, dry_run: bool) -> None:
    """A row for each file; of the figures those that there is something to say of, and always new and updated.

    Where a file came on another day than today, the days stand beside those on which the files say they were made.
    """
    from tui.core.clock import now
    from tui.text.formats import day, number
    from tui.text.labels import outcome_title

    titles = (_("New"), _("Updated"), _("Same"), _("Older"), _("Deleted"), _("Conflicts"), _("Set aside"))
    counted = zip(plan.totals.items(), titles, strict=True)
    shown = {name: title for (name, total), title in counted if total or name in _ALWAYS}
    with_days = any(file.received not in (None, now().date()) for file in files)
    columns = (
        Column(_("File"), grow=2),
        Column(_("Unit"), width=5),
        Column(_("Outcome"), grow=1, least=9),
        *((Column(_("Came"), width=10), Column(_("Made on"), width=10)) if with_days else ()),
        *(Column(title, "right", width=max(4, *map(len, title.split()))) for title in shown.values()),
    )
    merged = _("To be merged in") if dry_run else outcome_title("merged")

    def row(name: str, unit: str, outcome: str, counts: Mapping[str, int], days: Sequence[Date | None]) -> list[str]:
        came = [day(date) if date else "–" for date in days] if with_days else []
        return [name, unit, outcome, *came, *(number(counts[count]) if counts[count] else ZERO for count in shown)]

    rows = [
        row(
            file.file,
            file.unit or "–",
            merged if file.outcome == "merged" else outcome_title(file.outcome),
            file.counts,
            (file.received, file.made),
        )
        for file in files
    ]
    print_table(columns, [*rows, row(_("All files"), "", "", plan.totals, (None, None))], title=title)


def remarks(files: Sequence["FileOutcome"]) -> Iterator[str]:
    """File by file, why it was not taken, what was set aside, what to know about it."""
    from tui.text.errors.messages import sentence
    from tui.text.steps import change_words

    for file in files:
        if file.code:
            yield f"{file.file}: {sentence(file.code, file.params)}"
        if file.outcome == "quarantined" and file.fingerprint and file.code not in _TRUST_IS_NO_HELP:
            how = _("{file}: after comparing, merge it with --trust “{fingerprint}”.")
            yield how.format(file=file.file, fingerprint=file.fingerprint)
        for note in file.notes:
            yield f"{file.file}: {sentence(note.code, note.params)}"
        if file.catalogue:
            yield from (f"  {words}" for words in change_words(file.catalogue))
        for left in file.set_aside[:_MOST_LINES]:
            yield _set_aside(file, left)
        if len(file.set_aside) > _MOST_LINES:
            more = len(file.set_aside) - _MOST_LINES
            yield _("{file}: {n} more lines set aside; --json names them all.").format(file=file.file, n=more)


def _set_aside(outcome: "FileOutcome", left: "SetAside") -> str:
    from tui.text.errors.messages import sentence

    where = _("{file}, line {line}").format(file=outcome.file, line=left.line)
    session = f" ({left.id[:8]})" if left.id else ""
    return f"{where}{session}: {sentence(left.code, left.params)}"


def planned_sessions(plan: "Plan", book: "LogBook") -> Iterator[str]:
    """Every session that the plan would change, in the order of its files: what would become of it, and in short."""
    import msgspec

    from exports.merge.outcomes import outcome_of
    from logs.versions import Record
    from tui.text.questions import session_line

    titles = {"new": _("New"), "updated": _("Updated"), "deleted": _("Deleted"), "conflicts": _("Conflict")}
    for key, encoded in plan.changes["sessions"].items():
        before, after = book.sessions.record(key), msgspec.json.decode(encoded or b"", type=Record)
        what = titles.get(outcome_of(before, after, after))
        content = after.shown.content or (before.shown.content if before else None)
        if what:
            yield f"{what}: {key[:8]} {session_line(content, book) if content else ''}".rstrip()


def write_rejects(plan: "Plan", folder: Path) -> list[Path]:
    """Write for every file with lines set aside their numbers, reasons and texts; returns the files written.

    Raises SotayError `folder_ending`, `rejects_failed`.
    """
    from exports.package.lines import rejected_lines
    from exports.paths import check_folder_name
    from logs.errors import SotayError
    from logs.store.files import error_name, write_whole

    check_folder_name(folder)
    written: list[Path] = []
    for file in plan.files:
        if file.set_aside and file.sha256 in plan.packages:
            path = _free_name(folder, plain(Path(file.file).stem), written)
            found = rejected_lines(plan.packages[file.sha256], file.set_aside)
            lines = (as_document({**_set_aside_document(left), "raw": raw}).encode() + b"\n" for left, raw in found)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_whole(path, lines)
            except OSError as error:
                raise SotayError("rejects_failed", path=str(path), detail=error_name(error)) from error
            written.append(path)
    return written


def _free_name(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    """`<stem>.rejects.jsonl`, numbered where files of one name came from several folders."""
    names = (f"{stem}{number}.rejects.jsonl" for number in ("", *(f"-{place}" for place in range(2, len(taken) + 2))))
    return next(path for name in names if (path := folder / name) not in taken)
