"""The journal: what was written is read, and what is read was written."""

import itertools
import os
import random
import time
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.store.journal import BLOCK, IN_PLACE_BYTES, Journal, JournalContents, new_journal, read_journal
from tests.logs.disk import Disk
from tests.systems import exchanges_open_files

FIRST: dict[str, dict[str, bytes | None]] = {"sessions": {"s1": b'{"notes":"m\xe1\xbb\x99t"}'}}
LATER: dict[str, dict[str, bytes | None]] = {"sessions": {"s1": None}, "units": {"u": b"{}"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.journal"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A journal that continues the book `abc` of 7 saves by two more."""
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, FIRST)
    journal.append(9, LATER)
    yield journal
    journal.close()


def read(path: Path) -> tuple[list[int], bool, int]:
    """The numbers of the legible saves, whether there are flaws, and how many are known to be broken at the end."""
    content = read_journal(path)
    return [save.number for save in content.saves], content.flaws, content.broken


def altered(path: Path, place: int, data: bytes) -> None:
    """Put other bytes at that place of the file; counted from its end where negative."""
    before = path.read_bytes()
    place %= len(before)
    path.write_bytes(before[:place] + data + before[place + len(data) :])


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().split(b"\n")


def test_what_was_saved_is_read(journal: Journal, path: Path) -> None:
    content = read_journal(path)
    assert content.header
    assert (content.header.continues, content.header.saves) == ("abc", 7)
    put = [
        {name: {key: bytes(raw) for key, raw in rows.items()} for name, rows in s.put.items()} for s in content.saves
    ]
    assert put == [FIRST, {"sessions": {"s1": b"null"}, "units": {"u": b"{}"}}]
    assert content == JournalContents(content.header, content.saves, journal.end, flaws=False)
    assert content.reached == 9


def test_an_empty_journal_is_sound(path: Path) -> None:
    end = new_journal(path, "abc", 7)
    assert read_journal(path).end == end
    assert (read(path), read_journal(path).reached) == (([], False, 0), 7)


def test_a_large_save_takes_a_new_file(journal: Journal, path: Path) -> None:
    identity = path.stat().st_ino
    text = b'"' + b"x" * IN_PLACE_BYTES + b'"'
    journal.append(10, {"sessions": {"long": text}})
    assert path.stat().st_ino != identity
    assert path.stat().st_size % BLOCK == 0
    assert journal.is_in_place()
    journal.append(11, LATER)
    assert read(path) == ([8, 9, 10, 11], False, 0)
    assert bytes(read_journal(path).saves[2].put["sessions"]["long"]) == text
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_large_save_that_fails_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    disk.fail_at(None)
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, FIRST)
    large: dict[str, dict[str, bytes | None]] = {"sessions": {"long": b'"' + b"x" * IN_PLACE_BYTES + b'"'}}
    for number in range(1, 20):
        disk.fail_at(number)
        try:
            journal.append(9, large)
        except OSError:
            disk.fail_at(None)
            assert journal.is_open
            assert read(path) == ([8], False, 0)
        else:
            break
    assert number > 5
    disk.fail_at(None)
    assert read(path) == ([8, 9], False, 0)
    journal.close()


def test_the_file_grows_by_whole_blocks(journal: Journal, path: Path) -> None:
    assert path.stat().st_size == BLOCK
    journal.append(10, {"sessions": {"long": b'"' + b"x" * 2 * BLOCK + b'"'}})
    assert path.stat().st_size == 3 * BLOCK
    assert read(path) == ([8, 9, 10], False, 0)


def test_a_line_never_fills_the_file_to_its_end(journal: Journal, path: Path) -> None:
    room = BLOCK - journal.end - len(b'00000000 00000000 {"number":10,"put":{"a":{"b":""}}}\n')
    journal.append(10, {"a": {"b": b'"' + b"x" * room + b'"'}})
    assert journal.end == BLOCK
    assert path.stat().st_size == 2 * BLOCK
    cut(path, BLOCK)
    assert read(path) == ([8, 9, 10], True, 0)


# ---------------------------------------------------------------- a program that was killed


def test_a_line_that_was_not_finished_is_passed_over(journal: Journal, path: Path) -> None:
    whole, end = path.read_bytes(), journal.end
    journal.append(10, {"sessions": {"s1": b'"' + b"a few words  " * 100 + b'"'}})
    line = path.read_bytes()[end : journal.end]
    sound = 0
    for written in range(len(line)):
        path.write_bytes(whole[:end] + line[:written] + whole[end + written :])
        content = read_journal(path)
        finished = written == len(line) - 1  # but for its line end
        assert [save.number for save in content.saves] == ([8, 9, 10] if finished else [8, 9])
        # A disk and a system write whole sectors; anything else was done by something else.
        is_kill = (end + written) % 512 == 0
        assert not (content.flaws and is_kill)
        sound += not content.flaws
    assert sound < 120


