"""Vietnamese text: equal spellings, alphabetical order, finding without marks, cleaning."""

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.text import clean_line, clean_text, fold, has_hidden, match_rank, nfc, same_key, sort_key
from tests.logs.sessions import free_text

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # ngang, huyền, hỏi, ngã, sắc, nặng

rule = settings(max_examples=200)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@dataclass(frozen=True)
class Syllable:
    """A syllable by its letters and its tone, which may stand on either of its first two vowels."""

    onset: str
    rhyme: str
    tone: int

    @property
    def letters(self) -> str:
        """The letters without the tone."""
        return self.onset + self.rhyme

    def written(self, vowel: int = 0) -> str:
        """The syllable with its tone on the first or the second vowel."""
        place = min(vowel, len(self.rhyme) - 1) + 1
        return nfc(self.onset + self.rhyme[:place] + TONES[self.tone] + self.rhyme[place:])


syllables = st.builds(
    Syllable,
    onset=st.sampled_from(["", "b", "d", "đ", "ng", "th", "x"]),
    rhyme=st.sampled_from(["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "oa", "oe", "uy", "iê", "ươ"]),
    tone=st.integers(0, 5),
)
phrases = st.lists(syllables, min_size=1, max_size=4)


def written(phrase: list[Syllable], vowel: int = 0) -> str:
    return " ".join(syllable.written(vowel) for syllable in phrase)


# ---------------------------------------------------------------- equal spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uỷ", "ủy"),
        ("hoà", "hòa"),
        ("thuý", "thúy"),
        ("khoá", "khóa"),
        ("huỷ", "hủy"),
        ("Đảng uỷ", "ĐẢNG ỦY"),
        ("Ðảng ủy", "Đảng ủy"),  # the first begins with the Icelandic eth of old code pages
        ("Chi bộ  Sở\u00a0Y tế", "Chi bộ Sở Y tế"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert same_key(one) == same_key(other)
    assert same_key(nfd(one)) == same_key(other)


@pytest.mark.parametrize(("one", "other"), [("mã", "ma"), ("mã", "má"), ("đa", "da"), ("ơn", "ôn"), ("tân", "tăn")])
def test_words_that_differ_in_a_tone_or_a_letter_are_not_equal(one: str, other: str) -> None:
    assert same_key(one) != same_key(other)
    assert fold(one) == fold(other)


@rule
@given(phrases)
def test_place_of_the_tone_and_form_of_unicode_never_matter(phrase: list[Syllable]) -> None:
    spellings = [written(phrase), written(phrase, vowel=1), nfd(written(phrase)), written(phrase).upper()]
    assert len({same_key(spelling) for spelling in spellings}) == 1
    assert len({sort_key(spelling) for spelling in spellings}) == 1


@rule
@given(phrases, phrases)
def test_names_are_equal_only_with_the_same_letters_and_tones(one: list[Syllable], other: list[Syllable]) -> None:
    same = [(s.letters, s.tone) for s in one] == [(s.letters, s.tone) for s in other]
    assert (same_key(written(one)) == same_key(written(other))) == same


# ---------------------------------------------------------------- alphabetical order


def test_letters_stand_in_the_order_of_the_alphabet() -> None:
    assert sorted(set(ALPHABET), key=sort_key) == list(ALPHABET)


def test_tones_stand_in_their_order() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_letters_of_all_syllables_come_before_the_first_tone() -> None:
    assert sorted(["má b", "ma c", "mạ a"], key=sort_key) == ["mạ a", "má b", "ma c"]


def test_tones_of_earlier_syllables_come_before_those_of_later_ones() -> None:
    assert sorted(["là nga", "la ngà", "la nga"], key=sort_key) == ["la nga", "la ngà", "là nga"]


def test_units_stand_as_in_a_printed_list() -> None:
    units = [
        "Đảng bộ Sở Y tế",
        "Ủy ban Dân tộc",
        "Chi bộ 10",
        "Đài Phát thanh",
        "Chi bộ Văn phòng",
        "Dân quân",
        "An ninh",
    ]
    assert sorted(units, key=sort_key) == [
        "An ninh",
        "Chi bộ 10",
        "Chi bộ Văn phòng",
        "Dân quân",
        "Đài Phát thanh",
        "Đảng bộ Sở Y tế",
        "Ủy ban Dân tộc",
    ]


@rule
@given(st.lists(phrases, max_size=8))
def test_order_is_letters_first_then_tones(lines: list[list[Syllable]]) -> None:
    def place(phrase: list[Syllable]) -> tuple[list[int], list[int]]:
        letters = " ".join(syllable.letters for syllable in phrase)
        return [ALPHABET.find(letter) for letter in letters], [syllable.tone for syllable in phrase]

    expected = [written(line) for line in sorted(lines, key=place)]
    assert sorted(map(written, lines), key=sort_key) == expected


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize("text", ["Đảng ủy", "Đảng uỷ", "ĐẢNG ỦY", nfd("Đảng ủy"), "Ban Tuyên giáo Đảng uỷ"])
@pytest.mark.parametrize("query", ["dang uy", "Đảng ủy", "đảng uỷ", "DANG", "uy"])
def test_a_word_is_found_however_it_is_typed(query: str, text: str) -> None:
    assert match_rank(query, text) is not None


def test_the_marks_as_typed_rank_before_a_looser_match() -> None:
    names = ["Dạng ui", "Đang ủy", "Ban Tuyên giáo Đảng uỷ", "Đảng uỷ", "Thanh tra"]
    found = [name for name in names if match_rank("Đảng ủy", name) is not None]
    assert sorted(found, key=lambda name: match_rank("Đảng ủy", name) or 0) == [
        "Đảng uỷ",
        "Ban Tuyên giáo Đảng uỷ",
        "Đang ủy",
    ]


def test_an_exact_word_without_marks_ranks_first_too() -> None:
    assert match_rank("dang uy", "Dang Uy") == 0
    assert match_rank("dang uy", "Đảng ủy") == match_rank("dang uy", "Đảng uỷ") == 2


def test_a_word_half_typed_with_its_marks_ranks_as_typed() -> None:
    assert match_rank("đảng ủ", "Đảng ủy") == 0
    assert match_rank("đảng ủ", "Đăng ung") == 2
    assert match_rank("tuyên gi", "Ban Tuyên giáo") == 1


def test_looser_matches_come_after_closer_ones() -> None:
    text = "Khu vực biên giới"
    ranks = [
        match_rank(query, text) for query in ("khu vực", "biên giới", "khu vuc", "bien gioi", "gioi bien", "biengioi")
    ]
    assert ranks == [0, 1, 2, 3, 4, 5]
    assert match_rank("hải đảo", text) is None


def test_nothing_typed_finds_everything() -> None:
    assert match_rank("  ", "Đảng ủy") == 0


@rule
@given(phrases, phrases, phrases)
def test_a_phrase_is_found_inside_any_text(
    before: list[Syllable], phrase: list[Syllable], after: list[Syllable]
) -> None:
    text = f"{written(before)} {written(phrase)} {written(after)}"
    rank = match_rank(written(phrase, vowel=1), text)
    assert rank is not None
    assert rank <= 1


# ---------------------------------------------------------------- cleaning


@rule
@given(free_text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@rule
@given(free_text())
def test_cleaned_text_is_nfc_and_holds_nothing_hidden(text: str) -> None:
    for cleaned in (clean_text(text), clean_line(text)):
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not has_hidden(cleaned)
        assert cleaned == cleaned.strip()
        assert all(unicodedata.category(c) != "Cc" or c in "\n\t" for c in cleaned)
        assert all(unicodedata.bidirectional(c) not in BIDI_CONTROLS for c in cleaned)
    assert "  " not in clean_line(text)
    assert "\n" not in clean_line(text)


BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@rule
@given(phrases)
def test_vietnamese_is_kept_as_it_is_typed(phrase: list[Syllable]) -> None:
    for text in (written(phrase), written(phrase, vowel=1), written(phrase).title()):
        assert clean_line(text) == clean_text(text) == text
        assert clean_line(nfd(text)) == text
        assert not has_hidden(text)


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800"]
)
def test_control_and_bidi_characters_are_taken_out(hidden: str) -> None:
    text = f"hội{hidden} trường"
    assert has_hidden(text)
    assert clean_line(text) == clean_text(text) == "hội trường"


def test_a_line_has_single_spaces_and_a_text_keeps_its_lines() -> None:
    assert clean_line("  hội \t\r\n trường\u00a0lớn ") == "hội trường lớn"
    assert clean_text(" một\r\nhai\rba \n") == "một\nhai\nba"


def test_the_look_alike_of_a_letter_becomes_the_letter() -> None:
    assert clean_line("Ðảng viên ði học") == "Đảng viên đi học"
