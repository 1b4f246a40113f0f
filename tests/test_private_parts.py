"""The list of other packages' private parts is whole, has no part that is not used, and none that has moved."""

from tests.private_parts import PARTS, is_private, moved, names_of_others, used


def test_the_list_has_every_private_part_that_is_used() -> None:
    assert used() <= PARTS.keys()
    assert names_of_others() <= {part.rpartition(".")[2] for part in PARTS}


def test_what_is_listed_is_used() -> None:
    left = PARTS.keys() - used()
    assert {part for part in left if part.rpartition(".")[2] not in names_of_others()} == {
        "textual_serve.server.Server._make_app"  # of a class that is made when it is first needed
    }


def test_every_part_is_private_and_there() -> None:
    assert all(any(is_private(name) for name in part.split(".")) for part in PARTS)
    assert moved() == []
