"""Where the program keeps a person's data."""

import os
from pathlib import Path


def book_folder() -> Path:
    """The folder of the book to open: SOTAY_BOOK, or the person's own one."""
    named = os.environ.get("SOTAY_BOOK", "").strip(' "')  # Windows keeps the quotes of `set`
    return Path(named).expanduser() if named else _data_folder() / "book"


def keys_folder() -> Path:
    """The folder of the signing keys, outside any book, so that a copied book does not carry them along."""
    return _data_folder() / "keys"


def documents_folder() -> Path:
    """Where people look for what the program writes for them."""
    from platformdirs import user_documents_path  # noqa: PLC0415 - needed only where no folder is named

    documents = user_documents_path()
    return (documents if documents.is_dir() else Path.home()) / "So tay"


def settings_path() -> Path:
    """The file of the person's settings, which hold for every book."""
    from platformdirs import user_config_path  # noqa: PLC0415 - as everywhere here

    return user_config_path("sotay", appauthor=False, roaming=False) / "settings.json"


def _data_folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - needed only where no folder is named

    # Local, not Roaming: Windows would copy a roaming folder between machines while the book is open.
    return user_data_path("sotay", appauthor=False, roaming=False)
