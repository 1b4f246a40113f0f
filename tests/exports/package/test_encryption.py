"""Locked files: what opens them, what does not, and what a hostile one may cost."""

import base64
import sys
import tracemalloc
import unicodedata
from functools import partial
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import size_limit
from exports.merge.merge import apply_merge, plan_merge
from exports.package import encryption
from exports.package.encryption import is_locked, lock, new_identity, recipient_of, unlock
from exports.package.keys import find_identity, load_identity
from exports.package.kit import begun_from, read_kit, write_kit
from exports.package.open_files import open_file
from exports.package.reader import read_package
from exports.package.writer import export_book
from logs.errors import SotayError
from logs.exchange.received import kept_file
from tests.exports.age_file import lock_at_little_work, locked
from tests.exports.desk import KEYS, OFFICE, Desk, package_of, session_of, signer

BODY = "Chuyên đề biên giới\n".encode()
# Fixed, so that every process that runs tests names them alike; it opens nothing but what is locked here.
IDENTITY = "AGE-SECRET-KEY-1DPYZZRTUF8V3YE2UZ80QZC8UPRFML5AX97MGW28DP6EETS7H0AMQ5XEJSR"
RECIPIENT = recipient_of(IDENTITY)
FOR_US = lock(BODY, recipient=RECIPIENT)
PASSPHRASE = "Đường lên biên giới"
BY_PASSPHRASE = locked(BODY, PASSPHRASE)
ARMORED = pyrage.encrypt(BODY, [pyrage.x25519.Recipient.from_str(RECIPIENT)], armored=True)


def refusal(data: bytes, *passphrases: str, identity: str = "") -> str:
    """The code with which a file is not opened."""
    with pytest.raises(SotayError) as refused:
        unlock(data, passphrases=passphrases, identity=identity)
    return refused.value.code


# ---------------------------------------------------------------- locks and what opens them


def test_only_files_of_age_are_taken_for_locked() -> None:
    assert all(is_locked(one) for one in (FOR_US, BY_PASSPHRASE, ARMORED, b"\r\n" + ARMORED))
    assert not any(is_locked(one) for one in (b"", BODY, b'{"kind":"seal"}\n', b"x" + FOR_US, b"-----BEGIN"))


def test_a_file_locked_to_a_key_opens_with_that_key_only() -> None:
    assert BODY not in FOR_US
    assert unlock(FOR_US, passphrases=(), identity=IDENTITY) == BODY
    assert unlock(lock(BODY, recipient=f" {RECIPIENT}\n"), passphrases=["x"], identity=IDENTITY) == BODY
    assert refusal(FOR_US, PASSPHRASE, identity=new_identity()) == "file_locked_to_other"
    assert refusal(FOR_US, PASSPHRASE) == "file_locked_to_other"


def test_what_we_lock_with_a_passphrase_another_program_opens() -> None:
    composed, in_parts = (unicodedata.normalize(form, PASSPHRASE) for form in ("NFC", "NFD"))
    made = lock(BODY, passphrase=in_parts)
    assert pyrage.passphrase.decrypt(made, composed) == BODY
    assert is_locked(made)


def test_passphrases_are_tried_in_turn() -> None:
    assert unlock(BY_PASSPHRASE, passphrases=["", "sai", PASSPHRASE], identity=IDENTITY) == BODY
    assert refusal(BY_PASSPHRASE, "sai", PASSPHRASE.upper(), identity=IDENTITY) == "file_locked"
    assert refusal(BY_PASSPHRASE, identity=IDENTITY) == "file_locked"


