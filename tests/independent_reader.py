"""A second implementation of the package format, made from its description alone: the reader and checker.

It shares no code with the program and refuses anything the description does not allow.
"""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NoReturn

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

Json = dict[str, Any]

PREFIX = b"sotay-package-1\n"
BOM = b"\xef\xbb\xbf"

# A shape is a pattern (text), a range (whole numbers), [shape] (one or more distinct items), [] (none), a tuple (any of
# these), a test, None, True, False, or a dict (exactly these fields; "?" marks those that may be left out).

SHA256, VERSION, CODE, UNIT = "[0-9a-f]{64}", "[0-9a-f]{32}", r"\S+", "[A-Za-z0-9_-]{1,32}"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
DATE = "[2-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
TEXT = r"(?=.*\S).{1,%s}"
ANY = range(10**15)
MONTH = {
    "month": "[2-9][0-9]{3}-(0[1-9]|1[0-2])",
    "form": "(TM|SH|HC|)",
    "sessions": ANY[1:],
    "attendance": ANY[1:],
}
# Control characters but the line feed, bidi characters, lone surrogates.
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

SHAPES: dict[str, Json] = {
    "seal": {"alg": "ed25519", "key": "[A-Za-z0-9+/]{43}=", "sig": "[A-Za-z0-9+/]{86}==", "sha256": SHA256},
    "package": {
        "format": range(1, 4),
        "book": UUID % "[0-9a-f]",
        "number": ANY[1:],
        "previous": (None, SHA256),
        "unit": UNIT,
        "level": "unit|committee",
        "period": "[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|6T|9T))?",
        "directive": {"id": CODE, "sha256": SHA256},
        "made": DATE + "T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        "nil": (True, False),
        "counts": {"sessions": ANY, "attendance": ANY},
        "part?": {"number": ANY[1:], "of": ANY[2:], "export": SHA256},
    },
    "unit": {"code": UNIT, "type": "dang_bo|chi_bo", "name": TEXT % "", "parent": (None, UNIT)},
    "reporter": {
        "code": CODE,
        "unit": UNIT,
        "name": TEXT % "",
        "rank": "[A-Za-z0-9_-]{1,32}",
    },
    "session": {
        "id": UUID % "[45]",  # 5: what was logged under one id, kept apart
        "version": VERSION,
        "parents": ([], [VERSION]),
        "seen": ([], [VERSION]),
        "content": (None, lambda value: isinstance(value, dict)),
        "by?": UNIT,
    },
    "link": {
        "id": UUID % "5",
        "version": VERSION,
        "parents": ([], [VERSION]),
        "seen": ([], [VERSION]),
        "content": (None, lambda value: isinstance(value, dict)),
        "by?": UNIT,
    },
    "answer": {"sessions": lambda value: _fits([UUID % "[45]"], value) and len(value) == 2, "answer": "same|different"},
    "totals": {
        "unit": UNIT,
        "sessions": ANY[1:],
        "attendance": ANY[1:],
        "months": lambda value: isinstance(value, list) and all(_is_of(one, MONTH) for one in value),
        "cells": lambda value: isinstance(value, list) and all(_is_of(one, {"theme": CODE} | MONTH) for one in value),
        "versions": lambda value: isinstance(value, dict) and _fits([UUID % "[45]"], list(value)),
    },
    "exemption": {"directive": CODE, "unit": UNIT, "theme": CODE, "reason": TEXT % 200},
    "narrative": {
        "part": "leadership|strengths|weaknesses|directions|proposals",
        "text": "(?s)" + TEXT % 10_000,
    },
    "content": {
        "directive": CODE,
        "date": DATE,
        "unit": UNIT,
        "partners?": [UNIT],
        "place?": TEXT % 200,
        "topic?": TEXT % 300,
        "materials?": "(?s)" + TEXT % 500,
        "notes?": "(?s)" + TEXT % 2000,
        "form": "TM|SH|HC",
        "mode?": "in_person|online|mixed",
        "new_media?": True,
        "reporters": [CODE],
        "attendance": range(1, 100_001),
        "audience": lambda value: isinstance(value, dict) and _fits([CODE], list(value)),
        "themes": [CODE],
        "themes_other?": TEXT % "",
        "documents?": [CODE],
        "minutes?": range(1, 1441),
        "record_number?": TEXT % 50,
        "record_date?": DATE,
        "status": "complete",
    },
}


