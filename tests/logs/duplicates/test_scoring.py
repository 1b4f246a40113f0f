"""What each difference takes from the score of a likely duplicate, and from which score on a person is asked."""

import pytest

from logs.duplicates.index import likely_duplicates
from logs.duplicates.scoring import LIKELY, Likeness, compare
from tests.logs.duplicates.test_index import JOINT, entry, is_likely, likeness

OTHER_DAY = {"date": "2014-05-13"}
SOME_THEMES = {"themes": ["LC-02"]}
OTHER_REPORTER, OTHER_FORM = {"reporters": ["BCV-02"]}, {"form": "TM"}
SIMILAR_TOPIC, OTHER_TOPIC, NO_TOPIC = {"topic": "Biên giói"}, {"topic": "Hiến pháp năm 2013"}, {"topic": ""}
SIMILAR_PLACE, OTHER_PLACE, NO_PLACE = {"place": "Hội trường lớn Ủy ban"}, {"place": "Nhà văn hóa"}, {"place": ""}
NEAR_COUNT = {"attendance": 28, "audience": {"DV": 28}}
OTHER_COUNT = {"attendance": 60, "audience": {"DV": 60}}


@pytest.mark.parametrize(
    ("differing", "score", "reason"),
    [
        ([{"unit": "CB02", "partners": ["CB01"]}], 100, "partner_unit"),
        ([OTHER_DAY], 90, "day_apart"),
        ([SOME_THEMES], 92, "some_themes"),
        ([SIMILAR_TOPIC], 96, "similar_topic"),
        ([SIMILAR_PLACE], 96, "similar_place"),
        ([NEAR_COUNT], 96, "near_count"),
        ([NO_TOPIC], 91, ""),
        ([NO_PLACE], 92, ""),
        ([OTHER_REPORTER], 97, ""),
        ([OTHER_FORM], 97, ""),
        ([OTHER_TOPIC], 67, ""),
        ([OTHER_PLACE], 60, ""),
        ([OTHER_COUNT], 66, ""),
        # At the border: seventy is asked, sixty-nine is not.
        ([OTHER_DAY, SOME_THEMES, SIMILAR_TOPIC, SIMILAR_PLACE, NEAR_COUNT], 70, "day_apart"),
        ([NO_TOPIC, NO_PLACE, OTHER_DAY, OTHER_REPORTER], 70, "same_themes"),
        ([NO_TOPIC, OTHER_DAY, SOME_THEMES, OTHER_FORM], 70, "same_place"),
        ([NO_TOPIC, OTHER_DAY, SOME_THEMES, NEAR_COUNT], 69, "near_count"),
        ([NO_TOPIC, NO_PLACE, OTHER_DAY, NEAR_COUNT], 69, "near_count"),
        ([OTHER_DAY, SOME_THEMES, NO_PLACE, OTHER_REPORTER, OTHER_FORM], 68, "same_topic"),
    ],
)
def test_what_each_difference_takes_from_the_score_and_who_is_asked_about(
    differing: list[dict[str, object]], score: int, reason: str
) -> None:
    changes = {name: value for change in differing for name, value in change.items()}
    found = likeness(**changes)
    assert found is not None
    assert found.score == score
    assert not reason or reason in found.reasons
    assert is_likely(**changes) == (score >= LIKELY == 70)


@pytest.mark.parametrize(
    ("blank", "differing", "score"),
    [
        (NO_TOPIC, [SOME_THEMES, OTHER_COUNT, OTHER_REPORTER, OTHER_FORM], 41),
        (NO_TOPIC, [OTHER_DAY, OTHER_COUNT, OTHER_FORM], 42),
        (NO_PLACE, [SOME_THEMES, OTHER_COUNT, OTHER_REPORTER, OTHER_FORM], 43),
        (NO_TOPIC | NO_PLACE, [OTHER_COUNT], 49),
        (NO_TOPIC | NO_PLACE, [OTHER_DAY, SOME_THEMES], 73),
        (NO_TOPIC | NO_PLACE, [OTHER_DAY, SOME_THEMES, NEAR_COUNT], 67),
    ],
)
def test_where_neither_says_a_text_the_rest_bears_all(
    blank: dict[str, object], differing: list[dict[str, object]], score: int
) -> None:
    changes = {name: value for change in differing for name, value in change.items()}
    pair = [entry(1, **blank), entry(2, **blank, **changes)]
    assert [one.score for one in likely_duplicates(pair, least=1)] == [score]
    assert bool(likely_duplicates(pair)) == (score >= 70)


@pytest.mark.parametrize(
    ("count", "other", "is_near"),
    [
        (10, 7, True), (10, 6, False), (10, 13, True), (10, 14, False),  # three apart
        (100, 80, True), (100, 79, False), (100, 125, True), (100, 126, False),  # a fifth
        (101, 81, True), (101, 80, False), (2, 5, True), (1, 5, False),
    ],
)  # fmt: skip
def test_how_far_apart_two_counts_of_one_audience_may_be(count: int, other: int, is_near: bool) -> None:
    mine, theirs = ({"attendance": n, "audience": {"DV": n}} for n in (count, other))
    for pair in ([entry(1, **mine), entry(2, **theirs)], [entry(1, **theirs), entry(2, **mine)]):
        [found] = likely_duplicates(pair, least=1)
        assert found.score == (96 if is_near else 66)
        assert ("near_count" in found.reasons) == is_near
        assert bool(likely_duplicates(pair)) == bool(likely_duplicates(pair, least=67)) == is_near


def test_reasons_are_told_in_their_order() -> None:
    found = likeness(**JOINT | SOME_THEMES | NEAR_COUNT)
    assert found is not None
    assert found.reasons == (
        "same_day", "partner_unit", "some_themes", "same_topic", "same_place", "near_count", "same_form",
    )  # fmt: skip


def both_ways(**changes: object) -> list[Likeness | None]:
    """How a session and one with some fields changed are alike, asked either way, however little."""
    one, other = entry(1), entry(2, **changes)
    return [compare(one, other, 1), compare(other, one, 1)]


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2014-05-10"}, {"date": "2014-05-14"}, {"status": "draft"}, {"unit": "CB02"}, {"themes": ["DM-01"]},
        {"unit": "CB02", "partners": ["CB03"]},
    ],
)  # fmt: skip
def test_other_units_or_themes_distant_days_and_drafts_are_never_alike(changes: dict[str, object]) -> None:
    assert both_ways(**changes) == [None, None]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date": "2014-05-11"}, "day_apart"),
        ({"unit": "CB02", "partners": ["CB01"]}, "partner_unit"),
        ({"themes": ["QT-02", "LC-02"]}, "same_themes"),
        ({"themes": ["LC-02", "DM-01"]}, "some_themes"),
        ({"themes": ["LC-02", "QT-02", "DM-01"]}, "some_themes"),
    ],
)
def test_two_sessions_are_as_alike_whichever_comes_first(changes: dict[str, object], reason: str) -> None:
    found, other = both_ways(**changes)
    assert found == other
    assert found is not None
    assert reason in found.reasons
    assert (found.a, found.b) == (entry(1).id, entry(2).id)


def test_a_pair_is_alike_from_the_least_score_asked_for_on() -> None:
    pair = entry(1), entry(2, **SOME_THEMES)
    assert [bool(compare(*pair, least)) for least in (92, 93)] == [True, False]