@given(st.binary(max_size=200_000), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_passphrase_opens_however_its_letters_are_typed(data: bytes, passphrase: str) -> None:
    made = locked(data, passphrase)
    for form in ("NFC", "NFD"):
        assert unlock(made, passphrases=[unicodedata.normalize(form, passphrase)]) == data


def test_armored_files_are_opened() -> None:
    in_armor = b"-----BEGIN AGE ENCRYPTED FILE-----\r\n%s\r\n-----END AGE ENCRYPTED FILE-----\r\n"
    assert unlock(b"\n" + ARMORED, passphrases=(), identity=IDENTITY) == BODY
    assert unlock(in_armor % base64.encodebytes(BY_PASSPHRASE), passphrases=[PASSPHRASE]) == BODY
    assert refusal(in_armor % b"Kh\xc3\xb3a", PASSPHRASE) == "file_damaged"
    assert refusal(in_armor % base64.b64encode(locked(BODY, PASSPHRASE, said="30")), PASSPHRASE) == "lock_excessive"


def test_a_recipient_that_is_none_is_refused_and_not_repeated() -> None:
    for text in ("age1", RECIPIENT[:-1] + ("q" if RECIPIENT[-1] != "q" else "p"), IDENTITY, "Đảng ủy"):
        with pytest.raises(SotayError) as refused:
            lock(BODY, recipient=text)
        assert (refused.value.code, refused.value.params) == ("recipient_wrong", {})


def test_a_lock_that_does_not_open_again_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    lock_at_little_work(monkeypatch)
    monkeypatch.setattr(encryption, "unlock", lambda data, passphrases: data)
    with pytest.raises(SotayError, match="lock_failed"):
        lock(BODY, passphrase=PASSPHRASE)


def test_without_the_extra_locked_files_are_told_and_others_are_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    for data in (FOR_US, BY_PASSPHRASE):
        assert refusal(data, PASSPHRASE, identity=IDENTITY) == "age_missing"
    with pytest.raises(SotayError, match="age_missing"):
        lock(BODY, passphrase=PASSPHRASE)
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    assert desk.merge(desk.office(), desk.export(book), trust=KEYS).is_clean


# ---------------------------------------------------------------- hostile files


@pytest.mark.parametrize("said", ["21", "22", "30", "64", "99"])
def test_a_file_that_asks_for_too_much_work_is_refused_unopened(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)  # what would open it
    assert refusal(locked(BODY, PASSPHRASE, said=said), PASSPHRASE, "sai") == "lock_excessive"


@pytest.mark.parametrize("said", ["", "0", "4", "100", "-1", "4 4", "4x", "٤"])
def test_a_header_that_says_something_else_opens_nothing(said: str) -> None:
    if said in ("", "4"):
        assert unlock(locked(BODY, PASSPHRASE, said=said), passphrases=[PASSPHRASE]) == BODY
    else:
        assert refusal(locked(BODY, PASSPHRASE, said=said), PASSPHRASE) in {"file_damaged", "file_locked"}


def test_a_second_way_to_open_a_passphrase_file_is_refused() -> None:
    more = "-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\n" + "A" * 43 + "\n"
    assert refusal(locked(BODY, PASSPHRASE, more=more), PASSPHRASE) == "file_damaged"
    key = FOR_US.partition(b"\n")[2].partition(b"\n---")[0].decode() + "\n"
    assert refusal(locked(BODY, PASSPHRASE, more=key), PASSPHRASE) == "file_damaged"


def test_a_header_without_end_is_refused_before_it_is_read_whole() -> None:
    stanza = b"-> scrypt c2FsdHNhbHRzYWx0c2FsdA 18\n"
    for data in (b"age-encryption.org/v1\n", b"age-encryption.org/v1\n" + stanza * 500_000):
        tracemalloc.start()
        assert refusal(data, PASSPHRASE, identity=IDENTITY) == "file_damaged"
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 1_000_000


def test_what_is_larger_than_receivers_take_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limit, "MOST_BYTES", len(BODY) - 1)
    assert refusal(FOR_US, identity=IDENTITY) == "file_too_big"


@settings(max_examples=400)
@given(st.sampled_from([FOR_US, BY_PASSPHRASE, ARMORED]), st.data())
def test_a_changed_file_opens_as_it_was_or_not_at_all(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(start + 5, len(whole))))
    changed = whole[:start] + data.draw(st.binary(max_size=5)) + whole[end:]
    try:
        outcome: bytes | str = unlock(changed, passphrases=[PASSPHRASE], identity=IDENTITY)
    except SotayError as error:
        outcome = error.code
    assert outcome in {BODY, "file_locked", "file_locked_to_other", "file_damaged", "lock_excessive"}


def altered(data: bytes, place: int) -> bytes:
    """The bytes with one of them another letter of base64."""
    return data[:place] + (b"B" if data[place : place + 1] == b"A" else b"A") + data[place + 1 :]


@pytest.mark.parametrize("whole", [FOR_US, BY_PASSPHRASE], ids=["key", "passphrase"])
def test_a_damaged_file_is_called_damaged_where_its_lock_opens(whole: bytes) -> None:
    seal = whole.index(b"\n---")
    damaged = [
        whole[:-1],  # cut off
        whole[: seal + 70],
        whole + b"x",
        altered(whole, seal + 8),  # in the code over the lock
        altered(whole, seal + 50),
        altered(whole, len(whole) - 3),
    ]
    assert {refusal(data, "sai", PASSPHRASE, identity=IDENTITY) for data in damaged} == {"file_damaged"}
    # Who cannot open it cannot know.
    codes = {refusal(data, "sai", identity=new_identity()) for data in damaged[2:6]}
    assert codes == {"file_locked" if whole is BY_PASSPHRASE else "file_locked_to_other"}


def test_a_locked_file_whose_first_letters_were_altered_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "BC_CB01_2014_v1.jsonl.age"
    for whole in (FOR_US, ARMORED):
        path.write_bytes(altered(whole, 3))
        with pytest.raises(SotayError, match="file_damaged"):
            open_file(path).package()
    path.write_bytes(b"")
    with pytest.raises(SotayError, match="file_empty"):
        open_file(path).package()


# ---------------------------------------------------------------- the key of a book