def read_package(data: bytes) -> Json:
    """The checked records: `{"seal", "package", "units", "reporters", "sessions", "links", "totals",
    "exemptions", "narratives"}`, the last seven lists of dicts.

    Raises ValueError, with the line where there is one and the reason, at any deviation from the description.
    """
    first, _, body = data.removeprefix(BOM).replace(b"\r\n", b"\n").partition(b"\n")
    body = body.removeprefix(BOM)
    sealed = _record(first, 1)
    _need(sealed["kind"] == "seal", "line 1: not a seal")
    _check_seal(sealed, body)
    lines = body.removesuffix(b"\n").split(b"\n")
    records = [_record(line, number) for number, line in enumerate(lines, start=2)]
    package = records[0]
    _need(package["kind"] == "package", "line 2: not a package")
    found: dict[str, list[Json]] = {"unit": [], "reporter": [], "session": [], "link": [], "totals": []}
    found |= {"exemption": [], "narrative": []}
    for number, record in enumerate(records[1:], start=3):
        _need(record["kind"] in found, f"line {number}: {record['kind']} has no place here")
        found[record["kind"]].append(record)
    units, reporters, sessions, links, figures, marks, texts = found.values()
    # A program of before refuses the file where a session tells of its minutes, or there are marks or texts.
    told = any({"record_number", "record_date"} & (line["content"] or {}).keys() for line in sessions)
    newer = told or bool(marks) or bool(texts)
    _need(len({text["part"] for text in texts}) == len(texts), "narrative: a part twice")
    oldest = 3 if "part" in package else 2 if newer else 1
    _need(package["format"] == oldest, "package.format: not the oldest that has it all")
    _check_marks(package, marks)
    _check_versions(sessions)
    _check_versions(links)
    _check_totals(figures)
    _check_codes(package, units, reporters, sessions, figures)
    counted = totals(sessions, figures)
    _need(package["counts"] == counted, f"counts: {package['counts']} written, {counted} found")
    _need(not (package["nil"] and package["counts"]["sessions"]), "nil: a nil report with sessions")
    lists = {"units": units, "reporters": reporters, "sessions": sessions, "links": links, "totals": figures}
    return {"seal": sealed, "package": package, **lists, "exemptions": marks, "narratives": texts}


def read_parts(files: Iterable[bytes]) -> list[Json]:
    """The packages of the parts of one export, in their order; raises ValueError where they are not just these."""
    read = sorted(((read_package(data), data) for data in files), key=lambda one: one[0]["package"]["part"]["number"])
    heads = [package["package"] for package, _data in read]
    _need([head["part"]["number"] for head in heads] == list(range(1, len(read) + 1)), "part: missing or twice")
    said = b"".join(data.split(b"\n", 2)[2] for _package, data in read)
    export = {"of": len(read), "export": hashlib.sha256(said).hexdigest()}
    _need(all(head["part"] == export | {"number": head["part"]["number"]} for head in heads), "part: of another export")
    for field in ("book", "number", "previous", "unit", "level", "period", "directive", "made"):
        _need(all(head[field] == heads[0][field] for head in heads), f"package.{field}: differs between the parts")
    ids = [{line["id"] for line in package["sessions"]} for package, _data in read]
    _need(sum(map(len, ids)) == len(set().union(*ids)), "session: in two parts")
    return [package for package, _data in read]