def test_a_save_that_was_not_finished_is_none_that_was_lost_beside_damage_either(journal: Journal, path: Path) -> None:
    """It was never acknowledged; what stands damaged before it was."""
    end = journal.end
    altered(path, path.read_bytes().index(b"notes"), b"NOTES")
    unfinished = b'12345678 00000400 {"number":10,"put":{"'
    altered(path, end, unfinished.ljust(-end % 512, b"x"))
    assert read(path) == ([9], True, 0)
    altered(path, path.read_bytes().index(b'"u"'), b'"v"')
    assert read(path) == ([], True, 2)


def test_what_was_not_finished_is_blanked_before_anything_is_written(journal: Journal, path: Path) -> None:
    journal.close()
    altered(path, journal.end, b'12345678 00000400 {"number":10,"put":{"'.ljust(-journal.end % 512, b"x"))
    again = Journal(path, journal.end, 2)
    assert not path.read_bytes()[journal.end :].strip(b" ")
    again.append(10, FIRST)
    again.close()
    assert read(path) == ([8, 9, 10], False, 0)


def test_a_file_that_was_being_made_longer_is_sound(journal: Journal, path: Path) -> None:
    with path.open("ab") as file:
        file.write(b" " * 4_096)
    assert read(path) == ([8, 9], False, 0)
    again = Journal(path, journal.end, 2)
    assert path.stat().st_size == BLOCK
    again.close()


# ---------------------------------------------------------------- a power cut that writes some sectors of a line

SECTOR = 512


def torn_states(before: bytes, after: bytes, dice: random.Random, most: int) -> Iterator[tuple[bytes, bool]]:
    """What the file may be after a power cut while `before` became `after`, and whether every sector was written.

    Every subset of the sectors that changed where these are few, else that many of them.
    """
    changed = [at for at in range(0, len(after), SECTOR) if before[at : at + SECTOR] != after[at : at + SECTOR]]
    subsets = (
        itertools.chain.from_iterable(itertools.combinations(changed, size) for size in range(len(changed) + 1))
        if 2 ** len(changed) <= most
        else (tuple(at for at in changed if dice.random() < 0.6) for _ in range(most))
    )
    for written in subsets:
        data = bytearray(before)
        for at in written:
            data[at : at + SECTOR] = after[at : at + SECTOR]
        yield bytes(data), len(written) == len(changed)


@pytest.mark.parametrize("lead", [0, 380, 401, 402, 403, 410, 411, 415, 430, 448])
@pytest.mark.parametrize("length", [0, 100, 440, 449, 450, 451, 512, 1_500, 3_000, 20_000])
def test_a_line_of_which_any_sectors_are_there_is_no_damage(path: Path, lead: int, length: int) -> None:
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, {"sessions": {"s1": b'"' + b"y" * lead + b'"'}})
    before = path.read_bytes()
    journal.append(9, {"sessions": {"s2": b'"' + (b"a few words " * 2_000)[:length] + b'"'}})
    journal.close()
    dice = random.Random(lead + length)  # noqa: S311 - which sectors, not secrets
    states = list(torn_states(before, path.read_bytes(), dice, 64))
    for data, is_whole in states:
        path.write_bytes(data)
        assert read(path) == ([8, 9] if is_whole else [8], False, 0)
        again = Journal(path, read_journal(path).end, 1 + is_whole)
        again.append(9 + is_whole, LATER)
        again.close()
        assert read(path) == ([8, 9, 10] if is_whole else [8, 9], False, 0)
    assert len(states) >= 2


def test_what_a_failed_save_left_is_blanked_in_any_order_of_sectors(path: Path) -> None:
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, FIRST)
    blank = path.read_bytes()
    journal.append(9, {"sessions": {"s2": b'"' + b"x" * 2_500 + b'"'}})
    journal.close()
    for data, _ in torn_states(path.read_bytes(), blank, random.Random(1), 64):  # noqa: S311 - which sectors
        path.write_bytes(data)
        numbers, flaws, broken = read(path)
        assert (numbers in ([8], [8, 9]), flaws, broken) == (True, False, 0)


def test_an_unfinished_save_is_not_counted_as_lost_beside_a_damaged_one(journal: Journal, path: Path) -> None:
    before = path.read_bytes()
    journal.append(10, {"sessions": {"s2": b'"' + b"x" * 2_000 + b'"'}})
    line = path.read_bytes()
    for data, is_whole in torn_states(before, line, random.Random(1), 64):  # noqa: S311 - which sectors
        path.write_bytes(data)
        altered(path, data.index(b"notes"), b"NOTES")
        assert read(path) == ([9, 10] if is_whole else [9], True, 0)


