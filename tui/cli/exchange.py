"""`sotay export` and `merge`: what leaves the book and what comes in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.failures import REFUSED
from tui.cli.opening import opened
from tui.cli.output import ZERO, Column, console, print_document, print_line, print_table, say
from tui.cli.parts import PATH, command, json_option, option
from tui.words import N_, _

if TYPE_CHECKING:
    from exports.lines import SetAside
    from exports.outcomes import FileOutcome, Plan

_COUNTS = ("new", "updated", "same", "older", "deleted", "conflicts")
_MOST_LINES = 20  # set-aside lines that are told one by one, per file


@command("export", N_("Write the book's sessions into a file for the committee."))
@option("--to", metavar="DIR|FILE", type=PATH, default=".", help=N_("Where; here when left out."))
@option("--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09; everything when left out."))
@option("--nil", is_flag=True, help=N_("Report that there was no session."))
@json_option
def export(to: Path, period: str | None, nil: bool, as_json: bool) -> None:
    """Write a package, read it back, print where it is and what it holds."""
    from exports.keys import load_signer
    from exports.writer import export_book
    from logs.query import Query
    from tui.formats import number
    from tui.places import keys_folder

    with opened() as book:
        drafts = len(book.find(Query(status="draft")))
        made = export_book(book, load_signer(keys_folder(), book.owner.book), to.absolute(), period=period, nil=nil)
    if drafts:
        say(_("Drafts, not exported: {n}.").format(n=number(drafts)))
    if as_json:
        document: dict[str, Any] = {"path": str(made.path), "number": made.number, "sha256": made.sha256}
        print_document(document | {"sessions": made.sessions, "attendance": made.attendance})
        return
    print_line(str(made.path))
    counts = _("File number {number} · sessions: {sessions} · attendance: {attendance}")
    print_line(counts.format(number=made.number, sessions=number(made.sessions), attendance=number(made.attendance)))
    print_line(_("Checksum: {sha256}").format(sha256=made.sha256))


@command("merge", N_("Merge the units' files into the book."))
@click.argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=PATH)
@option("--dry-run", is_flag=True, help=N_("Show what would be done and change nothing."))
@option("--trust", metavar="KEY", multiple=True, help=N_("Take this key or fingerprint; may be repeated."))
@option("--trust-new", is_flag=True, help=N_("Take every key that is seen for the first time."))
@json_option
def merge(paths: tuple[Path, ...], dry_run: bool, trust: tuple[str, ...], trust_new: bool, as_json: bool) -> int:
    """Plan the merge, carry it out in one save and print what became of every file."""
    from exports.merge import apply_merge, plan_merge

    with opened(read_only=dry_run) as book:
        with _progress_bar() as told:
            plan = plan_merge(book, _expanded(paths), trust=frozenset(trust), trust_new=trust_new, progress=told)
        batch = None if dry_run else apply_merge(book, plan)
    if as_json:
        for line in _remarks(plan):
            say(line)
        print_document(plan_document(plan, batch))
    else:
        print_plan(plan, batch, dry_run=dry_run)
    return 0 if plan.is_clean else REFUSED


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """The paths; where a shell has left a pattern such as `*.jsonl` as it is, the files it stands for."""
    found: list[Path] = []
    for path in paths:
        matching = sorted(path.parent.glob(path.name)) if "*" in path.name and not path.exists() else []
        found += matching or [path]
    return found


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, where that is a terminal; what it yields is told the files done and of all."""
    screen = console(err=True)
    if not screen.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    looks = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*looks, console=screen, transient=True) as bar:
        task = bar.add_task(_("Merging"), total=None)
        yield lambda done, all_files: bar.update(task, completed=done, total=all_files)


def plan_document(plan: "Plan", batch: str | None) -> dict[str, Any]:
    """A merge as JSON: its batch (None for a plan that was not carried out), file by file, and in all."""
    return {"batch": batch, "files": [_file_document(one) for one in plan.files], "totals": plan.totals}


def _file_document(one: "FileOutcome") -> dict[str, Any]:
    from tui.sentences import sentence

    counts = {name: getattr(one, name) for name in _COUNTS}
    set_aside = [
        {"line": left.line, "id": left.id, "code": left.code, "message": sentence(left.code, left.params)}
        for left in one.set_aside
    ]
    return {"file": one.file, "outcome": one.outcome, "code": one.code, **counts, "set_aside": set_aside}


def print_plan(plan: "Plan", batch: str | None, *, dry_run: bool) -> None:
    from tui.sentences import outcome_title

    titles = (_("New"), _("Updated"), _("Same"), _("Older"), _("Deleted"), _("Conflicts"), _("Set aside"))
    columns = (
        Column(_("File"), grow=2),
        Column(_("Unit"), width=5),
        Column(_("Outcome"), grow=1),
        *(Column(title, "right", width=max(4, *map(len, title.split()))) for title in titles),
    )
    rows = [[one.file, one.unit or "–", outcome_title(one.outcome), *_figures(_counts(one))] for one in plan.files]
    totals = plan.totals
    rows.append([_("All files"), "", "", *_figures([*(totals[name] for name in _COUNTS), totals["set_aside"]])])
    print_table(columns, rows, title=_("Preview: nothing is changed") if dry_run else _("Merge"))
    for line in _remarks(plan):
        print_line(line)
    if dry_run:
        return
    print_line(_("Saved as batch {batch}.").format(batch=batch) if batch else _("There was nothing to save."))


def _counts(one: "FileOutcome") -> list[int]:
    return [*(getattr(one, name) for name in _COUNTS), len(one.set_aside)]


def _figures(counts: Sequence[int]) -> list[str]:
    from tui.formats import number

    return [number(count) if count else ZERO for count in counts]


def _remarks(plan: "Plan") -> Iterator[str]:
    """File by file, why it was not taken, what was set aside, what to know about it."""
    from tui.sentences import sentence

    for one in plan.files:
        if one.code:
            yield f"{one.file}: {sentence(one.code, one.params)}"
        if one.outcome == "quarantined" and one.fingerprint:
            how = _("{file}: after comparing, merge it with --trust “{fingerprint}”.")
            yield how.format(file=one.file, fingerprint=one.fingerprint)
        for note in one.notes:
            yield f"{one.file}: {sentence(note.code, note.params)}"
        for left in one.set_aside[:_MOST_LINES]:
            yield _set_aside(one, left)
        if len(one.set_aside) > _MOST_LINES:
            more = len(one.set_aside) - _MOST_LINES
            yield _("{file}: {n} more lines set aside; --json names them all.").format(file=one.file, n=more)


def _set_aside(one: "FileOutcome", left: "SetAside") -> str:
    from tui.sentences import sentence

    where = _("{file}, line {line}").format(file=one.file, line=left.line)
    session = f" ({left.id[:8]})" if left.id else ""
    return f"{where}{session}: {sentence(left.code, left.params)}"
