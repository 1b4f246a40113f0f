"""The languages of the program: English in the source, Vietnamese by default through gettext."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LANGUAGES = ("vi", "en")
DOMAIN = "sotay"
FOLDER = Path(__file__).parents[1] / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Speak `language` ("vi" or "en") from now on."""
    global _catalogue, _language  # noqa: PLW0603 - one program speaks one language
    _language = language
    _catalogue = gettext.translation(DOMAIN, FOLDER, [language], fallback=True)
    # click takes its own sentences from the process-wide catalogue.
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak that language until the context ends: official papers are Vietnamese whatever the program speaks."""
    former = _language
    use_language(language)
    try:
        yield
    finally:
        use_language(former)


def language() -> str:
    """The language in use: "vi" or "en"."""
    return _language


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for translation where it is defined, to be translated where it is shown."""
    return message
