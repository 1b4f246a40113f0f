"""A stylesheet that reads each source once for the colours in use."""

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_SOURCES = 1_000  # more than all kinds of widgets together


class SteadyStylesheet(Stylesheet):
    """Textual's own reads every source again for each new screen, and when 64 of them are known for each new widget."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; everything is read again where they differ from those in use."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read what has not been read for these colours yet."""
        self.parse()
