"""The command line: `sotay [--book DIR] [--lang vi|en] COMMAND`.

A command's module is imported when the command is called, heavy libraries when they are used, so that help is instant.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tui.cli.context import Settings, open_app
from tui.cli.errors import run
from tui.cli.options import PATH, Group, Option, option
from tui.core.i18n import LANGUAGES, N_, _, use_language

# In the order of the help, by what they are for: the module of each command, and its name there.
_GROUPS = {
    N_("Begin"): {
        "init": ("init", "init"),
        "demo": ("demo", "demo"),
    },
    N_("Log sessions"): {
        "log": ("log", "log"),
        "list": ("list_show", "list_sessions"),
        "show": ("list_show", "show"),
        "edit": ("edit", "edit"),
        "delete": ("edit", "delete"),
        "calendar": ("calendar", "calendar"),
        "paper": ("report", "paper"),
        "import": ("import_notebook", "import_notebook"),
    },
    N_("Figures"): {
        "coverage": ("coverage", "coverage"),
        "targets": ("targets", "targets"),
        "progress": ("progress", "progress"),
        "exempt": ("exempt", "exempt"),
        "totals": ("totals", "totals"),
    },
    N_("Send to the level above"): {
        "export": ("export_merge", "export"),
        "publish": ("columnar", "publish"),
        "report": ("report", "report"),
        "reports": ("report", "list_reports"),
        "report-template": ("report_template", "report_template"),
        "narrative": ("narrative", "narrative"),
        "office": ("office", "office"),
    },
    N_("Merge (the committee)"): {
        "merge": ("export_merge", "merge"),
        "questions": ("questions", "list_questions"),
        "decide": ("decide", "decide"),
        "batches": ("batches", "list_batches"),
        "unmerge": ("batches", "unmerge_batch"),
        "received": ("received", "received"),
        "receipts": ("kit_receipts", "receipts"),
        "kit": ("kit_receipts", "kit"),
        "keys": ("keys", "keys"),
    },
    N_("The book"): {
        "undo": ("edit", "undo"),
        "redo": ("edit", "redo"),
        "backup": ("backup", "backup"),
        "restore": ("backup", "restore"),
        "check": ("backup", "check"),
        "purge": ("purge", "purge"),
        "directive": ("directive", "directive"),
        "units": ("units", "units"),
        "completion": ("completion", "completion"),
        "schema": ("schema", "schema"),
        "serve": ("serve", "serve"),
    },
}
_COMPLETING = "_SOTAY_COMPLETE"
_COMMANDS = {name: place for commands in _GROUPS.values() for name, place in commands.items()}


class Program(Group):
    """The program: its commands, found by name, and its exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"tui.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; raises UsageError with those that it may have been."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(args[0], possibilities=_COMMANDS, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, by what they are for."""
        for title, names in _GROUPS.items():
            with formatter.section(_(title)):
                commands = {name: self.get_command(ctx, name) for name in names}
                formatter.write_dl([(name, found.get_short_help_str()) for name, found in commands.items() if found])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = False,
        **extra: Any,
    ) -> Any:
        """Run the command line and leave with its exit code.

        Arguments are taken as they are on every system: an entry line may hold `*` or `%`.
        """
        given = list(sys.argv[1:] if args is None else args)
        # Known before anything is parsed, for the sentences about what cannot be parsed.
        use_language(_early_language(given))
        if _COMPLETING in os.environ:
            import_module("tui.cli.completion")  # knows one shell more than the library

        def work() -> Any:
            return super(Program, self).main(given, prog_name or "sotay", complete_var, standalone_mode=False, **extra)

        options = given[: given.index("--")] if "--" in given else given
        code = run(work, as_json="--json" in options)
        if standalone_mode:
            sys.exit(code)
        return code


def _early_language(args: Sequence[str]) -> str:
    named = os.environ.get("SOTAY_LANG", "")
    for place, word in enumerate(args):
        if word == "--lang" and place + 1 < len(args):
            named = args[place + 1]
        elif word.startswith("--lang="):
            named = word.removeprefix("--lang=")
        elif not word.startswith("-") and args[place - 1] not in ("--book", "--lang"):
            break
    return named if named in LANGUAGES else LANGUAGES[0]


@click.group(
    cls=Program,
    name="sotay",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=N_("The notebook of oral sessions: log them, export the book, merge the units' files."),
)
@option("--book", metavar="DIR", type=PATH, help=N_("The folder of the book (SOTAY_BOOK)."))
@option("--lang", type=click.Choice(LANGUAGES), envvar="SOTAY_LANG", help=N_("The language (SOTAY_LANG)."))
@click.version_option(
    package_name="sotay", message="%(prog)s %(version)s", cls=Option, help=N_("Show the version and exit.")
)
@click.pass_context
def sotay(ctx: click.Context, book: Path | None, lang: str | None) -> int | None:
    """Take the options that all commands share; without a command open the app."""
    from tui.core.paths import book_folder

    ctx.obj = Settings(book or book_folder(), lang or LANGUAGES[0], named=lang is not None)
    if ctx.invoked_subcommand is not None:
        return None
    return open_app(ctx.obj.folder)
