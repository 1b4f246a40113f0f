"""What was purged stays so whichever files come in, are taken back or come again; files that hold it are named."""

from pathlib import Path

from exports.merge.merge import apply_merge, plan_merge
from exports.merge.unmerge import batches, unmerge
from logs.book.book import LogBook
from logs.maintenance.purge import purge
from tests.exports.desk import Desk, session_of

SECRET = "0912345678"


def traces(book: LogBook) -> set[str]:
    """The parts of the book's folder that hold the secret text."""
    files = [path for path in book.folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    return {Path(path.relative_to(book.folder)).parts[0] for path in files}


def test_a_purged_session_does_not_come_back_with_any_file(desk: Desk) -> None:
    sender, office = desk.book("CB01"), desk.office()
    key = sender.add(session_of("CB01", topic=SECRET)).id
    sender.add(session_of("CB01", date="2014-03-01"))
    file = desk.export(sender)
    assert purge(sender, key).exported == (file.name,)
    assert traces(sender) == set()
    desk.merge(office, file)
    purged = purge(office, key)
    assert (purged.received, purged.exported) == ((file.name,), ())
    assert traces(office) == {"received"}
    unmerge(office, batches(office)[0].key)
    assert office.find() == []
    office.history.redo()
    assert len(office.find()) == 1
    unmerge(office, batches(office)[0].key)
    apply_merge(office, plan_merge(office, [file]))
    assert (len(office.find()), traces(office)) == (1, {"received"})
    sender.add(session_of("CB01", date="2014-04-01"))
    desk.merge(office, desk.export(sender))
    assert (len(office.find()), traces(office)) == (2, {"received"})
    record = office.sessions.record(key)
    assert record is not None
    assert record.is_deleted
