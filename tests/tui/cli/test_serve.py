"""The app in a browser: on this machine only, for whoever knows the key, without asking any other machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.tui.desk import add, make_desk
from tests.tui.served import DEADLINE, browser, free_port, not_painted, page


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address that the program prints, while it serves a book with one session."""
    with make_desk(tmp_path / "book") as book:
        add(book)
    words = [sys.executable, "-m", "tui", "serve", "--no-open", "--port", str(free_port())]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, encoding="utf-8") as program:
        assert program.stderr is not None
        found = re.search(r"http://\S+", program.stderr.readline())
        assert found
        yield found.group()
        program.terminate()
        program.wait(DEADLINE)


def listening_places() -> list[str]:
    """Address and port, as the kernel writes them, of every socket that listens."""
    tables = [Path(f"/proc/net/{name}").read_text("ascii").splitlines()[1:] for name in ("tcp", "tcp6")]
    fields = [line.split() for table in tables for line in table]
    return [one[1] for one in fields if one[3] == "0A"]


async def test_the_page_asks_no_other_machine_and_carries_its_font(address: str) -> None:
    async with browser() as session:
        status, text = await page(session, address)
        assert status == 200
        hosts = set(re.findall(r"(?:https?|wss?)://([^/\"]+)", text)) - {"www.w3.org"}
        assert hosts == {re.findall(r"//([^/]+)", address)[0]}
        font = re.findall(r"url\(\"(/static/fonts/[^\"]+)", text)
        assert font
        async with session.get(address.partition("/?")[0] + font[0]) as answer:
            assert answer.status == 200


async def test_who_does_not_know_the_key_or_comes_from_elsewhere_is_refused(address: str) -> None:
    base = address.partition("?")[0]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        assert (await page(session, address))[0] == 200
        assert (await page(session, base))[0] == 403
        assert (await page(session, base + "?key=wrong"))[0] == 403
        assert (await page(session, address, Host="evil.example:80"))[0] == 403
        assert (await page(session, address, Origin="http://evil.example"))[0] == 403
        socket_address = address.replace("http", "ws").replace("/?", "/ws?")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(socket_address, headers={"Origin": "http://evil.example"})


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's table of sockets")
async def test_it_listens_on_the_loopback_address_alone(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        await page(session, address)
    port = int(re.findall(r":(\d+)/", address)[0])
    listening = {place for place in listening_places() if place.endswith(f":{port:04X}")}
    assert listening == {f"0100007F:{port:04X}"}


async def test_the_register_is_painted_in_the_browser(address: str) -> None:
    assert await not_painted(address, "Chuyên đề", "Văn hóa các dân tộc") == []
