"""The catalogue: every sentence of the source has its Vietnamese, and the compiled file says what the text says."""

import re
import string
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tui
from tui.core.i18n import DOMAIN, FOLDER, _, use_language

SOURCE = Path(tui.__file__).parent
# Sentences of the command-line library, translated here as well, carry this comment.
LIBRARY = "click"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "vi" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale="vi")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every sentence of the source, with the file that says it."""
    found = extract_from_dir(SOURCE, [("**.py", "python")], keywords={"_": None, "N_": None})
    return {str(message): file for file, _line, message, _comments, _context in found}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def sentences(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What each message says in Vietnamese: in one form, or in as many as there are plurals."""

    def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text or ())

    return {forms(message.id): forms(message.string) for message in catalogue if message.id}


def test_every_sentence_has_its_vietnamese(catalogue: Catalog, said: dict[str, str]) -> None:
    missing = {message: file for message, file in said.items() if message not in catalogue}
    empty = [message.id for message in catalogue if message.id and not message.string]
    assert not missing
    assert not empty


def test_the_catalogue_holds_no_sentence_that_nobody_says(catalogue: Catalog, said: dict[str, str]) -> None:
    unused = [
        message.id
        for message in catalogue
        if message.id and message.id not in said and LIBRARY not in message.auto_comments
    ]
    assert not unused


def test_no_sentence_hides_inside_another_string() -> None:
    """Extraction does not look into f-strings before Python 3.12."""
    hidden = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in SOURCE.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"""\bf["'].*\{[^}]*\b_\(["']""", line)
    ]
    assert not hidden


def test_translations_name_the_same_things(catalogue: Catalog) -> None:
    ours = [message for message in catalogue if message.id and LIBRARY not in message.auto_comments]
    differing = [m.id for m in ours if placeholders(str(m.id)) != placeholders(str(m.string))]
    assert not differing


def test_the_compiled_catalogue_says_what_the_text_says(catalogue: Catalog) -> None:
    """Sentence by sentence: the file's bytes name the release of Babel that has compiled it."""
    with (FOLDER / "vi" / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        compiled = read_mo(file)
    assert sentences(compiled) == sentences(catalogue)
    assert (compiled.plural_forms, compiled.charset) == (catalogue.plural_forms, catalogue.charset)


def test_vietnamese_is_written_in_one_style(catalogue: Catalog) -> None:
    """Tone marks as in ủy, hủy, hòa, khóa; one code point a letter; no exclamation marks."""
    old_style = re.compile(r"\b(uỷ|huỷ|hoà|khoá|xoá|thuý|toà)\b", re.IGNORECASE)
    texts = [str(message.string) for message in catalogue if message.id]
    assert not [text for text in texts if old_style.search(text)]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    assert not [text for text in texts if re.search(r"\w!(\W|$)", text)]


def test_english_is_the_source_itself(said: dict[str, str]) -> None:
    use_language("en")
    assert all(_(message) == message for message in said)
    use_language("vi")
    assert _("Unit") == "Đơn vị"


def test_only_a_letter_asks_as_an_office_does(catalogue: Catalog, said: dict[str, str]) -> None:
    """To its own user the program makes plain statements, or says “Hãy …”."""
    asking = [ids for ids, forms in sentences(catalogue).items() if any("đề nghị" in form.lower() for form in forms)]
    assert {said[ids[0]] for ids in asking} == {"text/letters.py"}


def test_one_thing_has_one_word(catalogue: Catalog) -> None:
    """What the guide's page of words says not to say stands in no sentence and on no page of the guide."""
    page = SOURCE / "help" / "vi" / "words.md"
    avoided = [word for words in re.findall("Không dùng: (.+)", page.read_text("utf-8")) for word in words.split(", ")]
    assert len(avoided) > 30
    texts = [form for forms in sentences(catalogue).values() for form in forms]
    for path in page.parent.glob("*.md"):
        if path != page:
            texts += re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL).splitlines()
    written = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in avoided), re.IGNORECASE)
    plain = [re.sub(r"`[^`]*`|{[^}]*}|“sotay [^”]*”|--[a-z-]+", "", text) for text in texts]
    assert [text for text in plain if written.search(text)] == []
