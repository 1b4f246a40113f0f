"""Random books of an office to count in: every kind of session, and everything that people may answer about them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import msgspec

from logs.book.book import LogBook
from logs.catalogue.directive import Directive, read_directive, shipped
from logs.coverage.scope import exempt
from logs.errors import SotayError
from logs.model import Reporter, Session, Unit
from logs.questions.answers import answer_duplicate, map_code, read_catalogue
from tests.exports.counted.targets import targets_text
from tests.exports.desk import KEYS, OFFICE, UNITS, Desk, session_of, signer
from tests.exports.merge.test_claims import MINE, SIBLING
from tests.exports.merge.test_merge import package
from tests.logs.sessions import complete_session

OTHER = "LC-TTDN-2013"
PERIODS = (("2014-01-01", "2014-12-14"), ("2014-02-10", "2014-11-20"), ("2013-11-15", "2014-10-31"))
# The office, its two units, one of which has two cells; one unit under a former name, one that ended in the year.
LIST = (
    *(
        msgspec.structs.replace(unit, aliases=("CB-CU",)) if unit.code == "CB02" else unit
        for unit in UNITS
    ),
    msgspec.convert(
        {"code": "CB03", "type": "chi_bo", "name": "Chi bộ đã giải thể", "parent": OFFICE, "to": "2014-06-30"}, Unit
    ),
)  # fmt: skip
WRITTEN = ("CB01", "CB02", "CB-CU", "DB01", "DB02", "CB03", "LA-1", "LA-2", OFFICE)
DAYS = ("2013-05-12", "2013-12-20", "2014-01-05", "2014-02-10", "2014-05-12", "2014-09-30", "2014-11-20", "2014-12-14",
        "2014-12-20")  # fmt: skip
THEMES = ("LC-01", "LC-02", "DQ-01", "QT-02", "NT-01", "ZZ-9")
PARTLY = ("LC-02", "LC-03", "DQ-01", "NT", "NT-01", "HP", "QT-02", "TM", "KB", "CB", "HD135-2014")
TURNS = ("2013-12-31", "2014-03-31", "2014-04-01", "2014-05-12", "2014-07-01", "2014-11-15", "2014-12-18")
GROUPS = ("DV", "CB", "VC", "LD", "KB")
DOCUMENTS = tuple(one.code for one in shipped().documents[:3])


def directive_of(start: str, end: str, random: Random, targets: str = "") -> Directive:
    """The shipped catalogue for other days, of which some of its entries have a part only, with these targets."""
    lines = shipped().source.splitlines()
    days = {"period_start": start, "period_end": end}
    for _attempt in range(100):
        # A theme that begins after its group is over is refused.
        with suppress(SotayError):
            return read_directive(("\n".join(_with_parts(lines, days, random)) + targets).encode())
    raise AssertionError("no such catalogue can be read")


def _with_parts(lines: list[str], days: dict[str, str], random: Random) -> list[str]:
    changed = [f"{name} = {days[name]}" if (name := line.split(" ")[0]) in days else line for line in lines]
    for code in random.sample(PARTLY, random.choice((0, 2, 5))):
        begun, over = sorted(random.sample(TURNS, 2))
        part = random.choice((f"from = {begun}", f"to = {over}", f"from = {begun}\nto = {over}"))
        place = next(n for n, line in enumerate(changed) if line.strip() == f'code = "{code}"')
        changed[place] += f"\n{part}"
    return changed


def any_session(random: Random) -> Session:
    """A session of any unit, catalogue, day and kind."""
    attendance = random.randint(3, 60)
    groups = random.sample(GROUPS, random.randint(1, 3))
    audience: dict[str, int | None] = {}
    left = attendance
    for group in groups:
        number = random.choice((None, random.randint(1, max(1, left))))
        number = None if number is not None and number > left else number
        audience[group] = number
        left -= number or 0
    if left and None not in audience.values():
        audience[groups[-1]] = (audience[groups[-1]] or 0) + left
    elif not left and None in audience.values():
        audience = {group: count for group, count in audience.items() if count}
    return complete_session(
        unit=random.choice(WRITTEN),
        directive=random.choice(("LC-TTDN-2014", "LC-TTDN-2014", "LC-TTDN-2014", OTHER)),
        date=random.choice(DAYS),
        status=random.choice(("complete", "complete", "complete", "complete", "draft", "planned")),
        form=random.choice(("SH", "HC", "TM")),
        themes=random.sample(THEMES, random.randint(1, 3)),
        reporters=random.sample(("BCV-01", "BCV-02", "BCV-03"), random.randint(1, 2)),
        mode=random.choice((None, "in_person", "online", "mixed")),
        new_media=random.random() < 0.2,
        partners=random.sample(("CB01", "DB02"), random.randint(0, 1)),
        documents=random.sample(DOCUMENTS, random.randint(0, 2)),
        attendance=attendance,
        audience=audience,
    )


@contextmanager
def random_book(desk: Desk, seed: int) -> Iterator[LogBook]:
    """An office's book, or a cell's, as it has come to be by chance; the same one for the same number."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    is_office = random.random() < 0.85
    office = (
        desk.book(OFFICE, f"office {seed}", role="committee", units=LIST)
        if is_office
        else desk.book("CB01", f"cell {seed}", units=LIST)
    )
    desk.clock.set(random.choice(("2014-05-20", "2014-12-10", "2014-12-18")))
    days, targets = Random(f"days {seed}"), targets_text(Random(seed + 1))  # noqa: S311 - repeatable
    office.use_directive(directive_of(*random.choice(PERIODS), days, targets))
    for code, rank in (("BCV-01", "tinh"), ("BCV-03", "tinh")):
        office.reference.add_reporter(
            msgspec.convert({"code": code, "unit": OFFICE, "name": code, "rank": rank}, Reporter)
        )
    office.add_several(any_session(random) for _ in range(random.randint(0, 25)))
    for unit in random.sample(("CB01", "DB01", "DB02"), random.randint(0, 2) if is_office else 0):
        _send(desk, office, unit, random)
    if is_office and random.random() < 0.3:
        # An id under which two units have logged a session.
        for data in random.sample((package("CB01", MINE), package("CB02", SIBLING)), 2):
            desk.take(office, data, trust=KEYS)
    _answer(office, random)
    try:
        yield office
    finally:
        desk.close()
        desk.books.clear()


