"""`sotay serve`: the app in a browser, on this machine only.

The browser is let in by a key that is made anew each time and stands in the address printed. A page of another site
that the same browser has open cannot get in: it knows no key, and its Origin and Host are refused.
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.context import settings
from tui.cli.options import command, option
from tui.cli.output import as_line, say
from tui.core.i18n import N_, _

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware
    from textual_serve.server import Server

HOST = "127.0.0.1"
PORT = 8765
_COOKIE = "sotay-key"
# The page asks for its font elsewhere; offline the fallback cuts marks off: "truyền" would read "truyên".
_FONT_ELSEWHERE = "https://fonts.googleapis.com"
_FONT_HERE = (
    '<style>@font-face{font-family:"Roboto Mono";src:url("/static/fonts/RobotoMono-VariableFont_wght.ttf")}</style>'
)


@command("serve", N_("Open the app in a browser, on this machine only."))
@option("--port", type=click.IntRange(1024, 65_535), default=PORT, show_default=True, help=N_("The port to listen on."))
@option("--no-open", is_flag=True, help=N_("Print the address only; do not open a browser."))
def serve(port: int, no_open: bool) -> None:
    """Print the address and serve until Ctrl+C."""
    gc.enable()
    import secrets
    import tempfile
    import webbrowser

    try:
        import textual_serve.server  # noqa: F401
    except ImportError:
        missing = _(
            'This needs one more package. In the folder the program was installed from: pip install ".[serve]"'
            " (pipx, uv: see the README)."
        )
        raise click.UsageError(missing) from None
    key = secrets.token_urlsafe(16)
    address = f"http://{HOST}:{port}/?key={key}"
    with tempfile.TemporaryDirectory() as folder:
        server = guarded_server(_app_command(), port, key, Path(folder))
        say(_("The notebook is at {address}").format(address=address))
        say(_("Only this machine can open it. Ctrl+C here ends it."))
        if not no_open:
            webbrowser.open(address)
        try:
            server.serve()
        except OSError:
            text = _("Port {port} is taken by another program. Name another: sotay serve --port {other}.")
            raise click.UsageError(text.format(port=port, other=port + 1)) from None


def guarded_server(command_line: str, port: int, key: str, folder: Path) -> "Server":
    """A server of the loopback address alone, its pages put into `folder` with the font beside them."""
    from aiohttp import web
    from textual_serve.server import Server

    class Guarded(Server):  # type: ignore[misc,unused-ignore]
        """Refuses whoever does not know the key, or comes from another site."""

        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(_guard(port, key))
            return app

        async def on_startup(self, app: web.Application) -> None:
            """The program has said where it is."""

        def initialize_logging(self) -> None:
            """Nothing is logged: a line of the app could hold a record's words."""

    found = Server(command_line)
    for template in Path(found.templates_path).glob("*.html"):
        (folder / template.name).write_text(_with_own_font(template.read_text("utf-8")), "utf-8")
    return Guarded(command_line, host=HOST, port=port, title="Sổ tay", templates_path=folder)


def _guard(port: int, key: str) -> "Middleware":
    """Lets in who knows the key, by the address or by the cookie that it left."""
    import secrets

    from aiohttp import web

    own = (f"{HOST}:{port}", f"localhost:{port}")

    @web.middleware
    async def check(request: "web.Request", handler: "Handler") -> "web.StreamResponse":
        named = request.query.get("key", request.cookies.get(_COOKIE, ""))
        origin = request.headers.get("Origin", "").removeprefix("http://")
        if request.host not in own or (origin and origin not in own):
            raise web.HTTPForbidden
        if not secrets.compare_digest(named.encode(), key.encode()):
            raise web.HTTPForbidden
        response = await handler(request)
        if not response.prepared:
            response.set_cookie(_COOKIE, key, httponly=True, samesite="Strict")
        return response

    return check


def _with_own_font(page: str) -> str:
    """The page without its request to another machine."""
    start = page.find(_FONT_ELSEWHERE)
    if start < 0:
        return page
    return page[: page.rfind("<link", 0, start)] + _FONT_HERE + page[page.find(">", start) + 1 :]


def _app_command() -> str:
    """The line that opens the app on the same book in the same language."""
    chosen = settings()
    language = ["--lang", chosen.language] if chosen.named else []
    # The single file is its own interpreter.
    program = [sys.executable] if hasattr(sys, "frozen") else [sys.executable, "-m", "tui"]
    return as_line([*program, "--book", str(chosen.folder.absolute()), *language])
