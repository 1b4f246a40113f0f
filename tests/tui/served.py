"""The app as a browser gets it from `sotay serve`: its page, and what it paints."""

import asyncio
import socket

import aiohttp

DEADLINE = 40.0


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def browser() -> aiohttp.ClientSession:
    """A session that keeps the cookie of an address without a name."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def page(session: aiohttp.ClientSession, address: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page, once the server listens."""
    for _attempt in range(400):
        try:
            async with session.get(address, headers=headers) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.1)  # the program is still starting; nothing tells when it listens
    raise AssertionError("the server never listened")


async def not_painted(address: str, *wanted: str) -> list[str]:
    """Those of the words that the app does not paint in the browser; raises TimeoutError after `DEADLINE` seconds."""
    async with browser() as session:
        await page(session, address)
        painted, missing = b"", list(wanted)
        socket_address = address.replace("http", "ws").replace("/?", "/ws?")
        async with asyncio.timeout(DEADLINE), session.ws_connect(socket_address) as ws:
            async for message in ws:
                painted += message.data if isinstance(message.data, bytes) else b""
                missing = [words for words in wanted if words.encode() not in painted]
                if not missing:
                    break
    return missing
