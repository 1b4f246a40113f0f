"""A person's settings at work: language, look, keys and movement of the app, taken at once when they change."""

import os
import sys
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter

from logs.errors import SotayError
from tui.core.commands import Command, key_name, use_keys
from tui.core.i18n import N_, language, use_language
from tui.core.keymap import menus, sound_keys
from tui.core.messages import Failed
from tui.core.settings import Settings, SettingsFile
from tui.core.themes import DARK, LIGHT, LOOKS, PLAIN, THEMES, Colourless, SteadyStylesheet, usual_look


class Chooses(App[int]):
    """An app with a person's settings, `kept` in their file."""

    kept: SettingsFile
    MENU: ClassVar[tuple[Command, ...]]
    LOOKS_MENU: ClassVar = (
        Command("change_look", "f2", N_("Light or dark"), "", N_("the other look of the screen")),
        *(Command(f"use_look('{name}')", "", title, "", N_("look of the screen")) for name, title in LOOKS.items()),
    )
    _colourless = Colourless()
    composing: str

    @property
    def settings(self) -> Settings:
        """What the person has chosen, as it holds now."""
        return self.kept.settings

    def start_with(self, kept: SettingsFile) -> None:
        """Take the settings for the first time; the language is the caller's matter, who may have been told another."""
        self.kept = kept
        for theme in THEMES:
            self.register_theme(theme)
        self._usual_look = usual_look(os.environ, windows=sys.platform == "win32")
        self._usual_animation = self.animation_level
        self._take_looks()
        self.stylesheet = SteadyStylesheet(self.get_css_variables())
        self._take_keys()
        self._take_typing()

    async def change_settings(self, **chosen: Any) -> None:
        """Take and keep other choices, by their names in `Settings`; where they cannot be kept they hold for now."""
        try:
            self.kept.change(**chosen)
        except SotayError as error:
            self.post_message(Failed(error))
        self._take_looks()
        self._take_keys()
        if "typing" in chosen:
            self._take_typing()
        if (wanted := self.settings.language) and wanted != language():
            use_language(wanted)
            await self.speak_anew()

    async def use_typing(self, method: str) -> None:
        """Make letters by that method from now on, also when the program is opened again."""
        await self.change_settings(typing=method or "off")

    async def speak_anew(self) -> None:
        """Show everything in the language that is now in use."""
        raise NotImplementedError

    def _take_looks(self) -> None:
        wanted = self.settings.look
        self.theme = wanted if wanted in LOOKS else self._usual_look
        self.animation_level = self._usual_animation if self.settings.animation else "none"

    def _take_typing(self) -> None:
        self.composing = "" if self.settings.typing == "off" else self.settings.typing

    def _take_keys(self) -> None:
        own = sound_keys(self.settings.keys, menus(type(self))) if self.settings.keys else {}
        use_keys(own)
        self.set_keymap(own)

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is labelled on a keyboard, in place of Textual's own names."""
        return binding.key_display or key_name(binding.key)

    def get_line_filters(self) -> list[LineFilter]:
        """Without colour where that look is chosen, whatever else Textual would do with colours."""
        filters = list(super().get_line_filters())
        return [*filters[:1], self._colourless] if self.theme == PLAIN.name else filters

    async def action_change_look(self) -> None:
        """The light look where it is dark, the dark one else."""
        await self.change_settings(look=LIGHT.name if self.theme == DARK.name else DARK.name)

    async def action_use_look(self, name: str) -> None:
        """The look of that name."""
        await self.change_settings(look=name)
