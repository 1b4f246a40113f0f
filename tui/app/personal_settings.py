"""A person's settings at work: language, look, keys and movement of the app, taken at once when they change."""

import os
import sys
from typing import Any

from logs.errors import SotayError
from tui.core.commands import use_keys
from tui.core.i18n import language, use_language
from tui.core.messages import Failed
from tui.core.own_keys import menus, sound_keys
from tui.core.settings import Settings, SettingsFile
from tui.core.themes import DARK, LIGHT, LOOKS, THEMES, SteadyStylesheet, usual_look
from tui.input.input_method import Composing


class PersonalSettings:
    """What a person has chosen, kept in `file` and in force in the app."""

    def __init__(self, app: Composing[Any], file: SettingsFile) -> None:
        """Take the settings for the first time; the language is the caller's matter, who may have been told another."""
        self.app = app
        self.file = file
        for theme in THEMES:
            app.register_theme(theme)
        self._usual_look = usual_look(os.environ, windows=sys.platform == "win32")
        self._usual_animation = app.animation_level
        self._take_looks()
        app.stylesheet = SteadyStylesheet(app.get_css_variables())
        self._take_keys()
        self._take_typing()

    @property
    def chosen(self) -> Settings:
        """What holds now."""
        return self.file.settings

    @property
    def other_look(self) -> str:
        """The light look where it is dark, the dark one else."""
        return LIGHT.name if self.app.theme == DARK.name else DARK.name

    def change(self, **chosen: Any) -> bool:
        """Take and keep other choices, by their names in `Settings`; where they cannot be kept they hold for now.

        Returns whether another language is in use now, in which everything is to be shown anew.
        """
        try:
            self.file.change(**chosen)
        except SotayError as error:
            self.app.post_message(Failed(error))
        self._take_looks()
        self._take_keys()
        if "typing" in chosen:
            self._take_typing()
        wanted = self.chosen.language
        if not wanted or wanted == language():
            return False
        use_language(wanted)
        return True

    def _take_looks(self) -> None:
        wanted = self.chosen.look
        self.app.theme = wanted if wanted in LOOKS else self._usual_look
        self.app.animation_level = self._usual_animation if self.chosen.animation else "none"

    def _take_typing(self) -> None:
        self.app.composing = "" if self.chosen.typing == "off" else self.chosen.typing

    def _take_keys(self) -> None:
        own = sound_keys(self.chosen.keys, menus(type(self.app))) if self.chosen.keys else {}
        use_keys(own)
        self.app.set_keymap(own)
