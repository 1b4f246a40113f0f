"""A message with files attached, to be opened, looked over and sent in the person's own mail program."""

from collections.abc import Sequence
from pathlib import Path

from logs.store.files import unreadable

_TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".html": ("text", "html"),
    ".csv": ("text", "csv"),
    ".pdf": ("application", "pdf"),
}


def message_bytes(subject: str, text: str, files: Sequence[Path], recipient: str = "") -> bytes:
    """An unsent message (.eml) with the files attached, `recipient` left open where it is "".

    Mail programs show it as a draft. Raises SotayError `path_missing`, `path_unreadable`.
    """
    from email.message import EmailMessage  # noqa: PLC0415 - for who writes one
    from email.policy import SMTP  # noqa: PLC0415 - as above

    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(subject.split())
    if recipient:
        message["To"] = recipient
    message["X-Unsent"] = "1"
    message.set_content(text)
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise unreadable(file, error) from error
        kind, detail = _TYPES.get(file.suffix.lower(), ("application", "octet-stream"))
        message.add_attachment(data, maintype=kind, subtype=detail, filename=file.name)
    return message.as_bytes()
