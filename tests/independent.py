"""A second implementation of the package format, made from its description alone: the writer.

It shares no code with the program: an independent writer whose packages the program must take, and (in
`independent_reader`) a reader that must accept every package the program writes.
"""

import base64
import hashlib
import uuid
from collections.abc import Iterable, Mapping

from nacl.signing import SigningKey

from tests.independent_reader import PREFIX, Json, canonical, read_package, totals, version_id

__all__ = [
    "BOOK",
    "DIRECTIVE",
    "PREFIX",
    "SEED",
    "Json",
    "canonical",
    "conflict",
    "edit",
    "read_package",
    "reporter",
    "seal",
    "session",
    "session_content",
    "totals",
    "unit",
    "version_id",
    "write_lines",
    "write_package",
]

SEED = hashlib.sha256(b"sender of CB01").digest()
BOOK = "5b0c7a44-6a5e-4d0e-9a37-0d5c2a3f1e10"
DIRECTIVE = "LC-TTDN-2014"


# What a package is made of


def session_content(**changes: object) -> Json:
    """The content of a session that the 2014 catalogue allows; a field changed to None is left out."""
    content: Json = {
        "directive": DIRECTIVE,
        "date": "2014-05-12",
        "unit": "CB01",
        "place": "Hội trường Sở Tài chính",
        "topic": "Chuyên đề biên giới: phân giới, cắm mốc và đời sống đồng bào vùng biên",
        "notes": "Đề nghị bổ sung tài liệu.\nBuổi sau nói về nông nghiệp, lâm nghiệp.",
        "form": "SH",
        "reporters": ["BCV01"],
        "attendance": 25,
        "audience": {"DV": 18, "CB": 7},
        "themes": ["LC-02", "QT-02"],
        "minutes": 45,
        "status": "complete",
    }
    return {field: value for field, value in (content | changes).items() if value is not None}


def session(content: Json | None, *, number: int = 1, parents: Iterable[str] = (), seen: Iterable[str] = ()) -> Json:
    """The line of a session; `number` picks its id, always the same for the same number; `seen` gains `parents`."""
    key = str(uuid.UUID(bytes=hashlib.sha256(f"session {number}".encode()).digest()[:16], version=4))
    parents = sorted(set(parents))
    line: Json = {"kind": "session", "id": key, "version": version_id(key, content, parents)}
    return line | {"parents": parents, "seen": sorted({*seen, *parents}), "content": content}


def edit(earlier: Json, content: Json | None, *others: Json) -> Json:
    """The line that replaces `earlier` (and `others`, heads of the same session); content None deletes it."""
    heads = [earlier, *others]
    parents = sorted(head["version"] for head in heads)
    line: Json = {"kind": "session", "id": earlier["id"], "version": version_id(earlier["id"], content, parents)}
    seen = {*parents, *(version for head in heads for version in head["seen"])}
    return line | {"parents": parents, "seen": sorted(seen), "content": content}


def conflict(*heads: Json) -> list[Json]:
    """The lines of a session with several heads: each carries what the whole record has seen."""
    seen = sorted({version for head in heads for version in head["seen"]})
    return [head | {"seen": seen} for head in heads]


def unit(
    code: str = "CB01", name: str = "Chi bộ Sở Tài chính", kind: str = "chi_bo", parent: str | None = None
) -> Json:
    """The line of a unit; `kind` is `dang_bo` or `chi_bo`."""
    return {"kind": "unit", "code": code, "type": kind, "name": name, "parent": parent}


def reporter(code: str = "BCV01", of: str = "CB01", name: str = "Báo cáo viên số 1", rank: str = "co_so") -> Json:
    """The line of a reporter of the unit `of`."""
    return {"kind": "reporter", "code": code, "unit": of, "name": name, "rank": rank}


# Writing


def seal(body: bytes, seed: bytes = SEED) -> bytes:
    """The whole file: the seal's line for `body` (which is taken as it is), then `body`. `seed` is 32 bytes."""
    key = SigningKey(seed)
    line = {
        "kind": "seal",
        "alg": "ed25519",
        "key": base64.b64encode(bytes(key.verify_key)).decode(),
        "sig": base64.b64encode(key.sign(PREFIX + body).signature).decode(),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return canonical(line) + b"\n" + body


def write_lines(lines: Iterable[Mapping[str, object]], seed: bytes = SEED) -> bytes:
    """A sealed file of any records, right or wrong."""
    return seal(b"".join(canonical(line) + b"\n" for line in lines), seed)


def write_package(
    sessions: Iterable[Json] = (),
    units: Iterable[Json] | None = None,
    reporters: Iterable[Json] | None = None,
    seed: bytes = SEED,
    **header: object,
) -> bytes:
    """A package of CB01, its bytes sealed with the Ed25519 `seed`; `header` replaces fields of the package's line."""
    sessions = list(sessions)
    lines: list[Json] = [
        {
            "kind": "package",
            "format": 1,
            "book": BOOK,
            "number": 1,
            "previous": None,
            "unit": "CB01",
            "level": "unit",
            "period": "2014",
            "directive": {"id": DIRECTIVE, "sha256": hashlib.sha256(DIRECTIVE.encode()).hexdigest()},
            "made": "2014-12-10T01:00:00Z",
            "nil": False,
            "counts": None if "counts" in header else totals(sessions),
        }
        | header,
        *([unit()] if units is None else units),
        *([reporter()] if reporters is None else reporters),
        *sessions,
    ]
    return write_lines(lines, seed)
