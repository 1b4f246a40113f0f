"""A person's settings: checked field by field, kept whole, never in the way."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logs.errors import SotayError
from tui.core.settings import LARGEST, Settings, SettingsFile
from tui.text.errors.messages import sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "sotay" / "settings.json"


def write(path: Path, content: bytes) -> SettingsFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return SettingsFile(path)


def test_without_a_file_the_defaults_hold_and_nothing_is_written(path: Path) -> None:
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert not file.notices
    assert not path.parent.exists()


def test_a_choice_is_there_the_next_time(path: Path) -> None:
    SettingsFile(path).change(typing="telex", keys={"undo": "z"})
    again = SettingsFile(path)
    assert again.settings == Settings(typing="telex", keys={"undo": "z"})
    assert list(path.parent.iterdir()) == [path]


def test_what_this_version_does_not_know_stays(path: Path) -> None:
    write(path, b'{"from_the_future": [1, {"a": null}], "animation": false}').change(language="en")
    kept = json.loads(path.read_text("utf-8"))
    assert kept == {"from_the_future": [1, {"a": None}], "animation": False, "language": "en"}


def test_two_windows_do_not_undo_each_other(path: Path) -> None:
    one, other = SettingsFile(path), SettingsFile(path)
    one.change(language="en")
    other.change(look="sotay-light")
    assert SettingsFile(path).settings == Settings(language="en", look="sotay-light")


def test_a_field_that_cannot_be_used_falls_back_alone_and_is_told(path: Path) -> None:
    file = write(path, b'{"typing": "klingon", "language": "en", "keys": [1]}')
    assert file.settings == Settings(language="en")
    (notice,) = file.notices
    assert "keys, typing" in sentence(notice.code, notice.params)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"null", b'{"a":', b"[" * 200_000, b'{"look": "' + b"x" * LARGEST + b'"}', b"\x00" * 50],
)
def test_a_file_that_is_no_settings_file_is_told_and_kept_aside_when_one_is_written(path: Path, content: bytes) -> None:
    file = write(path, content)
    assert file.settings == Settings()
    assert [notice.code for notice in file.notices] == ["settings_unreadable"]
    file.change(language="vi")
    assert SettingsFile(path).settings == Settings(language="vi")
    assert path.with_suffix(".damaged").read_bytes() == content


def test_a_folder_in_its_place_is_survived(path: Path) -> None:
    path.mkdir(parents=True)
    assert SettingsFile(path).settings == Settings()


def test_a_choice_that_cannot_be_kept_holds_until_the_end_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    file = SettingsFile(tmp_path / "file" / "settings.json")
    with pytest.raises(SotayError, match="settings_unsaved"):
        file.change(language="en")
    assert file.settings.language == "en"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=100),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.dictionaries(st.sampled_from([*Settings.__struct_fields__, "other"]), JSON, max_size=7))
def test_whatever_stands_in_the_file_the_settings_are_sound(path: Path, raw: dict[str, Any]) -> None:
    file = write(path, json.dumps(raw).encode())
    sound = msgspec.to_builtins(file.settings)
    assert msgspec.convert(sound, Settings) == file.settings
    # 0 and 1 equal False and True, and are neither.
    if isinstance(raw.get("animation"), bool):
        assert file.settings.animation is raw["animation"]