def test_a_books_identity_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    assert find_identity(keys, "book") == ""
    assert not keys.exists()
    identity = load_identity(keys, "book")
    assert [load_identity(keys, "book"), find_identity(keys, "book")] == [identity, identity]
    assert load_identity(keys, "other") != identity
    if sys.platform != "win32":
        assert (keys / "book.age").stat().st_mode & 0o777 == 0o600
    assert unlock(lock(BODY, recipient=recipient_of(identity)), passphrases=(), identity=identity) == BODY


@pytest.mark.parametrize("held", [b"", b"age1", b"\xff\xfe", RECIPIENT.encode(), IDENTITY[:-1].encode()])
def test_an_identity_that_cannot_be_read_is_not_replaced(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "book.age"
    path.write_bytes(held)
    with pytest.raises(SotayError, match="identity_unreadable"):
        load_identity(tmp_path, "book")
    assert path.read_bytes() == held


# ---------------------------------------------------------------- on the way from book to book


def test_a_locked_package_is_merged_as_a_plain_one_and_kept_open(desk: Desk) -> None:
    book, office = desk.book("CB01"), desk.office()
    entry = book.add(session_of("CB01"))
    made = export_book(book, signer("CB01"), desk.folder / "stick", lock=partial(lock, recipient=RECIPIENT))
    assert made.path.name == "BC_CB01_2014_v1.jsonl.age"
    assert is_locked(made.path.read_bytes())
    refused = plan_merge(office, [made.path.parent])
    assert [(one.outcome, one.code) for one in refused.files] == [("refused", "file_locked")]
    unlocking = partial(unlock, passphrases=(), identity=IDENTITY)
    plan = plan_merge(office, [made.path.parent], trust=KEYS, unlock=unlocking)
    apply_merge(office, plan)
    assert office.sessions.record(entry.id) == book.sessions.record(entry.id)
    kept = kept_file(office.folder, made.sha256).read_bytes()
    assert not is_locked(kept)
    assert read_package(kept).sha256 == made.sha256
    assert plan_merge(office, [made.path], unlock=unlocking).files[0].outcome == "known"


def test_a_forged_package_is_no_better_for_being_locked(desk: Desk) -> None:
    book, office = desk.book("CB01"), desk.office()
    book.add(session_of("CB01"))
    forged = package_of(book).replace(b'"attendance":25', b'"attendance":26')
    twice = lock(lock(package_of(book), recipient=RECIPIENT), recipient=RECIPIENT)
    paths = [desk.file(lock(forged, recipient=RECIPIENT), "a.jsonl.age"), desk.file(twice, "b.jsonl.age")]
    plan = plan_merge(office, paths, unlock=partial(unlock, passphrases=(), identity=IDENTITY))
    assert [one.code for one in plan.files] == ["file_damaged", "file_not_package"]


@pytest.mark.parametrize(
    ("named", "plain", "shut"),
    [
        ("a.jsonl", "a.jsonl", "a.jsonl.age"),
        ("a.JSONL", "a.JSONL", "a.jsonl.age"),
        ("a.jsonl.age", "a.jsonl", "a.jsonl.age"),
    ],
)
def test_the_name_tells_whether_a_file_is_locked(desk: Desk, named: str, plain: str, shut: str) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    to = desk.folder / named
    assert export_book(book, signer("CB01"), to).path.name == plain
    locking_it = partial(lock, recipient=RECIPIENT)
    assert export_book(book, signer("CB01"), to, lock=locking_it).path.name == shut
    with pytest.raises(SotayError, match="export_file_exists"):
        export_book(book, signer("CB01"), to, lock=locking_it)


def test_what_cannot_be_locked_is_not_written(desk: Desk) -> None:
    book = desk.book("CB01")
    book.add(session_of("CB01"))
    with pytest.raises(SotayError, match="recipient_wrong"):
        export_book(book, signer("CB01"), desk.folder / "out", lock=partial(lock, recipient="age1"))
    assert not (desk.folder / "out").exists()
    assert book.exchange.exports() == ()


def test_a_kit_tells_reporters_what_to_lock_to(desk: Desk) -> None:
    office = desk.office()
    assert b'"recipient":' not in write_kit(office, signer(OFFICE))
    kit = read_kit(write_kit(office, signer(OFFICE), recipient=RECIPIENT))
    book = desk.book("CB01", "kitted", units=kit.units)
    assert book.reference.kit is None
    begun_from(book, kit)
    assert book.reference.kit is not None
    assert book.reference.kit.recipient == RECIPIENT


@pytest.mark.parametrize("text", ["age1", RECIPIENT.upper(), RECIPIENT + "\n", RECIPIENT + "q", "https://example.org"])
def test_a_kit_with_something_else_for_a_recipient_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(SotayError, match="file_not_kit"):
        read_kit(write_kit(desk.office(), signer(OFFICE), recipient=text))
