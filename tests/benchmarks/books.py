"""Books of any number of sessions to measure with."""

import uuid
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import islice, repeat
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
from msgspec.json import encode
from msgspec.structs import replace

from exports.merge.merge import apply_merge, plan_merge
from logs.book.changes import Change
from logs.catalogue.directive import Directive, shipped
from logs.catalogue.units import with_changed
from logs.duplicates.index import Likeness, likely_duplicates
from logs.exchange.same_event import Answers, answered
from logs.model import Session, Unit, from_fields
from logs.questions.answers import answer_duplicate, map_code, read_catalogue
from logs.session.query import Entry
from logs.text import clean_line
from logs.versions import new_record
from tests.benchmarks.packages import OFFICE, new_office, package_of, units
from tests.books import Clock
from tests.logs.doubles import register

FIELDS = {
    "directive": "LC-TTDN-2014",
    "date": "2014-05-12",
    "unit": "CB01",
    "status": "complete",
    "form": "SH",
    "reporters": ["BCV-01"],
    "attendance": 25,
    "audience": {"DV": 18, "CB": 7},
    "themes": ["LC-02", "QT-02"],
    "topic": "Tình hình biên giới và nhiệm vụ của chi bộ trong tháng",
    "place": "Hội trường Sở Tài chính",
    "notes": "Người nghe hỏi về giá vật tư nông nghiệp và lịch cắt điện; báo cáo viên đã trả lời tại chỗ.",
}
SESSIONS_A_UNIT = 100
BOOK, TOPICS = "book", "topics.txt"
# Of the standard book: saves in its journal, and what its units have of their own.
LOGGED, EDITED, ANSWERED = 120, 60, 20
RENAMED, FOREIGN_CODE, OTHER_CATALOGUE = "CB01", "CB02", "CB03"
THEIR_CODE, OWN_THEME = "CQ-02", "RIENG-01"
Held = dict[str, tuple[bytes, bytes]]
"""Sessions by their ids, each as it is kept, with the step that logged it."""


def session() -> Session:
    """A session as a reporter logs it."""
    return from_fields(FIELDS)