def _send(desk: Desk, office: LogBook, unit: str, random: Random) -> None:
    """A unit's file, in sessions or in figures; of figures some sessions may have come before."""
    name = f"{unit} {random.random()}"
    book = desk.book(unit, name, role="committee" if unit == "DB01" else "reporter", units=LIST)
    for _ in range(random.randint(1, 6)):
        written = random.choice(("CB01", "CB02")) if unit == "DB01" else unit
        book.add(session_of(written, date=random.choice(DAYS), themes=random.sample(THEMES[:4], 2),
                            form=random.choice(("SH", "TM")), attendance=20, audience={"DV": None}))  # fmt: skip
    if random.random() < 0.5:
        desk.merge(office, desk.export(book), trust=KEYS)
        for written in ("CB01", "CB02") if unit == "DB01" else (unit,):
            book.add(session_of(written, date="2014-05-12", themes=["LC-02"]))
    if unit == "DB01" and random.random() < 0.7:
        from exports.package.writer import write_package

        data = write_package(book, signer(unit), totals=True).data
        desk.merge(office, desk.file(data), trust=KEYS)
    else:
        desk.merge(office, desk.export(book), trust=KEYS)


def _answer(office: LogBook, random: Random) -> None:
    """What people have said of sessions, codes, catalogues and themes that do not apply."""
    ids = [one.id for one in office.find() if "." not in one.id]
    for _ in range(random.randint(0, 4)):
        if len(ids) > 1:
            a, b = random.sample(ids, 2)
            answer_duplicate(office, a, b, random.choice(("same", "same", "different")))
    if random.random() < 0.5:
        map_code(office, OFFICE, "unit", "LA-1", "CB01")
    for sender in ("CB01", "DB01", "DB02", OFFICE):
        if random.random() < 0.4:
            read_catalogue(office, sender, OTHER, adopt=random.random() < 0.8)
        if random.random() < 0.3:
            map_code(office, sender, "themes", "ZZ-9", "LC-03", directive=random.choice((OTHER, "LC-TTDN-2014")))
    everywhere = random.random() < 0.3
    for unit in ("DB01", "DB02", "CB01", "CB03"):
        if everywhere or random.random() < 0.5:
            exempt(office, unit, THEMES[4] if everywhere else random.choice(THEMES[:5]), "không có")
