"""Files made to do harm: `python -m tests.exports.hostile [--mutations 20000]`; exits 1 where one does.

Every case fills a file to the size limit and is read in a process of its own; each may take 2 s of the processor's time
and 300 MB. Files locked with age ask for much work instead.
"""

import argparse
import base64
import hashlib
import json
import multiprocessing
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage

from exports.package.encryption import unlock
from exports.package.format import MOST_OTHERS, MOST_SESSIONS
from exports.package.reader import read_package
from exports.size_limit import MOST_BYTES
from logs.errors import SotayError
from tests.exports.age_file import locked
from tests.independent import Json, canonical, seal, session, session_content, version_id, write_package

MOST_SECONDS, MOST_MEGABYTES = 2.0, 300
SHORT = {"place": None, "topic": None, "notes": None, "minutes": None}
ESCAPED = b'{"kind":"session","x":"\\u0041","content":'


def head() -> bytes:
    """The first line of a body."""
    return write_package().split(b"\n")[1] + b"\n"


def many(line: bytes, room: int) -> bytes:
    """The line over and over."""
    return line * (room // len(line))


def sessions(spell: Callable[[Json], bytes], room: int, **fields: object) -> bytes:
    """As many sessions as the limits allow."""
    lines, size = [], 0
    for number in range(MOST_SESSIONS):
        line = spell(session(session_content(**fields), number=number)) + b"\n"
        size += len(line)
        if size > room:
            break
        lines.append(line)
    return b"".join(lines)


def backwards(line: Json) -> bytes:
    """The line with its keys the other way round."""
    return json.dumps(dict(reversed(line.items())), ensure_ascii=False).encode()


def in_parts(line: Json) -> bytes:
    """The line with its texts decomposed."""
    return unicodedata.normalize("NFD", json.dumps(line, ensure_ascii=False)).encode()


def with_long_pasts(room: int) -> bytes:
    """Sessions that were replaced ten thousand times."""
    seen = sorted(hashlib.sha256(b"%d" % number).hexdigest()[:32] for number in range(10_000))
    line = canonical(session(session_content(), seen=seen)) + b"\n"
    return b"".join(
        canonical(session(session_content(), number=n, seen=seen)) + b"\n" for n in range(room // len(line))
    )


def of_one_session(room: int) -> bytes:
    """As many heads of a single session as fit."""
    origin = session(session_content(**SHORT))
    lines = []
    for count in range(1, room // 400):
        content = session_content(**SHORT, attendance=count, audience={"DV": None})
        version = version_id(origin["id"], content, [])
        lines.append(canonical(origin | {"version": version, "content": content}))
    return b"\n".join(lines) + b"\n"


def with_long(field: bytes, text: bytes, room: int) -> bytes:
    """A session, one place of which is text over and over."""
    return canonical(session(session_content())).replace(field, many(text, room) + field) + b"\n"


def name(text: str, room: int) -> bytes:
    """A unit with a long name."""
    return b'{"kind":"unit","code":"A","type":"chi_bo","parent":null,"name":"%b"}\n' % many(text.encode(), room)


def units(room: int) -> bytes:
    """As many units as there may be lines, none with a clean name."""
    dirty = "Ðà  \u200b".encode() * 8
    count = min(MOST_SESSIONS + MOST_OTHERS - 10, room // 160)
    return b"".join(
        b'{"kind":"unit","code":"A%d","type":"chi_bo","parent":null,"name":"%b"}\n' % (number, dirty)
        for number in range(count)
    )


CASES: dict[str, Callable[[int], bytes]] = {
    "short sessions": lambda room: sessions(canonical, room, **SHORT),
    "every letter escaped": lambda room: sessions(
        lambda line: json.dumps(line).encode(), room, **SHORT | {"notes": "ế" * 40}
    ),
    "keys backwards": lambda room: sessions(backwards, room, **SHORT),
    "texts in parts": lambda room: sessions(in_parts, room, **SHORT | {"notes": "ế" * 20}),
    "hidden characters": lambda room: sessions(
        canonical, room, **SHORT | {"notes": "Đ\u200b\u202eÐ", "topic": "\u202e"}
    ),
    "every text hidden": lambda room: sessions(
        canonical, room, notes="\u202e" + "\u200ba" * 20, topic="\u200b", place="\x01", materials="Ð"
    ),
    "long pasts": with_long_pasts,
    "one session": of_one_session,
    "one key": lambda room: b'{"kind":"session",' + many(b'"seen":[],', room) + b'"seen":[]}\n',
    "one group": lambda room: with_long(b'"DV":18', b'"DV":18,', room),
    "a million keys": lambda room: b'{"kind":"session",' + many(b'"%d":1,' % room, room) + b'"x":1}\n',
    "one long escaped line": lambda room: b'{"a":"' + many(rb"\u00e0", room) + b'"}\n',
    "long escaped notes": lambda room: with_long("Đề nghị".encode(), rb"\u00e0", room),
    "quotes": lambda room: b'{"a":"' + many(rb"\"", room) + b'"}\n',
    "deep lists": lambda room: many(b"[", room),
    "deep objects": lambda room: many(b'{"a":', room),
    "deep lines": lambda room: many(b'{"kind":"session","content":%b%b}\n' % (b"[" * 900, b"]" * 900), room),
    "deep escaped lines": lambda room: many(ESCAPED + b"[" * 900 + b"]" * 900 + b"}\n", room),
    "many lists": lambda room: ESCAPED + b"[" + many(b"[],", room) + b"[]]}\n",
    "many objects": lambda room: ESCAPED + b"[" + many(b'{"a":0},', room) + b"{}]}\n",
    "long names before many objects": lambda room: many(
        b'{"kind":"unit","name":"%b","code":"\\u0041","x":[%b{}]}\n' % (b"x" * 201, b"{}," * 300_000), room
    ),
    "huge number": lambda room: with_long(b"45", b"9", room),
    "huge escaped numbers": lambda room: many(ESCAPED + b"9" * 4_300 + b"}\n", room),
    "huge exponents": lambda room: many(b'{"kind":"session","content":1e%b}\n' % (b"9" * 300), room),
    "marks": lambda room: name("\u0301" * 1_000 + "\u0323" * 1_000, room),
    "marks, thirty at a time": lambda room: name("a" + "\u0323" * 15 + "\u0301" * 15, room),
    "sessions of marks": lambda room: sessions(
        canonical, room, **SHORT | {"notes": ("a" + "\u0323" * 15 + "\u0301" * 15) * 60}
    ),
    "hangul in parts": lambda room: name("\u1100\u1161", room),
    "letters that grow": lambda room: name("\ufb2c", room),
    "half characters": lambda room: many(
        canonical(session(session_content())).replace(b"SH", rb"\ud800") + b"\n", room
    ),
    "no lines": lambda room: many(b"\n", room),
    "tiny lines": lambda room: many(b"1\n", min(room, 2 * (MOST_SESSIONS + MOST_OTHERS) - 20)),
    "units": units,
}


# Files that ask for that many steps, as powers of 2, before they can be opened.
LOCKED = {f"locked, {work}": work for work in (18, 19, 20, 21)}


def mutations(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """The file with something changed, none of which line ends or byte order marks would excuse."""
    numbers = random.Random(seed)  # noqa: S311 - repeatable on purpose
    kinds = (_flipped, _without_some, _with_some, _lines_swapped, _line_twice, _cut, _respelled, _space_in_body)
    made = 0
    while made < count:
        changed = numbers.choice(kinds)(data, numbers)
        if _as_sent(changed) != _as_sent(data):
            made += 1
            yield changed


def is_taken(data: bytes, original: bytes) -> bool:
    """Whether anything of a changed file is taken as its sender's."""
    try:
        package = read_package(data)
    except SotayError:
        return False
    # Blanks between the words of the seal say nothing; whatever it seals is the body that was sent.
    return package.key != "" and package != read_package(original)


def _flipped(data: bytes, numbers: random.Random) -> bytes:
    place = numbers.randrange(len(data))
    return data[:place] + bytes([data[place] ^ numbers.randint(1, 255)]) + data[place + 1 :]


def _without_some(data: bytes, numbers: random.Random) -> bytes:
    place = numbers.randrange(len(data))
    return data[:place] + data[place + numbers.randint(1, 40) :]


def _with_some(data: bytes, numbers: random.Random) -> bytes:
    place = numbers.randrange(len(data) + 1)
    return data[:place] + numbers.randbytes(numbers.randint(1, 8)) + data[place:]


def _lines_swapped(data: bytes, numbers: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = numbers.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _line_twice(data: bytes, numbers: random.Random) -> bytes:
    lines = data.split(b"\n")
    lines.insert(numbers.randrange(len(lines)), numbers.choice(lines[:-1]))
    return b"\n".join(lines)


def _cut(data: bytes, numbers: random.Random) -> bytes:
    return data[: numbers.randrange(len(data))]


def _respelled(data: bytes, numbers: random.Random) -> bytes:
    """Another spelling of the seal's base64, or another signature."""
    first, _, body = data.partition(b"\n")
    sealed = json.loads(first)
    field = numbers.choice(("key", "sig"))
    raw = bytearray(base64.b64decode(sealed[field]))
    spelled = sealed[field]
    match numbers.randrange(4):
        case 0:
            spelled = spelled.rstrip("=")
        case 1:
            spelled = spelled + "="
        case 2:
            place = len(spelled.rstrip("=")) - 1
            spelled = spelled[:place] + chr(ord(spelled[place]) + 1) + spelled[place + 1 :]
        case _:
            raw[numbers.randrange(len(raw))] ^= 1 << numbers.randrange(8)
            spelled = base64.b64encode(bytes(raw)).decode()
    return canonical({**sealed, field: spelled}) + b"\n" + body


def _space_in_body(data: bytes, numbers: random.Random) -> bytes:
    first, _, body = data.partition(b"\n")
    places = [found.start() for found in re.finditer(rb"[,:{}\[\]\n]", body)]
    place = numbers.choice(places)
    return first + b"\n" + body[:place] + numbers.choice((b" ", b"\t", b"\n")) + body[place:]


def _as_sent(data: bytes) -> bytes:
    """What line ends and byte order marks, which mail and editors change, leave of a file."""
    first, _, body = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    body = body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return first.rstrip(b"\r") + b"\n" + body


def main() -> int:
    """Run everything and say what it came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.exports.hostile", description=__doc__)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    bad = 0
    for case in (*CASES, *LOCKED):
        with processes.Pool(1) as pool:
            seconds, megabytes, said = pool.apply(measured, (case,))
        # More work than most is what pyrage itself chooses on the fastest machines; it is measured, not limited here.
        is_limited = case not in ("locked, 19", "locked, 20")
        bad += is_limited and (seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES)
        _say(f"{case:32} {seconds:5.2f} s {megabytes:5.0f} MB  {said}")
    original = write_package([session(session_content(), number=number) for number in range(3)])
    taken = sum(is_taken(changed, original) for changed in mutations(original, given.mutations, given.seed))
    _say(f"mutations of a signed file: {given.mutations:,}, taken: {taken}")
    return 1 if bad or taken else 0


def measured(case: str) -> tuple[float, float, str]:
    """Seconds of this process and megabytes beyond the file itself that reading a case took, and what came of it."""
    act = _opening(LOCKED[case]) if case in LOCKED else _reading(CASES[case])
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    begun = time.process_time()
    try:
        said = act()
    except SotayError as error:
        said = error.code
    return time.process_time() - begun, _memory("VmHWM") - before, said


def _reading(fill: Callable[[int], bytes]) -> Callable[[], str]:
    data = seal(head() + fill(MOST_BYTES - 2_000))

    def act() -> str:
        package = read_package(data)
        return f"taken: {len(package.records):,}, set aside: {len(package.set_aside):,}"

    return act


def _opening(work: int) -> Callable[[], str]:
    data = locked(b"", "mật khẩu", said=str(work))
    pyrage.x25519.Identity.generate()
    return lambda: str(unlock(data, passphrases=["mật khẩu"]))


def _memory(field: str) -> float:
    found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1_000 if found else 0.0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
