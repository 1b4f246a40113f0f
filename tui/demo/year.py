"""The sessions that one unit holds in a year, drawn from a seeded generator in realistic numbers and sizes."""

import math
from collections.abc import Sequence
from datetime import date as Date
from datetime import timedelta
from random import Random

from msgspec import Struct

from logs.catalogue.directive import Directive
from logs.model import FormCode, Mode, Session
from tui.demo.texts import NOTES, OTHER_THEMES, PLACES, TOPICS

# Sessions a month relative to an average one: a dip at Tết, peaks around the great holidays.
_MONTHS = {1: 0.8, 2: 0.4, 3: 1.0, 4: 1.3, 5: 1.4, 6: 0.9, 7: 0.9, 8: 1.3, 9: 1.4, 10: 1.0, 11: 1.0, 12: 0.6}
_THEME_COUNTS = ((1, 2, 3, 4), (58, 27, 11, 4))
_FORMS: tuple[tuple[FormCode, ...], tuple[int, ...]] = (("SH", "HC", "TM"), (50, 30, 20))
# Median, least and most listeners, and the length of a session in minutes, by form.
_SIZES = {"SH": (14, 6, 30), "HC": (35, 15, 120), "TM": (60, 20, 300)}
_MINUTES = {"SH": (10, 45), "HC": (10, 45), "TM": (60, 180)}
_AUDIENCES = {"SH": ("DV",), "HC": ("CB", "VC", "LD"), "TM": ("CB", "DV", "VC", "LD")}
_GROUP_WEIGHTS = {"LC": 5, "DQ": 4, "DL": 4, "HP": 3, "DM": 2, "QT": 2, "NT": 1, "PB": 1}
_CITING = 0.3  # the share of sessions that cite a document
_MODES: tuple[tuple[Mode, ...], tuple[int, ...]] = (("in_person", "online", "mixed"), (90, 6, 4))


class Team(Struct, frozen=True):
    """Who holds a unit's sessions: codes of the unit, its reporters and the units it works with."""

    unit: str
    reporters: Sequence[str]
    partners: Sequence[str]
    a_month: float


def year_of(
    team: Team, directive: Directive, random: Random, *, until: Date, untouched: frozenset[str]
) -> list[Session]:
    """The team's sessions up to a day of the year, in the order of their days; themes in `untouched` stay uncovered."""
    sessions = []
    for month in range(1, 13):
        expected = team.a_month * _MONTHS[month]
        for _ in range(int(expected) + (random.random() < expected % 1)):
            day = Date(until.year, month, 1) + timedelta(days=random.randrange(28))
            if day <= until:
                sessions.append(_session(day, team, directive, random, untouched))
    return sorted(sessions, key=lambda session: session.date)


def _session(day: Date, team: Team, directive: Directive, random: Random, untouched: frozenset[str]) -> Session:
    form = random.choices(*_FORMS)[0]
    attendance = _attendance(form, random)
    themes = _themes(directive, random, untouched)
    known = directive.themes
    documents = [document.code for document in directive.documents]
    needs_document = any(known[code].needs_document for code in themes)
    return Session(
        directive=directive.id,
        date=day,
        unit=team.unit,
        status="complete",
        form=form,
        reporters=(random.choice(team.reporters),),
        attendance=attendance,
        audience=_audience(form, attendance, random),
        themes=themes,
        themes_other=OTHER_THEMES if any(known[code].free_text for code in themes) else "",
        partners=(random.choice(team.partners),) if team.partners and random.random() < 0.08 else (),
        place=random.choice(PLACES),
        topic=random.choice(TOPICS[known[themes[0]].group]),
        notes=random.choice(NOTES) if random.random() < 0.4 else "",
        mode=random.choices(*_MODES)[0],
        new_media=random.random() < 0.15,
        documents=(random.choice(documents),) if needs_document or random.random() < _CITING else (),
        minutes=random.randrange(*_MINUTES[form], 5),
    )


def _attendance(form: str, random: Random) -> int:
    median, least, most = _SIZES[form]
    return min(most, max(least, round(median * math.exp(random.gauss(0, 0.45)))))


def _themes(directive: Directive, random: Random, untouched: frozenset[str]) -> tuple[str, ...]:
    wanted = random.choices(*_THEME_COUNTS)[0]
    codes = [code for code in directive.themes if code not in untouched]
    weights = [_GROUP_WEIGHTS[directive.themes[code].group] for code in codes]
    return tuple(dict.fromkeys(random.choices(codes, weights, k=wanted)))


def _audience(form: str, attendance: int, random: Random) -> dict[str, int | None]:
    groups = _AUDIENCES[form]
    if form == "SH":
        return dict.fromkeys(groups)
    chosen = random.sample(groups, random.randrange(1, 3))
    if len(chosen) == 1 or random.random() < 0.5:
        return dict.fromkeys(sorted(chosen))
    first = random.randrange(1, attendance)
    return {chosen[0]: first, chosen[1]: attendance - first}
