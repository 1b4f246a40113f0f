"""The guide's pages show what the commands really print, every command, and the same in both languages."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.tui.guide_pages import (
    INDEX,
    Example,
    Reader,
    index,
    is_told,
    page_text,
    pages_with_commands,
    rewritten,
    shown_in,
)
from tui.cli import sotay
from tui.core.i18n import LANGUAGES, use_language
from tui.screens.guide.pages import FOLDER, PAGES, read_page


def examples(name: str, language: str) -> list[Example]:
    return [one for one in shown_in(page_text(name, language)) if isinstance(one, Example)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", pages_with_commands())
def test_a_page_shows_what_its_commands_print(name: str, language: str, tmp_path: Path) -> None:
    """After a change that is wanted: `python -m tests.tui.guide_pages`."""
    reader = Reader(tmp_path)
    with reader.at_work(language):
        for example, printed in reader.follow(page_text(name, language)):
            if not is_told(example.shown, printed):
                assert list(example.shown) == printed, example.command
    assert not reader.untold, "a command that does not end well is followed by `echo $?`"


def commands_of(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command of the program, those of its groups too; a group that does something by itself as well."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands_of(found, *path, name)
        if not isinstance(found, click.Group) or found.invoke_without_command:
            yield (*path, name)


def test_every_command_of_the_program_is_shown() -> None:
    typed = [f"{one.command} " for name in pages_with_commands() for one in examples(name, LANGUAGES[0])]
    told = {path for path in commands_of(sotay) if any(f" {' '.join(path)} " in command for command in typed)}
    assert told == set(commands_of(sotay))


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_show_the_same_commands_and_files(name: str) -> None:
    first, second = (
        [one.command if isinstance(one, Example) else one for one in shown_in(page_text(name, language))]
        for language in LANGUAGES
    )
    assert first == second


def test_a_page_has_a_heading_for_each_command_it_tells_about() -> None:
    for language in LANGUAGES:
        use_language(language)
        headings = [
            block.text.plain
            for name in pages_with_commands()
            for block in read_page(name).blocks
            if block.kind == "heading"
        ]
        titled = " ".join(heading.partition(":")[0].replace(",", " ") for heading in headings).split()
        assert {path[0] for path in commands_of(sotay)} <= set(titled)


def test_the_index_lists_all_pages_in_order() -> None:
    assert INDEX.read_text("utf-8") == index()
    assert [path.name for path in FOLDER.iterdir() if path.is_file()] == [INDEX.name]


def test_what_is_left_out_may_be_anything_and_nothing_else_may() -> None:
    printed = ["one", "two", "three", "four"]
    assert is_told(("one", "…", "four"), printed)
    assert is_told(("…", "three", "four"), printed)
    assert is_told(("one", "…", "three", "…"), printed)
    for wrong in (("one", "two"), ("one", "…", "three"), ("one", "two", "three", "four", "…"), ("one", "…", "5", "…")):
        assert not is_told(wrong, printed)
    assert not is_told(("one", "two", ".*", "four"), printed)


def test_a_page_is_written_anew_with_what_its_commands_print() -> None:
    page = """# A

```console
$ sotay list
old words
$ echo $?
0
$ sotay --help
gone
…
gone
```

The end.
"""
    lines = rewritten(page, "en").splitlines()
    assert lines[:4] == page.splitlines()[:4]
    assert lines[4].startswith("There is no book in /home/an/.local/share/sotay/book.")
    assert lines[6:8] == ["$ echo $?", "3"]
    assert lines[8:11] == ["$ sotay --help", "Usage: sotay [OPTIONS] [COMMAND] [ARGS]...", "…"]
    assert lines[11].strip().startswith("serve ")
    assert lines[12:] == page.splitlines()[-3:]