@pytest.mark.parametrize("filling", [b"\0", b"x"])
def test_a_sector_of_an_acknowledged_save_that_is_lost_is_told_of(path: Path, filling: bytes) -> None:
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, {"sessions": {"s1": b'"' + b"words" * 600 + b'"'}})
    journal.append(9, {"sessions": {"s2": b'"' + b"words" * 600 + b'"'}})
    journal.close()
    whole = path.read_bytes()
    for start in range(SECTOR, journal.end, SECTOR):
        path.write_bytes(whole)
        altered(path, start, filling * SECTOR)
        assert read_journal(path).flaws, start


def test_a_sector_that_is_blank_before_a_later_save_is_damage(path: Path) -> None:
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, {"sessions": {"s1": b'"' + b"words" * 600 + b'"'}})
    journal.append(9, FIRST)
    journal.close()
    altered(path, SECTOR, b" " * SECTOR)
    assert read(path) == ([9], True, 0)


def test_a_save_whose_text_holds_a_blank_sector_is_a_save(path: Path) -> None:
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    journal.append(8, {"sessions": {"s1": b'"' + b" " * 2_000 + b'"'}})
    journal.close()
    assert read(path) == ([8], False, 0)


def test_a_save_whose_text_holds_exactly_a_blank_sector_is_a_save(path: Path) -> None:
    """As the disk would leave a sector that it has not written, but the checksum holds."""
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    begins = journal.end + len(b'00000000 00000000 {"number":8,"put":{"sessions":{"s1":"')
    journal.append(8, {"sessions": {"s1": b'"' + b"x" * (-begins % SECTOR) + b" " * SECTOR + b'x"'}})
    journal.close()
    assert b" " * SECTOR in (path.read_bytes()[start : start + SECTOR] for start in range(0, journal.end, SECTOR))
    assert read(path) == ([8], False, 0)


