"""The manual page of `sotay` in both languages, from the commands themselves.

`python -m tests.tui.man_pages` writes both; `test_man_pages.py` sees to it that they say what the commands say.
"""

from collections.abc import Iterator

import click

from tests.tui.guide_pages import INDEX
from tui.cli import sotay
from tui.core.i18n import LANGUAGES, _, use_language

PAGES = {"en": INDEX.parent / "man" / "sotay.1", "vi": INDEX.parent / "man" / "vi" / "sotay.1"}
_HEADINGS = {
    "en": ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"),
    "vi": ("TÊN", "CÁCH DÙNG", "TÙY CHỌN", "LỆNH", "MÃ KẾT THÚC", "BIẾN MÔI TRƯỜNG"),
}
_EXIT = {
    "en": "0: done. 1: something was refused or set aside. 2: not typed as the command is used. 3: no book opens.",
    "vi": "0: xong. 1: có phần bị từ chối hoặc để riêng. 2: gõ chưa đúng cách dùng. 3: không mở được sổ.",
}


def page(language: str) -> str:
    """The manual page in roff."""
    use_language(language)
    name, synopsis, options, commands, status, environment = _HEADINGS[language]
    context = click.Context(sotay, info_name="sotay", **sotay.context_settings)
    lines = [
        f'.TH SOTAY 1 "" "sotay" "{_plain(_(sotay.help or ""))}"',
        f".SH {name}", f"sotay \\- {_plain(_(sotay.help or ''))}",
        f".SH {synopsis}", f".B sotay\n{_plain(' '.join(sotay.collect_usage_pieces(context)))}",
        f".SH {options}", *_options(sotay, context),
        f".SH {commands}", *_commands(sotay, context),
        f".SH {status}", _plain(_EXIT[language]),
        f".SH {environment}", _plain("SOTAY_BOOK, SOTAY_LANG (--book, --lang); SOTAY_TODAY (2026-12-10)"),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        below = click.Context(found, info_name=name, parent=context)
        yield f".SS {_plain(below.command_path)} {_plain(' '.join(found.collect_usage_pieces(below)))}".rstrip()
        yield _plain(_(found.help or ""))
        yield from _options(found, below)
        if isinstance(found, click.Group):
            yield from _commands(found, below)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            named = ", ".join((*option.opts, *option.secondary_opts))
            value = "" if option.is_flag else f" \\fI{_plain(option.make_metavar(context))}\\fR"
            yield f".TP\n\\fB{_plain(named)}\\fR{value}\n{_plain(_(option.help or ''))}"


def _plain(text: str) -> str:
    """A line of text in which roff sees no request of its own."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def main() -> None:
    """Write both pages."""
    for language in LANGUAGES:
        PAGES[language].parent.mkdir(parents=True, exist_ok=True)
        PAGES[language].write_text(page(language), "utf-8")


if __name__ == "__main__":
    main()
