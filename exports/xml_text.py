"""Text as the XML of office documents can hold it."""

import re

from logs.text import clean_text

# Of what is left once hidden characters are gone, these are no characters to XML.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text without the characters that no XML document may hold, and without hidden ones; not escaped."""
    return _NOT_IN_XML.sub("", clean_text(text))


def cell_text(text: str) -> str:
    """The same for a cell that XlsxWriter writes, which takes a text between such tags for markup of its own."""
    text = xml_text(text)
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
