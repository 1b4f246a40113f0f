"""The one error of the house: a code and its parameters, which `tui` turns into a sentence."""

from dataclasses import dataclass, field
from typing import Any


class SotayError(Exception):
    """Something a person can put right.

    `code` names the case, `params` fill its sentence. No sentence for people stands here.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


@dataclass(frozen=True)
class Notice:
    """Something a person should know of, though nothing was refused; worded as the codes of SotayError are."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
