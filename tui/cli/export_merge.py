"""`sotay export` and `merge`: what leaves the book and what comes in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.context import opened
from tui.cli.encryption import passphrase_option
from tui.cli.errors import REFUSED
from tui.cli.options import PATH, PLACE, alone, argument, command, json_option, option
from tui.cli.output import console, print_document, print_line, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from exports.merge.outcomes import FileOutcome
    from logs.book.book import LogBook

# A register larger than this is not searched for questions at the end of a merge.
_MOST_SEARCHED = 10_000


@command("export", N_("Write the book's sessions into a file for the committee."))
@option("--to", metavar="DIR|FILE", type=PATH, default=".", help=N_("Where; here when left out."))
@option("--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09; everything when left out."))
@option("--nil", is_flag=True, help=N_("Report that there was no session."))
@option("--totals", is_flag=True, help=N_("Write totals of each unit in place of its sessions."))
@option("--lock", is_flag=True, help=N_("Lock the file for its way: to the office's key, or with a passphrase."))
@option("--recipient", metavar="age1…", default="", help=N_("Lock to this key; the office prints its own."))
@option("--columnar", metavar="DIR", type=PATH, help=N_("Write Parquet files for tables of many registers instead."))
@option(
    "--sums-of", metavar="DIR|URL", type=PLACE,
    help=N_("With --columnar: the sums by month of the Parquet files there, each event once, and no sessions."),
)  # fmt: skip
@passphrase_option
@json_option
def export(
    *,
    to: Path,
    columnar: Path | None,
    sums_of: Path | str | None,
    period: str | None,
    nil: bool,
    totals: bool,
    lock: bool,
    recipient: str,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Write a package, read it back, print where it is and what it holds."""
    from exports.package.keys import fingerprint, load_signer
    from exports.package.writer import export_book
    from logs.session.query import Query
    from tui.cli.encryption import locking
    from tui.cli.kit_receipts import tell_new_key
    from tui.core.paths import keys_folder
    from tui.text.formats import number
    from tui.text.labels import lock_title

    if sums_of and not columnar:
        raise click.UsageError(_("Say with --columnar where the sums go."))
    if columnar:
        from tui.cli.columnar import export_columnar

        alone("columnar", "sums_of", "as_json")
        export_columnar(columnar, sums_of, as_json=as_json)
        return
    if recipient and passphrase_file:
        raise click.UsageError(_("Choose either --recipient or --passphrase-file."))
    with opened() as book:
        how = locking(book, passphrase_file, recipient) if lock or recipient or passphrase_file else None
        drafts = len(book.figures.reading.select(Query(status="draft")))
        signer = load_signer(keys_folder(), book.owner.book)
        locker = how.lock if how else None
        tell_new_key(book, signer)
        made = export_book(book, signer, to.absolute(), period=period, nil=nil, totals=totals, lock=locker)
    if drafts:
        say(_("Drafts, not exported: {n}.").format(n=number(drafts)))
    if as_json:
        document: dict[str, Any] = {"path": str(made.path), "number": made.number, "sha256": made.sha256}
        document["paths"] = list(map(str, made.paths))
        document |= {"sessions": made.sessions, "attendance": made.attendance, "locked": how.by if how else None}
        document |= {"fingerprint": fingerprint(signer.public_key), "new_key": signer.is_new}
        print_document(document)
        return
    for path in made.paths:
        print_line(str(path))
    if len(made.paths) > 1:
        print_line(_("Too large for one file: parts {n}. Hand over all of them.").format(n=number(len(made.paths))))
    counts = _("File number {number} · records: {sessions} · attendance: {attendance}")
    if totals:
        counts = _("File number {number} · figures only, no sessions: {sessions} · attendance: {attendance}")
    print_line(counts.format(number=made.number, sessions=number(made.sessions), attendance=number(made.attendance)))
    print_line(_("Checksum: {sha256}").format(sha256=made.sha256))
    print_line(_("Fingerprint of the key: {digits}").format(digits=fingerprint(signer.public_key)))
    if how:
        print_line(lock_title(how.by))


