"""What a person has chosen for the program itself: kept in a file of its own, apart from any book.

The file is hostile until checked: each field that cannot be used falls back to its default, alone. Fields that this
version does not know stay in the file.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from logs.errors import Notice, SotayError
from logs.store.files import error_name, write_whole

LARGEST = 262_144
"""Bytes of a settings file that are read; a larger one is none of ours."""

Typing = Literal["off", "telex", "vni"]
Language = Literal["", "vi", "en"]
Opens = Literal["overview", "register"]
Word = Annotated[str, Meta(max_length=80)]


class Settings(Struct, frozen=True, kw_only=True):
    """The choices. `language` and `look` are "" where nothing was chosen; `keys` are a command's id and its keys; a
    book `opens` with that screen; who had no session for `silent_days` is told of.
    """

    language: Language = ""
    look: Word = ""
    typing: Typing = "off"
    animation: bool = True
    keys: Annotated[dict[Word, Word], Meta(max_length=300)] = {}
    toured: bool = False
    opens: Opens = "overview"
    silent_days: Annotated[int, Meta(ge=1, le=3_650)] = 30


_FIELDS = {field.name: field.type for field in msgspec.structs.fields(Settings)}


class SettingsFile:
    """The choices and the file they are kept in; `notices` tell what of the file could not be used."""

    def __init__(self, path: Path) -> None:
        """Read the file; one that is missing is no fault: the defaults hold."""
        self.path = path
        raw, self.notices = self._read()
        self.settings, unusable = _checked(raw)
        if unusable:
            names = ", ".join(unusable)
            self.notices = (*self.notices, Notice("settings_field", {"path": str(path), "fields": names}))

    def change(self, **chosen: Any) -> Settings:
        """Take other choices and keep them; what another window of the program chose meanwhile stays.

        Raises SotayError `settings_unsaved` (path, detail); the choices hold all the same until the program ends.
        """
        self.settings = msgspec.convert({**msgspec.structs.asdict(self.settings), **chosen}, Settings)
        raw, notices = self._read()
        text = msgspec.json.format(msgspec.json.encode({**raw, **chosen}), indent=2)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if notices and self.path.exists():
                self.path.replace(self.path.with_suffix(".damaged"))
            write_whole(self.path, [text, b"\n"])
        except OSError as error:
            raise SotayError("settings_unsaved", path=str(self.path), detail=error_name(error)) from error
        return self.settings

    def _read(self) -> tuple[dict[str, Any], tuple[Notice, ...]]:
        """The file's fields, unchecked; none, and a notice, where it is no settings file."""
        try:
            with self.path.open("rb") as file:
                text = file.read(LARGEST + 1)
            if len(text) > LARGEST:
                raise msgspec.DecodeError
            return msgspec.json.decode(text, type=dict[str, Any]), ()
        except FileNotFoundError:
            return {}, ()
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return {}, (Notice("settings_unreadable", {"path": str(self.path)}),)


def _checked(raw: dict[str, Any]) -> tuple[Settings, list[str]]:
    """The choices that are sound, and the names of the fields that are not."""
    sound: dict[str, Any] = {}
    unusable = []
    for name in _FIELDS.keys() & raw.keys():
        try:
            sound[name] = msgspec.convert(raw[name], _FIELDS[name])
        except msgspec.ValidationError:
            unusable.append(name)
    return Settings(**sound), sorted(unusable)
