"""The sums of several books as a data set of its own: each event found once, then only what stands in their months.

So a province hands its figures on: tables of a country are sums of its provinces', which have no event in common.
"""

import uuid
from pathlib import Path

from exports.columnar.duckdb_engine import DuckDB, Place, connected
from exports.columnar.queries import monthly, quoted
from exports.columnar.reader import DataSets, data_sets, opened
from exports.columnar.schema import FORMAT, OF_SUMS, About
from exports.columnar.writer import copy_monthly, copy_table, write_set

# Of our own making: the sums of the same books have the same name everywhere.
_NAMESPACE = uuid.UUID("0d9c3a38-5f0f-4b52-9f0a-8a1c6f2d4e11")


def write_sums(place: Place, to: Path) -> About:
    """Write the sums of the data sets at `place` into the folder `to`; former ones of some of their books are replaced.

    Raises SotayError as `opened_columnar` and `write_set` do.
    """
    places = data_sets(place)
    books = {of.book for one in places.values() for of in one.books}
    return write_set(
        to, lambda new, spare: _write(place, new, spare), lambda former: any(of.book in books for of in former.of)
    )


def _write(place: Place, new: Path, spare: Path) -> About:
    with connected(spare / "spill", place=place) as db:
        data = opened(DuckDB(db, place), place, data_sets(place, db))
        of = tuple(sorted(book for one in data.sets for book in one.books))
        book = str(uuid.uuid5(_NAMESPACE, " ".join(one.book for one in of)))
        for name in sorted(OF_SUMS - {"monthly"}):
            copy_table(db, name, f"SELECT * FROM {name} WHERE {_kept(name, data)}", new)
        data.check(in_months=data.are_sums)
        source = f"SELECT * REPLACE ({quoted(book)} AS book) FROM monthly"
        of_months = copy_monthly(db, source if data.are_sums else monthly(book, data.directive), new)
        widest = max(data.sets, key=lambda one: (len(data.units_of.get(one.book, ())), one.unit))
    return About(
        format=FORMAT, book=book, unit=widest.unit, directive=data.directive.id,
        saves=sum(one.saves for one in of), made=max(one.made for one in data.sets),
        sessions=of_months[1], attendance=of_months[2], maybe_twice=sum(one.maybe_twice for one in data.sets),
        only_in_beaten_totals=sum(one.only_in_beaten_totals for one in data.sets), monthly=of_months, of=of,
    )  # fmt: skip


def _kept(name: str, data: DataSets) -> str:
    """Which rows of a table go with the sums: of figures those that count, of files those that told them."""
    telling = "(book, file, unit) IN (SELECT book, file, unit FROM tellers)" if data.are_joined else "true"
    if name == "received":
        return f"(book, sha256) IN (SELECT book, file FROM figures WHERE {telling})"
    return telling if name == "figures" else "true"
