"""`sotay schema`: what the program's files and outputs are made of, as JSON Schema."""

from typing import Annotated, Any

import click

from tui.cli.options import command
from tui.core.i18n import N_

NAMES = ("package", "kit", "session", "list", "book", "report", "coverage", "progress")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@command("schema", N_("Print the JSON Schema of a file or of an output with --json."))
@click.argument("name", type=click.Choice(NAMES), default="package")
def schema(name: str) -> None:
    """Print the schema: of one line of a package or a kit, of the whole of the others."""
    import json

    import msgspec

    kind = _tables() if name == "book" else _kind(name)
    document = {"$schema": _DIALECT, "title": f"sotay {name}", **msgspec.json.schema(kind)}
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _kind(name: str) -> Any:
    if name in ("package", "kit"):
        from exports.package.format import AnyLine, KitLine, Seal

        return Seal | AnyLine if name == "package" else Seal | KitLine
    from tui.cli import documents

    return {
        "session": documents.ListedSession,
        "list": documents.ListDocument,
        "report": documents.ReportDocument,
        "coverage": documents.CoverageDocument,
        "progress": documents.ProgressDocument,
    }[name]


def _tables() -> Any:
    """Of book.json: its first line and its tables, of which a book has those that it needs."""
    from datetime import date as Date
    from datetime import datetime

    from msgspec import Meta, Struct, defstruct

    from exports.intake.plan import ReadingPlan
    from logs.book.changes import Change
    from logs.book.exchange import Export
    from logs.book.reference import Kit, Owner
    from logs.book.withdrawals import Purge, Withdrawal
    from logs.catalogue.exemptions import Exemption
    from logs.counting.unit_totals import TotalsFile
    from logs.exchange.code_maps import Adoption, CodeMap
    from logs.exchange.exemptions import MarkAnswer, MarksFile
    from logs.exchange.frozen_reports import FrozenReport, Packed
    from logs.exchange.narratives import Narrative
    from logs.exchange.office_settings import Office
    from logs.exchange.receipts import Receipt
    from logs.exchange.received import Received, Sender, Waiting
    from logs.exchange.same_event import Answers
    from logs.model import Reporter, Unit
    from logs.store.snapshot import Head
    from logs.versions import Record

    class Sum(Struct, frozen=True):
        """The SHA-256 of `head` as it stands there."""

        sha256: str

    class First(Struct, frozen=True):
        """The first line: where each table lies."""

        head: Head
        sum: Sum

    class About(Struct, frozen=True):
        """Whose book it is."""

        owner: Owner
        kit: Kit | None = None
        office: Office | None = None
        template: bytes | None = None

    class Directive(Struct, frozen=True):
        """A catalogue, as the text of its file."""

        toml: str

    tables: dict[str, Any] = {
        "directives": Directive, "units": Unit, "reporters": Reporter, "exemptions": Exemption, "sessions": Record,
        "changes": Change, "withdrawn": Withdrawal, "exports": Export, "sent": str, "arrivals": Date, "came": datetime,
        "received": Received, "senders": Sender, "waiting": Waiting, "maps": CodeMap, "adoptions": Adoption,
        "receipts": Receipt, "links": Answers, "narratives": Narrative, "mark_answers": MarkAnswer,
        "totals": TotalsFile, "marks": MarksFile, "reports": FrozenReport, "report_data": Packed,
        "imported": str, "mappings": ReadingPlan, "purged": Purge,
    }  # fmt: skip
    described = Annotated[About, Meta(description="of these the owner alone is always there")]
    fields: list[Any] = [(name, dict.__class_getitem__((str, kind)), {}) for name, kind in tables.items()]
    return defstruct("Book", [("book", First), ("about", described), *fields], frozen=True)
