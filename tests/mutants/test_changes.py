"""Mutants differ from what they are made of in one place, are the same ones every time, and have tests to meet."""

import ast

import pytest

from tests.mutants.__main__ import ROOT, TESTS, core, suite_of
from tests.mutants.changes import mutants_of, source_of

SOURCE = '''
"""A text of 1."""
MOST: int = 2
@cache
def any_of(one: int = 3, *, strict: bool = True) -> bool:
    for number in zip(one, strict=True):
        if not number:
            continue
        grow(number)
    if one < 4 and one in MOST:
        raise Wrong
    return sorted([n for n in MOST if n], key=len)
'''


def changes(source: str) -> list[tuple[str, str]]:
    """What stands where in the mutants of a source."""
    return [(mutant.before, mutant.after) for mutant in mutants_of("a.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b <= c", [("a < b <= c", "a <= b <= c"), ("a < b <= c", "a < b < c")]),
        ("a and b and c", [("a and b and c", f"{pair}") for pair in ("b and c", "a and c", "a and b")]),
        ("a or b", [("a or b", "b"), ("a or b", "a")]),
        ("a or 0", [("a or 0", "0")]),
        ("isinstance(a, B) and isinstance(c, B)", []),
        ("isinstance(a, B) and c", [("isinstance(a, B) and c", other) for other in ("c", "isinstance(a, B)")]),
        ("not a", [("not a", "a")]),
        ("a - b", [("a - b", "a + b")]),
        ("'a' + b", []),
        ("a |= b", [("a |= b", "a &= b")]),
        ("f(1, True)", [("f(1, True)", "pass"), ("1", "2"), ("True", "False")]),
        ("a = max(b)", [("max(b)", "min(b)")]),
        ("a = b if c else d", [("b if c else d", "d if c else b")]),
        ("a = b if c > d else e", [("c > d", "c >= d")]),
        ("a: 'x' = zip(b, strict=True)", []),
        ("class A(B, frozen=True):\n    a: int = 1", [("1", "2")]),
        ("@cache(maxsize=1)\ndef f(a: Max[1]) -> Max[1]:\n    'A text.'", []),
    ],
)
def test_what_is_changed_and_what_is_left_alone(source: str, expected: list[tuple[str, str]]) -> None:
    assert changes(source) == expected


def test_each_mutant_is_a_program_that_differs_from_its_source_and_all_others() -> None:
    mutants = mutants_of("a.py", SOURCE)
    assert mutants == mutants_of("a.py", SOURCE)
    texts = [source_of(mutant, SOURCE) for mutant in mutants]
    assert len({ast.dump(ast.parse(text)) for text in [*texts, SOURCE]}) == len(mutants) + 1 == 15
    assert [mutant.line for mutant in mutants] == sorted(mutant.line for mutant in mutants)


def test_every_part_of_the_core_has_mutants_and_tests() -> None:
    for path in TESTS:
        mutants = core([path])
        assert mutants, path
        for file in {mutant.path for mutant in mutants}:
            files = suite_of(file)
            assert len(set(files)) == len(files) > 0
            assert all((ROOT / name).is_file() for name in files), files


def test_a_line_of_a_module_is_asked_for_alone_and_its_own_tests_come_first() -> None:
    everything = core(["logs/versions.py"])
    line = everything[0].line
    assert core([f"logs/versions.py:{line}"]) == [mutant for mutant in everything if mutant.line == line]
    assert core(["logs/version"]) == []
    assert suite_of("logs/store/recovery.py")[0] == "tests/logs/store/test_recovery.py"