@pytest.mark.parametrize(("blanks", "is_sound"), [(0, True), (1, True), (2, False), (3, False)])
def test_where_an_unfinished_line_breaks_off_its_text_has_one_blank_at_most(
    journal: Journal, path: Path, blanks: int, is_sound: bool
) -> None:
    end = journal.end
    sector = (end // 512 + 1) * 512
    before = sector - blanks - end - len(b'00000000 00000000 {"number":10,"put":{"s":{"k":"')
    text = b'"' + b"x" * before + b" " * blanks + b"x" * 2_000 + b'"'
    whole = path.read_bytes()
    journal.append(10, {"s": {"k": text}})
    path.write_bytes(path.read_bytes()[:sector] + whole[sector:])
    assert read(path)[:2] == ([8, 9], not is_sound)


def test_a_whole_line_whose_size_is_damaged_was_acknowledged(journal: Journal, path: Path) -> None:
    start = path.read_bytes().index(b"\n", path.read_bytes().index(b'"number":8')) + 1
    size = int(path.read_bytes()[start + 9 : start + 17], 16)
    for more in (1, 600, 5_000):
        altered(path, start + 9, b"%08x" % (size + more))
        assert read(path) == ([8], True, 1)


def test_so_was_one_that_ends_where_a_sector_of_the_disk_ends(journal: Journal, path: Path) -> None:
    """Behind it there are blanks alone, as where the disk has not written the sectors that follow."""
    start = journal.end
    rest = -(start + len(b'00000000 00000000 {"number":10,"put":{"s":{"k":""}}}\n')) % 512
    journal.append(10, {"s": {"k": b'"' + b"x" * rest + b'"'}})
    assert journal.end % 512 == 0
    size = int(path.read_bytes()[start + 9 : start + 17], 16)
    for more in (512, 1_000):
        altered(path, start + 9, b"%08x" % (size + more))
        assert read(path) == ([8, 9], True, 1)


# ---------------------------------------------------------------- a save that fails


def test_a_save_that_failed_leaves_nothing_behind(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    disk = Disk(monkeypatch)
    for number in (1, 2):
        disk.fail_at(number)
        with pytest.raises(OSError, match="No space") as caught:
            journal.append(10, FIRST)
        assert caught.value.errno == ENOSPC
        disk.fail_at(None)
        assert path.read_bytes() == before
    journal.append(10, FIRST)
    assert read(path) == ([8, 9, 10], False, 0)


def test_a_write_that_takes_only_half_is_gone_on_with(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    disk.shorten_at(1)
    journal.append(10, FIRST)
    assert disk.steps.count("write") == 2
    assert read(path) == ([8, 9, 10], False, 0)


# ---------------------------------------------------------------- a damaged file


def test_a_save_behind_a_damaged_one_counts(journal: Journal, path: Path) -> None:
    altered(path, path.read_bytes().index(b"notes"), b"NOTES")
    assert read(path) == ([9], True, 0)


def test_a_damaged_last_save_is_counted(journal: Journal, path: Path) -> None:
    altered(path, path.read_bytes().index(b'"u"'), b'"v"')
    assert read(path) == ([8], True, 1)


def test_damaged_last_saves_are_counted_by_their_numbers(journal: Journal, path: Path) -> None:
    journal.append(10, FIRST)
    altered(path, path.read_bytes().index(b"notes"), b"NOTES")
    altered(path, path.read_bytes().index(b'"u"'), b'"v"')
    altered(path, path.read_bytes().rindex(b"notes"), b"NOTES")
    assert read(path) == ([], True, 3)


def test_a_damaged_line_end_loses_no_save(journal: Journal, path: Path) -> None:
    places = [place for place, byte in enumerate(path.read_bytes()) if byte == 0x0A]
    whole = path.read_bytes()
    for place in places:
        path.write_bytes(whole)
        altered(path, place, b"\x0b")
        assert read(path) == ([8, 9], True, 0)


def test_a_file_that_was_cut_off_is_never_taken_for_whole(journal: Journal, path: Path) -> None:
    whole = path.read_bytes()
    for size in range(journal.end + 1):
        path.write_bytes(whole[:size])
        assert read_journal(path).flaws, size


def test_zeros_in_place_of_the_end_are_a_flaw(journal: Journal, path: Path) -> None:
    size = path.stat().st_size
    for start in (1, journal.end - 60, journal.end, size - 1):
        whole = path.read_bytes()
        altered(path, start, bytes(size - start))
        assert read_journal(path).flaws, start
        path.write_bytes(whole)


def test_foreign_bytes_behind_the_saves_lose_nothing(journal: Journal, path: Path) -> None:
    with path.open("ab") as file:
        file.write(os.urandom(4_096))
    assert read(path) == ([8, 9], True, 0)


def test_where_nothing_is_legible_a_save_at_least_was_lost(journal: Journal, path: Path) -> None:
    for damaged in (b"continues", b"notes", b'"u"'):
        altered(path, path.read_bytes().index(damaged), b"?" * len(damaged))
    assert read(path) == ([], True, 1)


def test_a_file_of_no_line_at_all_tells_of_no_save(path: Path) -> None:
    path.write_bytes(b"x" * 600)
    assert read(path) == ([], True, 0)


def test_an_illegible_first_line_leaves_the_saves(journal: Journal, path: Path) -> None:
    altered(path, 3, b"?")
    content = read_journal(path)
    assert content.header is None
    assert read(path) == ([8, 9], True, 0)


@settings(max_examples=300)
@given(place=st.integers(0, 700), data=st.binary(min_size=1, max_size=80))
def test_no_damage_shows_a_save_that_was_never_made(
    tmp_path_factory: pytest.TempPathFactory, place: int, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("journals") / "book.journal"
    journal = Journal(path, new_journal(path, "abc", 7), 0)
    for number in range(8, 12):
        journal.append(number, {"sessions": {f"s{number}": b'{"notes":"%d"}' % number}})
    journal.close()
    before = path.read_bytes()
    altered(path, place, data)
    content = read_journal(path)
    for save in content.saves:
        assert bytes(save.put["sessions"][f"s{save.number}"]) == b'{"notes":"%d"}' % save.number
    numbers = [save.number for save in content.saves]
    assert numbers == sorted(set(numbers))
    unfinished = numbers == [8, 9, 10] and data[-1:] == b" "
    assert content.flaws or path.read_bytes() == before or (numbers == [8, 9, 10, 11]) or unfinished


# ---------------------------------------------------------------- in place


def exchanged(path: Path) -> None:
    """Put a copy in the place of the file."""
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)


@exchanges_open_files
def test_a_journal_that_another_program_replaced_is_noticed(journal: Journal, path: Path) -> None:
    assert journal.is_in_place()
    exchanged(path)
    assert not journal.is_in_place()


@exchanges_open_files
def test_a_journal_that_another_program_removed_or_made_longer_is_noticed(journal: Journal, path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x")
    assert not journal.is_in_place()
    path.unlink()
    assert not journal.is_in_place()


@exchanges_open_files
def test_a_save_asks_after_its_file_no_more_once_the_folder_has_rested(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(path.parent, (1_400_000_000.5, 1_400_000_000.5))
    disk = Disk(monkeypatch)
    asked = []
    for _ in range(2):
        disk.fail_at(None)
        assert journal.is_in_place()
        asked.append(disk.steps.count("stat"))
    assert asked == [2, 1]
    exchanged(path)
    assert not journal.is_in_place()


@exchanges_open_files
def test_an_exchange_within_a_tick_of_a_coarse_clock_is_noticed(journal: Journal, path: Path) -> None:
    now = float(int(time.time()))  # as a file system notes it that counts in seconds
    os.utime(path.parent, (now, now))
    assert journal.is_in_place()
    exchanged(path)
    os.utime(path.parent, (now, now))
    assert not journal.is_in_place()
