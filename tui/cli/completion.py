"""`sotay completion`: the lines by which a shell completes commands, options and the codes of a book."""

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

from tui.cli.options import command
from tui.cli.output import print_text
from tui.core.i18n import N_

VARIABLE = "_SOTAY_COMPLETE"

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName sotay -ScriptBlock {
    param($word, $line, $cursor)
    $env:%(complete_var)s = 'powershell_complete'
    $env:COMP_WORDS = $line.ToString()
    $env:COMP_CWORD = $word
    [Console]::OutputEncoding = [Text.Encoding]::UTF8
    sotay | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        $quoted = if ($value -match '\\s') { "'$value'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($quoted, $value, 'ParameterValue', $help)
    }
    Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD
}
"""


@add_completion_class
class _PowerShell(ShellComplete):
    """What PowerShell asks: the line as typed, and the word at its end."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one."""
        import os

        from click.shell_completion import split_arg_string

        words = split_arg_string(os.environ.get("COMP_WORDS", ""))[1:]
        incomplete = os.environ.get("COMP_CWORD", "").strip("'\"")
        return words[:-1] if incomplete and words else words, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """A line: the value, a tab, what it means."""
        return f"{item.value}\t{item.help or item.value}"


_SHELLS = ("bash", "zsh", "fish", "powershell")


@command("completion", N_("Print the lines that let the shell complete commands, options and codes."))
@click.argument("shell", metavar="bash|zsh|fish|powershell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the shell's lines; the guide says where they go."""
    kind = get_completion_class(shell)
    assert kind is not None, "every shell of the list has its class"  # noqa: S101
    print_text(kind(ctx.find_root().command, {}, "sotay", VARIABLE).source())
