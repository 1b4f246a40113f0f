"""Options and commands whose help is a msgid, translated when it is shown, and the options that commands share."""

import sys
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])


class _Completed(click.Parameter):
    """A parameter that a shell completes with codes of the book."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """What may stand here: what the parameter's own type knows, else what the book has for its name."""
        from tui.cli.offers import offered

        return super().shell_complete(ctx, incomplete) or offered(ctx, self.name or "", incomplete)


class Argument(_Completed, click.Argument):
    """An argument that a shell completes with codes of the book."""


class Option(_Completed, click.Option):
    """An option with a translated help, which a shell completes with codes of the book."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's line in the help."""
        shown = copy(self)
        shown.help = _(self.help) if self.help else None
        return click.Option.get_help_record(shown, ctx)


class Command(click.Command):
    """A command with a translated help."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help: click makes it once, in the language of that moment."""
        shown = super().get_help_option(ctx)
        if shown is not None:
            shown.help = _("Show this message and exit.")
        return shown

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of the help."""
        shown = copy(self)
        shown.help = _(self.help) if self.help else None
        return click.Command.get_short_help_str(shown, limit=max(limit, 120))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help's text."""
        shown = copy(self)
        shown.help = _(self.help) if self.help else None
        click.Command.format_help_text(shown, ctx, formatter)


class Group(Command, click.Group):
    """A group of commands with a translated help."""

    command_class = Command


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """`click.option` with a translated help."""
    return click.option(*names, cls=Option, **settings)


def argument(*names: str, **settings: Any) -> Callable[[F], F]:
    """`click.argument` that a shell completes with codes of the book."""
    return click.argument(*names, cls=Argument, **settings)


def command(name: str, about: str, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """`click.command` with the msgid `about` as its help."""
    return click.command(name, cls=settings.pop("cls", Command), help=about, **settings)


class PathType(click.Path):
    """A path; whether it can be read is told by who reads it, in words of the register."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path without the quote that Windows leaves of `"D:\\"`, whose last two characters it reads as one."""
        if sys.platform == "win32" and isinstance(value, str):
            value = value.removesuffix('"')
        return super().convert(value, param, ctx)


class PlaceType(PathType):
    """A path, or an address such as `s3://bucket/LC`, which stays a text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path or the address."""
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


PATH, PLACE = PathType(), PlaceType()
json_option = option("--json", "as_json", is_flag=True, help=N_("Print one JSON document."))
csv_option = option("--csv", "as_csv", is_flag=True, help=N_("Print a CSV table."))
only_unit_option = option(
    "--only-unit", is_flag=True, help=N_("With --unit: the unit by itself, without those below it.")
)
columnar_option = option(
    "--columnar", metavar="DIR|URL", type=PLACE,
    help=N_("From the Parquet files there, or from what “publish” keeps at postgres://…, not from the book."),
)  # fmt: skip
engine_option = option(
    "--engine", type=click.Choice(("duckdb", "postgres", "spark")), default="duckdb",
    help=N_("With --columnar: what reckons it."),
)  # fmt: skip
period_option = option(
    "--period", metavar="P", help=N_("2014, 2014-6T, 2014-9T, 2014-Q3 or 2014-09, of a year before too.")
)
reason_option = option("--reason", metavar="TEXT", default="", help=N_("Why; kept in the history."))


def one_format(as_json: bool, as_csv: bool) -> None:
    """Refuse both at once."""
    if as_json and as_csv:
        raise click.UsageError(_("Choose either --json or --csv."))


def alone(name: str, *besides: str) -> None:
    """Refuse other options beside that of the parameter `name`, which stands for another task, but for some."""
    ctx = click.get_current_context()
    for param in ctx.command.params:
        is_given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        if is_given and param.name not in (name, *besides):
            text = _("{option} does not go with --{name}. Leave one of them out.")
            raise click.UsageError(text.format(option=param.opts[0], name=name))


open_option = option("--open", "opening", is_flag=True, help=N_("Open the file when it is written."))
