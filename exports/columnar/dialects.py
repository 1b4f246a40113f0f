"""The queries in the words of other engines than DuckDB: the few in which they differ, in one place.

A translator of all of SQL (Ibis, sqlglot) is not needed for them; Ibis 12 fails with DuckDB 2 and brings pyarrow.
"""

import re
from typing import Literal

Dialect = Literal["duckdb", "postgres", "spark"]

_OF_GROUP = re.compile(r"heard\[(CAST\(array_position\(audience, in_audience\) AS INTEGER\))\]")
_WORDS: dict[Dialect, tuple[tuple[str, str], ...]] = {
    "duckdb": (),
    "postgres": (("len(", "cardinality("),),
    "spark": (
        *(("len(", "size("), ("unnest(", "explode("), ("AS VARCHAR)", "AS STRING)")),
        *(("AS VARCHAR[])", "AS ARRAY<STRING>)"), ("AS INTEGER[])", "AS ARRAY<INT>)")),
    ),
}


def said(query: str, dialect: Dialect) -> str:
    """The query in the engine's own words."""
    for ours, theirs in _WORDS[dialect]:
        query = query.replace(ours, theirs)
    return _OF_GROUP.sub(r"element_at(heard, \1)", query) if dialect == "spark" else query