def a_year(count: int) -> list[Entry]:
    """So many sessions of a year, a hundred of each unit, in no order; 2% look like another one of them."""
    units = max(5, count // SESSIONS_A_UNIT)
    entries = register(count + count // 10 + 10 * units, units, seed=1).entries
    near = likely_duplicates(entries)
    # Of what looks alike besides only the one stays, and no session is in two pairs.
    kept = _apart(near)[: 2 * _percent(count)]
    doubled = {key for like in near for key in (like.a, like.b)}
    wanted = {key for pair in kept for key in pair}
    found = [entry for entry in entries if entry.id in wanted]
    found += [entry for entry in entries if entry.id not in doubled][: count - len(found)]
    assert len(found) == count
    return found


def _apart(near: Iterable[Likeness]) -> list[tuple[str, str]]:
    """The pairs in which neither session looks like a third."""
    times = Counter(key for like in near for key in (like.a, like.b))
    return [(like.a, like.b) for like in near if times[like.a] == times[like.b] == 1]


def _percent(count: int) -> int:
    return max(1, count // 100)


def records(contents: Iterable[Session], seed: int) -> Held:
    """The sessions under ids that are always the same for a seed."""
    numbers, clock, found = Random(seed), Clock(), {}  # noqa: S311 - repeatable on purpose
    for number, content in enumerate(contents, 1):
        key = str(uuid.UUID(int=numbers.getrandbits(128), version=4))
        step = Change(number, clock(), "BCV-01", "add", {"sessions": {key: msgspec.Raw(b"null")}})
        found[key] = (msgspec.json.encode(new_record(key, content)), msgspec.json.encode(step))
    return found


def alike(count: int, seed: int) -> Held:
    """As many sessions of one content."""
    return records(repeat(session(), count), seed)


def year_book(folder: Path, size: int) -> None:
    """A committee's book of a year as files and answers have made it, and the topics of its sessions for whoever wants
    to show nothing else.

    A file of each unit was merged, signed and kept. One unit was renamed, one writes a code of its own, one follows
    another catalogue, which was adopted, with a theme of its own, whose meaning was answered. 1% of the sessions look
    like another and are asked about, 1% were answered to be another. The last 200 saves stand in the journal: sessions
    logged, sessions edited, answers.
    """
    contents = [entry.session for entry in a_year(size)]
    sent = contents[: -min(LOGGED, size // 10)]
    with new_office(folder / BOOK, _units(contents)) as book:
        # A code that the list has not waits in its file until it is known what it means.
        map_code(book, FOREIGN_CODE, "unit", THEIR_CODE, FOREIGN_CODE)
        with TemporaryDirectory(dir=folder) as inbox:
            _send(Path(inbox), sent)
            apply_merge(book, plan_merge(book, [Path(inbox)], trust_new=True))
        read_catalogue(book, OTHER_CATALOGUE, _theirs().id, adopt=True)
        map_code(book, OTHER_CATALOGUE, "themes", OWN_THEME, next(iter(book.directive.themes)), directive=_theirs().id)
        former = book.units[RENAMED]
        book.use_units(
            with_changed(book.units, RENAMED, replace(former, code=f"{RENAMED}-M", name="Chi bộ tên mới")).values()
        )
        pairs = _apart(likely_duplicates(book.find()))
        answered_pairs = iter(pairs[: _percent(size)])
        links = [answered(None, a, b, "same") for a, b in islice(answered_pairs, max(0, _percent(size) - ANSWERED))]
        book.history.commit("decide", {"links": {one.id: encode(Answers(one.id).saying(one)) for one in links}})
        book.storage.checkpoint()
        for one in contents[len(sent) :]:
            book.add(one)
        for entry in book.find()[:: max(1, size // EDITED)][:EDITED]:
            book.edit(entry.id, replace(entry.session, notes=f"{entry.session.notes} Đã sửa."))
        for a, b in answered_pairs:
            answer_duplicate(book, a, b, "same")
    (folder / TOPICS).write_text("\n".join(one.topic for one in contents), "utf-8")


def _units(contents: Iterable[Session]) -> list[Unit]:
    """The office and, under it, every unit of the sessions."""
    office, *_ = units(0)
    codes = sorted({one.unit for one in contents} | {code for one in contents for code in one.partners})
    return [office, *(Unit(code=code, type="chi_bo", name=f"Chi bộ số {code}", parent=OFFICE) for code in codes)]


def _send(inbox: Path, contents: Iterable[Session]) -> None:
    """Write a file of each unit with its sessions, as that unit names things."""
    by_unit: dict[str, list[Session]] = {}
    for one in contents:
        by_unit.setdefault(one.unit, []).append(_as_sent(one, len(by_unit.get(one.unit, ()))))
    numbers = Random(1)  # noqa: S311 - repeatable on purpose
    listed = {unit.code: unit for unit in _units(contents)}
    for code, several in sorted(by_unit.items()):
        theirs = _theirs() if code == OTHER_CATALOGUE else shipped()
        data = package_of(numbers, theirs, listed[code], several)
        (inbox / f"BC_{code}_2014_v1.jsonl").write_bytes(data)


def _as_sent(one: Session, number: int) -> Session:
    one = replace(one, topic=clean_line(one.topic), place=clean_line(one.place))
    if one.unit == FOREIGN_CODE and number % 2:
        return replace(one, unit=THEIR_CODE)
    if one.unit == OTHER_CATALOGUE:
        themes = (
            (OWN_THEME, *one.themes[1:])
            if number % 2 and next(iter(shipped().themes)) not in one.themes
            else one.themes
        )
        return replace(one, directive=_theirs().id, themes=themes)
    return one


@cache
def _theirs() -> Directive:
    """The catalogue of an office that has but another name and date; one theme of its own does not stand in it."""
    return replace(shipped(), head=replace(shipped().head, id="HD-2014-K"))
