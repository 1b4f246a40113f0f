"""A year's register in which some events are logged twice on purpose, and some ordinary days look a little like it."""

import unicodedata
from collections.abc import Callable
from datetime import date as Date
from datetime import timedelta
from random import Random
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from logs.catalogue.directive import shipped
from logs.model import Session
from logs.session.query import Entry
from tui.demo.year import Team, year_of

JOINT, TYPED_TWICE, TWO_PLACES, TWO_CELLS = 0.02, 0.01, 0.02, 0.02  # shares of the sessions

Pairs = set[tuple[str, str]]


class Register(Struct):
    """Entries in no particular order, and the pairs of ids, the lesser first, that are one event logged twice."""

    entries: list[Entry]
    joint: Pairs
    typed_twice: Pairs


def register(sessions: int, units: int, seed: int) -> Register:
    """About so many sessions of a year, and the planted ones beside them."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    found = Register(ordinary(sessions, units, random), set(), set())
    plants: tuple[tuple[float, Callable[[Session, Random], Session], Pairs | None], ...] = (
        (JOINT, lambda session, random: joint(session, units, random), found.joint),
        (TYPED_TWICE, typed_again, found.typed_twice),
        (TWO_PLACES, held_elsewhere, None),
        (TWO_CELLS, of_another_cell, None),
    )
    chosen = iter(random.sample(found.entries, len(found.entries)))
    for share, plant, pairs in plants:
        for entry in [next(chosen) for _ in range(int(share * sessions))]:
            planted = _entry(plant(entry.session, random), random)
            found.entries.append(planted)
            if pairs is not None:
                pairs.add((min(entry.id, planted.id), max(entry.id, planted.id)))
    random.shuffle(found.entries)
    return found


def ordinary(sessions: int, units: int, random: Random) -> list[Entry]:
    """About so many sessions as the demonstration's units hold them."""
    found = []
    for number in range(units):
        partners = [_unit(other) for other in range(units) if other != number][:12]
        team = Team(_unit(number), [f"BCV-{number}-{one}" for one in range(4)], partners, sessions / units / 12.4)
        year = year_of(team, shipped(), random, until=Date(2014, 12, 31), untouched=frozenset())
        found += [_entry(_in_own_words(session, random), random) for session in year]
    return found


def joint(session: Session, units: int, random: Random) -> Session:
    """The partner's own record: its reporter, another count of the same people, often words of its own."""
    partner = random.choice([_unit(number) for number in range(units) if _unit(number) != session.unit])
    count = max(1, round((session.attendance or 1) * random.uniform(0.9, 1.1)))
    return replace(
        session,
        unit=partner,
        partners=(session.unit,),
        reporters=(f"BCV-{partner}",),
        attendance=count,
        audience=dict.fromkeys(session.audience),
        themes=session.themes[: random.choice((1, 4))],
        topic=_retyped(session.topic, random),
        place=random.choice((session.place, session.place, _retyped(session.place, random), "")),
        form=random.choice((session.form, "HC")),
        date=session.date + timedelta(days=random.choice((0, 0, 0, 0, 1))),
        notes="",
    )


def typed_again(session: Session, random: Random) -> Session:
    """The same session typed in once more, with the small differences of typing."""
    return replace(session, topic=_retyped(session.topic, random), place=_retyped(session.place, random), minutes=None)


def held_elsewhere(session: Session, random: Random) -> Session:
    """The same talk by the same reporter on the same day at another place, before other listeners."""
    count = max(1, round((session.attendance or 1) * random.choice((0.4, 0.9, 1.0, 1.6))))
    place = f"Nhà văn hóa bản {random.choice(('Nậm Loỏng', 'Phan Lìn', 'Gia Khâu', 'Sùng Chải'))}"
    return replace(session, place=place, attendance=count, audience=dict.fromkeys(session.audience))


def of_another_cell(session: Session, random: Random) -> Session:
    """What another cell of the same unit talks about on the same day, at the same place."""
    others = [code for code in shipped().themes if code not in session.themes]
    return replace(session, themes=(random.choice(others),), topic="Sơ kết công tác phát triển đảng viên", documents=())


def _retyped(text: str, random: Random) -> str:
    place = random.randrange(1, max(2, len(text) - 1))
    return random.choice(
        (
            text,
            text.upper(),
            f"{text}.",
            unicodedata.normalize("NFD", text),
            text.replace(" ", ": ", 1),
            text.replace("hòa", "hoà").replace("hóa", "hoá").replace("ủy", "uỷ"),
            "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)),
            text[:place] + text[place + 1 :],
        )
    )


def _in_own_words(session: Session, random: Random) -> Session:
    """A unit has halls of its own, and some sessions are logged without a topic or a place."""
    place = f"{session.place} {session.unit}" if random.random() < 0.9 else ""
    return replace(session, place=place, topic=session.topic if random.random() < 0.9 else "")


def _unit(number: int) -> str:
    return f"CB{number:02}"


def _entry(session: Session, random: Random) -> Entry:
    return Entry(str(UUID(int=random.getrandbits(128), version=4)), "0" * 32, session)
