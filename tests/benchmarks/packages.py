"""Packages of many units as they arrive at an office: signed, each of its own key, quickly made and always the same."""

import hashlib
import random
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from exports.package.format import Counts, DirectiveName, Head, ReporterLine, Seal, UnitLine
from exports.package.keys import Signer
from logs.book.book import LogBook
from logs.catalogue.directive import Directive, shipped
from logs.model import Reporter, Session, Unit, canonical_encoder
from tests.books import Clock, ids

OFFICE = "DUK"
Content = dict[str, Any] | Session
PLACES = ("Hội trường Sở Tài chính", "Nhà văn hóa thôn Nà Ngần", "Phòng họp Trường Chính trị", "Trụ sở UBND xã")
TOPICS = (
    "Tình hình biên giới và nhiệm vụ của chi bộ trong tháng",
    "Chuyên đề biên giới: phân giới, cắm mốc và đời sống đồng bào vùng biên",
    "Thông báo kết quả kỳ họp Hội đồng nhân dân tỉnh",
    "Xây dựng nông thôn mới: kinh nghiệm của các xã bạn",
)
NOTES = (
    "Người nghe hỏi về giá vật tư nông nghiệp và lịch cắt điện; báo cáo viên đã trả lời tại chỗ.",
    "Đề nghị bổ sung tài liệu.\nBuổi sau nói về nông nghiệp, lâm nghiệp.",
    "Có nhiều ý kiến về giao đất, giao rừng; chi ủy ghi nhận và sẽ báo cáo cấp trên vào tháng sau.",
)


def units(count: int) -> tuple[Unit, ...]:
    """The office and as many units under it."""
    office = Unit(code=OFFICE, type="dang_bo", name="Đảng ủy Khối các cơ quan tỉnh")
    return (office, *(_unit(number) for number in range(1, count + 1)))


def make_office(folder: Path, count: int) -> None:
    """An empty book of an office that knows as many units."""
    new_office(folder, units(count)).close()


def new_office(folder: Path, listed: Iterable[Unit]) -> LogBook:
    """An empty book of an office with that list of units, open."""
    someone = Reporter(code="BCV-01", unit=OFFICE, name="Nguyễn Thị Ẩn")
    return LogBook.create(
        folder, unit=OFFICE, reporters=[someone], role="committee", directive=shipped(), units=listed,
        clock=Clock(), new_id=ids(),
    )  # fmt: skip


def make_packages(folder: Path, count: int, sessions: int) -> None:
    """A file for each of so many units, with so many sessions each."""
    folder.mkdir()
    directive = shipped()
    numbers = random.Random(count)  # noqa: S311 - repeatable on purpose
    for number in range(1, count + 1):
        data = package(numbers, directive, number, sessions)
        (folder / f"BC_{_unit(number).code}_2014_v1.jsonl").write_bytes(data)


def package(numbers: random.Random, directive: Directive, number: int, sessions: int) -> bytes:
    """The file of one unit, its sessions made up."""
    unit = _unit(number)
    return package_of(numbers, directive, unit, (_content(numbers, directive, unit.code) for _ in range(sessions)))


def package_of(numbers: random.Random, directive: Directive, unit: Unit, several: Iterable[Content]) -> bytes:
    """The file of a unit with these sessions: as fields, or Sessions; ids and earlier versions are random."""
    contents = list(several)
    reporters = sorted({code for one in contents for code in _of(one, "reporters")})
    head = Head(
        format=1, book=_uuid(numbers), number=1, previous=None, unit=unit.code, level="unit", period="2014",
        directive=DirectiveName(directive.id, directive.sha256), made=Clock()(), nil=False,
        counts=Counts(sessions=len(contents), attendance=sum(_of(one, "attendance") for one in contents)),
    )  # fmt: skip
    lines: list[bytes] = [
        msgspec.json.encode(head),
        msgspec.json.encode(UnitLine(code=unit.code, type=unit.type, name=unit.name, parent=unit.parent)),
        *(
            msgspec.json.encode(ReporterLine(code=code, unit=unit.code, name=f"Báo cáo viên {code}", rank="co_so"))
            for code in reporters
        ),
        *(_line(_uuid(numbers), content, numbers) for content in contents),
    ]
    body = b"\n".join(lines) + b"\n"
    signer = Signer(hashlib.sha256(unit.code.encode()).digest())
    digest = hashlib.sha256(body).hexdigest()
    return (
        msgspec.json.encode(Seal(alg="ed25519", key=signer.public_key, sig=signer.sign(body), sha256=digest))
        + b"\n"
        + body
    )


def _of(content: Content, field: str) -> Any:
    return content[field] if isinstance(content, dict) else getattr(content, field)


def _unit(number: int) -> Unit:
    return Unit(code=f"CB{number:04}", type="chi_bo", name=f"Chi bộ cơ quan số {number}", parent=OFFICE)


def _content(numbers: random.Random, directive: Directive, unit: str) -> dict[str, Any]:
    members, others = numbers.randint(3, 60), numbers.randint(1, 40)
    return {
        "directive": directive.id,
        "date": f"2014-{numbers.randint(1, 12):02}-{numbers.randint(1, 28):02}",
        "unit": unit,
        "status": "complete",
        "form": numbers.choice(("TM", "SH", "HC")),
        "reporters": [f"{unit}-{numbers.randint(1, 2)}"],
        "attendance": members + others,
        "audience": {"DV": members, "CB": others},
        "themes": numbers.sample(sorted(directive.themes), numbers.randint(1, 3)),
        "topic": numbers.choice(TOPICS),
        "place": f"{numbers.choice(PLACES)} số {numbers.randint(1, 900)}",
        "notes": numbers.choice(NOTES),
        "minutes": numbers.randint(30, 120),
    }


def _line(key: str, content: Content, numbers: random.Random) -> bytes:
    """A session's line; every fifth session has been edited once or twice."""
    seen = sorted(numbers.randbytes(16).hex() for _ in range(numbers.choice((0,) * 8 + (1, 2))))
    parents = seen[:1]
    raw = canonical_encoder().encode(content)
    version = hashlib.sha256(b'["%b",%b,%b]' % (key.encode(), raw, msgspec.json.encode(parents))).hexdigest()[:32]
    line = {"kind": "session", "id": key, "version": version, "parents": parents, "seen": seen}
    return msgspec.json.encode({**line, "content": msgspec.Raw(raw)})


def _uuid(numbers: random.Random) -> str:
    return str(uuid.UUID(int=numbers.getrandbits(128), version=4))