def canonical(value: object) -> bytes:
    """Canonical JSON: NFC, keys sorted by code point, no spaces, UTF-8 unescaped."""
    text = json.dumps(_nfc(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def version_id(key: str, content: Json | None, parents: Iterable[str]) -> str:
    """The first 32 hex digits of SHA-256 over `[id, content, sorted parents]`."""
    return hashlib.sha256(canonical([key, content, sorted(parents)])).hexdigest()[:32]


def totals(sessions: Iterable[Json], figures: Iterable[Json] = ()) -> dict[str, int]:
    """Sessions and attendance of live sessions; one with several heads counts once, by its live head of greatest id.

    Those that lines of totals name count there.
    """
    figures = list(figures)
    named = {key for line in figures for key in line["versions"]}
    shown: dict[str, Json] = {}
    for line in sorted(sessions, key=lambda line: str(line["version"])):
        if line["content"] is not None and line["id"] not in named:
            shown[line["id"]] = line["content"]
    counted = [*shown.values(), *figures]
    number = len(shown) + sum(line["sessions"] for line in figures)
    return {"sessions": number, "attendance": sum(one["attendance"] for one in counted)}


def _check_seal(sealed: Json, body: bytes) -> None:
    for field in ("key", "sig"):
        raw = base64.b64decode(sealed[field], validate=True)
        _need(base64.b64encode(raw).decode() == sealed[field], f"seal.{field}: base64 is not canonical")
    _need(hashlib.sha256(body).hexdigest() == sealed["sha256"], "seal.sha256: the body has another hash")
    try:
        VerifyKey(base64.b64decode(sealed["key"])).verify(PREFIX + body, base64.b64decode(sealed["sig"]))
    except CryptoError as error:
        raise ValueError("seal.sig: the signature is not of this key and body") from error


def _record(line: bytes, number: int) -> Json:
    """One line as strict JSON, its fields and every text in it checked."""
    try:
        record = json.loads(
            line.decode(), parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_without_duplicates
        )
        _need(isinstance(record, dict), "not an object")
        for text in _strings(record):
            _need(unicodedata.is_normalized("NFC", text), f"not NFC: {text!a:.60}")
            _need(not HIDDEN.search(text), f"control or bidi character: {text!a:.60}")
        kind = record.get("kind")
        _need(isinstance(kind, str) and kind in SHAPES and kind not in ("content", "answer"), f"unknown kind {kind!r}")
        _need(kind != "package" or _fits((ANY[:4], None), record.get("format")), "format: update the program")
        _check({"kind": kind} | SHAPES[kind], record, kind)
        if kind == "package":
            _check_package(record)
        elif kind == "link" and record["content"] is not None:
            _check(SHAPES["answer"], record["content"], "answer")
        elif kind == "session" and record["content"] is not None:
            _check_content(record["content"])
    except (ValueError, RecursionError) as error:
        raise ValueError(f"line {number}: {error}") from error
    return record  # type: ignore[no-any-return]


def _check_package(package: Json) -> None:
    datetime.fromisoformat(package["made"])
    _need(package["number"] > 1 or package["previous"] is None, "package.previous: nothing comes before number 1")


def _check_content(content: Json) -> None:
    _check(SHAPES["content"], content, "content")
    date.fromisoformat(content["date"])
    groups = list(content["audience"].values())
    _need(all(_fits((None, ANY[1:]), count) for count in groups), "content.audience: a count is not allowed")
    given = sum(count for count in groups if count)
    _need(given <= content["attendance"], "content.audience: more than attendance")
    _need(None in groups or given == content["attendance"], "content.audience: less than attendance")


def _check_versions(sessions: list[Json]) -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    heads: set[tuple[tuple[str, str], str]] = set()
    for line in sessions:
        # What was replaced is the word of the unit that the content names, about itself alone, or of one that the line
        # tells, about those below it too; so may a deletion be, and an answer.
        whose = (line["content"] or {}).get("unit", "")
        key, version = (line["id"], line.get("by", f"{whose} alone")), line["version"]
        computed = version_id(line["id"], line["content"], line["parents"])
        _need(version == computed, f"version: {version} does not recompute")
        _need(set(line["parents"]) <= set(line["seen"]), f"parents: not all of {version}'s are in seen")
        _need((key, version) not in heads, f"version: {version} twice")
        heads.add((key, version))
        seen.setdefault(key, set()).update(line["seen"])
    for key, version in heads:
        _need(version not in seen[key], f"seen: holds the head {version}")


def _check_totals(figures: list[Json]) -> None:
    """A unit once, a session once, and every sum what it is the sum of."""
    for line in figures:
        where, months, cells = f"totals of {line['unit']}", line["months"], line["cells"]
        _need(all(re.fullmatch(VERSION, one) for one in line["versions"].values()), f"{where}: a version's id")
        _need(len(line["versions"]) == line["sessions"], f"{where}: as many versions as sessions")
        for name in ("sessions", "attendance"):
            _need(sum(one[name] for one in months) == line[name], f"{where}: {name} of the months")
            for month in months:
                under = [one[name] for one in cells if (one["month"], one["form"]) == (month["month"], month["form"])]
                _need(max(under, default=0) <= month[name], f"{where}: {name} of the themes")
                _need(not (under and month["form"]) or month[name] <= sum(under), f"{where}: {name} of the themes")
        _need(all(one["sessions"] <= one["attendance"] for one in (*months, *cells)), f"{where}: nobody attended")
        for lists in (months, cells):
            keys = [(one.get("theme"), one["month"], one["form"]) for one in lists]
            _need(len(set(keys)) == len(keys), f"{where}: a place twice")
        places = {(one["month"], one["form"]) for one in months}
        months_told = {month for month, _form in places}
        named = {(one["month"], one["form"]) for one in cells if one["form"]}
        _need(named <= places and {one["month"] for one in cells} <= months_told, f"{where}: a theme without its month")
    units = [line["unit"] for line in figures]
    _need(len(set(units)) == len(units), "totals: a unit twice")


def _check_marks(package: Json, marks: list[Json]) -> None:
    """A unit's theme once, of the package's catalogue."""
    named = [(mark["unit"], mark["theme"]) for mark in marks]
    _need(len(set(named)) == len(named), "exemptions: a theme of a unit twice")
    _need(all(mark["directive"] == package["directive"]["id"] for mark in marks), "exemptions: another catalogue")


def _is_of(value: object, shape: Json) -> bool:
    """Whether it is an object of that shape."""
    if not isinstance(value, dict):
        return False
    _check(shape, value, "…")
    return True


def _check_codes(
    package: Json, units: list[Json], reporters: list[Json], sessions: list[Json], figures: list[Json]
) -> None:
    contents = [line["content"] for line in sessions if line["content"] is not None]
    unit_codes, reporter_codes = [line["code"] for line in units], [line["code"] for line in reporters]
    used = {package["unit"], *(line["unit"] for line in reporters), *(content["unit"] for content in contents)}
    used.update(code for content in contents for code in content.get("partners", ()))
    used.update(line["unit"] for line in figures)
    speakers = {code for content in contents for code in content["reporters"]}
    for kind, codes, needed in (("unit", unit_codes, used), ("reporter", reporter_codes, speakers)):
        _need(len(set(codes)) == len(codes), f"{kind}: a code twice")
        _need(needed <= set(codes), f"{kind}: no line for {sorted(needed - set(codes))}")


def _check(shape: Json, value: Json, where: str) -> None:
    fields = {field.removesuffix("?"): rule for field, rule in shape.items()}
    for field in value.keys() - fields.keys():
        raise ValueError(f"{where}.{field}: unknown field")
    for field in shape.keys() - value.keys() - {field + "?" for field in value}:
        _need(field.endswith("?"), f"{where}.{field}: missing")
    for field, item in value.items():
        if isinstance(fields[field], dict) and isinstance(item, dict):
            _check(fields[field], item, f"{where}.{field}")
        else:
            _need(_fits(fields[field], item), f"{where}.{field}: {item!r:.60} is not allowed")


def _fits(shape: Any, value: Any) -> bool:
    match shape:
        case str():
            return isinstance(value, str) and re.fullmatch(shape, value) is not None
        case range():
            return type(value) is int and bool(value in shape)
        case tuple():
            return any(_fits(one, value) for one in shape)
        case []:
            return isinstance(value, list) and not value
        case [item]:
            return (
                isinstance(value, list)
                and 0 < len(value) == len({str(one) for one in value})
                and all(_fits(item, one) for one in value)
            )
        case dict():
            return False
    return bool(shape(value)) if callable(shape) else value is shape


def _need(met: bool, reason: str) -> None:
    if not met:
        raise ValueError(reason)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    fields = dict(pairs)
    _need(len(fields) == len(pairs), "a key twice")
    return fields


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _nfc(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_nfc(item) for item in value]
    return value