@command("merge", N_("Merge the units' files into the book."))
@argument("paths", metavar="FILE|DIR...", nargs=-1, required=True, type=PATH)
@option("--dry-run", is_flag=True, help=N_("Show what would be done and change nothing."))
@option(
    "--trust", metavar="KEY", multiple=True, help=N_("Take this key, or the key of this fingerprint; may be repeated.")
)
@option("--trust-new", is_flag=True, help=N_("The keys of units that have sent nothing yet were compared."))
@option(
    "--received",
    metavar="[FILE=]DAY",
    multiple=True,
    help=N_("The day on which the files came, or one of them; today when left out. May be repeated."),
)
@option("--rejects", metavar="DIR", type=PATH, help=N_("Write the lines that are set aside into files there."))
@option("--receipts", metavar="DIR", type=PATH, help=N_("The folder for the receipts; the book's own when left out."))
@option("--no-receipts", is_flag=True, help=N_("Write no receipts for the senders."))
@option("--verbose", is_flag=True, help=N_("Name every session that changes."))
@passphrase_option
@json_option
def merge(
    paths: tuple[Path, ...],
    *,
    dry_run: bool,
    trust: tuple[str, ...],
    trust_new: bool,
    received: tuple[str, ...],
    rejects: Path | None,
    receipts: Path | None,
    no_receipts: bool,
    verbose: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """Plan the merge, carry it out in one save and print what became of every file."""
    from exports.merge.answers import take_known
    from exports.merge.merge import apply_merge, plan_merge
    from tui.cli.encryption import Opener
    from tui.cli.kit_receipts import receipts_document, tell_receipts, to_mend_line, write_merge_receipts
    from tui.cli.merge_output import plan_document, planned_sessions, print_plan, remarks, write_rejects

    with opened(read_only=dry_run) as book:
        with _progress_bar() as (told, away):
            plan = plan_merge(
                book, _expanded(paths), trust=frozenset(trust), trust_new=trust_new, progress=told,
                unlock=Opener(book, passphrase_file, away), days=_days(received, book.today()),
            )  # fmt: skip
        sessions = list(planned_sessions(plan, book)) if verbose else []
        written = write_rejects(plan, rejects.absolute()) if rejects else []
        batch = None if dry_run else apply_merge(book, plan)
        known = take_known(book) if plan.changes.get("units") and batch else ()
        handed = write_merge_receipts(book, plan, receipts) if batch and not no_receipts else ()
        waiting = _questions_open(book) if batch else 0
        mend = to_mend_line(book) if batch else ""
    if as_json:
        for line in remarks(plan.files):
            say(line)
        print_document(plan_document(plan, batch) | {"receipts": receipts_document(handed)})
    else:
        print_plan(plan, batch, dry_run=dry_run)
        tell_receipts(handed)
    for line in sessions:
        (say if as_json else print_line)(line)
    tell_known(known)
    if mend:
        say(mend)
    _tell_next(written, waiting)
    return 0 if plan.is_clean else REFUSED


def _days(said: Sequence[str], today: Date) -> dict[str, Date]:
    """The days of receipt by the names of files, that of all others under "".

    Raises SotayError as `read_date` does.
    """
    from logs.typed_values import read_date

    pairs = (text.rpartition("=") for text in said)
    return {name: read_date(day, today) for name, _sign, day in pairs}


def tell_known(files: Sequence["FileOutcome"]) -> None:
    """That files were merged which had waited for their unit to be listed."""
    from tui.text.formats import number

    if merged := [file for file in files if file.outcome == "merged"]:
        say(_("Files that waited for their unit, merged now: {n}.").format(n=number(len(merged))))


def _questions_open(book: "LogBook") -> int | None:
    """How many questions wait for an answer; None where counting them would take longer than the merge."""
    from logs.questions.questions import questions

    return len(questions(book)) if len(book.storage.rows("sessions")) <= _MOST_SEARCHED else None


def _tell_next(written: Sequence[Path], waiting: int | None) -> None:
    """Where lines set aside were written, and that questions wait for an answer."""
    from tui.text.formats import number

    for path in written:
        say(_("Lines set aside were written to {path}.").format(path=path))
    if waiting is None:
        say(_("“sotay questions” lists what waits for an answer."))
    elif waiting:
        say(_("Questions to answer: {n}. “sotay questions” lists them.").format(n=number(waiting)))


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """The paths; where a shell has left a pattern such as `*.jsonl` as it is, the files it stands for."""
    files: list[Path] = []
    for path in paths:
        matching = sorted(path.parent.glob(path.name)) if "*" in path.name and not path.exists() else []
        files += matching or [path]
    return files


@contextmanager
def _progress_bar() -> Iterator[tuple[Callable[[int, int], None] | None, Callable[[], AbstractContextManager[None]]]]:
    """A bar on stderr, where that is a terminal.

    It yields what is told the files done and of all, and a context in which the bar is away.
    """
    screen = console(err=True)
    if not screen.is_terminal:
        yield None, nullcontext
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    looks = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*looks, console=screen, transient=True) as bar:
        task = bar.add_task(_("Merging"), total=None)

        @contextmanager
        def away() -> Iterator[None]:
            bar.stop()
            yield
            bar.start()

        yield lambda done, all_files: bar.update(task, completed=done, total=all_files), away
