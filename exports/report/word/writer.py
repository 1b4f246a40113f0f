"""The report as a Word document: in the program's own layout, or as the office's template has it."""

from exports.report.docx import document_bytes
from exports.report.paper import Paper


def docx_bytes(paper: Paper) -> bytes:
    """The document; raises SotayError as `word.template.filled` does."""
    if not paper.template:
        return document_bytes(paper)
    from exports.report.word.template import filled  # noqa: PLC0415 (few offices have one)

    return filled(paper)
