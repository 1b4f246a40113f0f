"""A person's own keys: one action has one key, and none is in another's way."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.commands import ROOT
from tui.app.app import SotayApp
from tui.core.commands import Command, use_keys
from tui.core.i18n import use_language
from tui.core.own_keys import STEERING, changeable, menus, objection, sound_keys

EVERY = menus(SotayApp)
COMMANDS = {command.id: command for _name, commands in EVERY for command in commands if changeable(command)}
UNDO, JUMP, EDIT, GAPS = (COMMANDS[name] for name in ("undo", "jump", "edit", "gaps"))


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_every_command_has_an_id_that_a_file_can_hold() -> None:
    ids = [command.id for _name, commands in EVERY for command in commands]
    assert {"undo", "switch_mode.coverage", "save.draft", "help"} <= set(ids)
    assert all(0 < len(one) <= 80 for one in ids)
    own = [command.id for command in EVERY[0][1]]
    assert len(own) == len(set(own))


def test_the_keys_of_screens_that_were_not_shown_yet_are_known() -> None:
    asked = "from tui.app.app import SotayApp; from tui.core.own_keys import menus; print(*dict(menus(SotayApp)))"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"MergeScreen", "ConflictScreen", "CoverageScreen", "KeysDialog"} <= set(told.split())


def test_every_command_can_have_its_usual_key_again() -> None:
    told = {name: objection(one, one.keys.split(",")[0], EVERY, {}) for name, one in COMMANDS.items()}
    assert not {name: text for name, text in told.items() if text}
    assert "Search" in objection(COMMANDS["add_session"], "n", EVERY, {"search": "n"})


def test_a_key_of_another_command_is_refused_and_the_command_named() -> None:
    assert "Add session" in objection(EDIT, "n", EVERY, {})
    assert objection(EDIT, "z", EVERY, {}) == ""
    # A command of every screen meets the commands of each.
    taken = [command.name for _name, commands in EVERY for command in commands if "e" in command.keys.split(",")]
    assert "Edit the session" in taken
    assert any(f"“{name}”" in objection(UNDO, "e", EVERY, {}) for name in taken)
    # Two screens that are never there together may use one key.
    assert objection(GAPS, "d", EVERY, {}) == ""


def test_a_key_given_away_is_free() -> None:
    assert objection(COMMANDS["filter"], "n", EVERY, {"add_session": "f5"}) == ""
    assert "Add session" in objection(COMMANDS["filter"], "f5", EVERY, {"add_session": "f5"})


@pytest.mark.parametrize("key", ["up", "escape", "ctrl+c", "tab", "space"])
def test_keys_that_steer_are_refused(key: str) -> None:
    assert objection(EDIT, key, EVERY, {})


def test_a_command_that_works_while_text_is_typed_takes_no_letter() -> None:
    assert JUMP.priority
    assert objection(JUMP, "z", EVERY, {})
    assert objection(JUMP, "f5", EVERY, {}) == ""


KEYS = st.sampled_from(["a", "e", "n", "z", "f5", "ctrl+g", "up", "", "no such key", "a,b"])


@given(own=st.dictionaries(st.sampled_from([*COMMANDS, "unknown"]), KEYS, max_size=12))
def test_whatever_a_file_holds_no_two_commands_of_a_screen_share_a_key(own: dict[str, str]) -> None:
    sound = sound_keys(own, EVERY)
    everywhere = EVERY[0][1]
    for _name, commands in EVERY:
        changed = {command.id: sound[command.id] for command in (*everywhere, *commands) if command.id in sound}
        assert len(set(changed.values())) == len(changed)
    assert not STEERING & set(sound.values())


def test_a_command_shows_the_persons_key() -> None:
    command = Command("undo", "u", "Undo")
    try:
        use_keys({"undo": "f5"})
        assert command.key == "F5"
    finally:
        use_keys({})
    assert command.key == "u"
