"""Telex and VNI: words out of keys, and words that are left alone."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.input.test_text_fields import Fields, held
from tui.input.telex import LONGEST, METHODS, compose
from tui.input.text_fields import ViArea, ViInput

# Keys of Telex and of VNI, and the word.
WORDS = """
tuyeen tuye6n tuyên          truyeenf truye6n2 truyền     mieengj mie6ng5 miệng        nghieeng nghie6ng nghiêng
nghieengs nghie6ng1 nghiếng  khuya khuya khuya            quyeets quye61t quyết        gieengs gie61ng giếng
thuowr thuo73 thuở           dduwowngf d9u7o7ng2 đường    nguwowif ngu7o7i2 người      Vieetj Vie65t Việt
uyr uy3 ủy                   khoas khoa1 khóa             hoaf hoa2 hòa                xooong xoong xoong
ddangr d9ang3 đảng           quoocs quo6c1 quốc           khuyur khuyu3 khuỷu          nguyeenx nguye6n4 nguyễn
ruwowuj ru7o7u5 rượu         luwu lu7u lưu                muwa mu7a mưa                hoawcj hoa8c5 hoặc
khoer khoe3 khỏe             khoeo khoeo khoeo            ngoawnf ngoa8n2 ngoằn        xuaan xua6n xuân
gif gi2 gì                   giaf gia2 già                quys quy1 quý                quyts quyt1 quýt
ngoaif ngoai2 ngoài          hueej hue65 huệ              yeeur ye6u3 yểu              thuyr thuy3 thủy
ddoongf d9o6ng2 đồng         gioosng gio61ng giống        nghieepj nghie6p5 nghiệp     nhuwngx nhu7ng4 những
cuar cua3 của                mowis mo7i1 mới              queen que6n quên             baor bao3 bảo
VIEETJ VIE6T5 VIỆT           DDaij D9ai5 Đại              bieenr bie6n3 biển           thoongs tho6ng1 thống
"""
LISTED = [tuple(WORDS.split()[at : at + 3]) for at in range(0, len(WORDS.split()), 3)]


@pytest.mark.parametrize(("telex", "vni", "word"), LISTED)
def test_words(telex: str, vni: str, word: str) -> None:
    assert compose(telex, "telex") == word
    assert compose(vni, "vni") == word
    assert unicodedata.is_normalized("NFC", compose(telex, "telex"))


def test_there_are_enough_words() -> None:
    assert len({word for _telex, _vni, word in LISTED}) >= 45


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        *((keys, "tiếng") for keys in ("tieengs", "tiesnge", "tiengse", "tieesng")),
        *((keys, "đường") for keys in ("duongdwf", "dduongwf", "dduowfng", "duwowngfd")),
        *((keys, "nước") for keys in ("nuocws", "nwocs", "nuowcs")),
        *((keys, "mưa") for keys in ("muwa", "muaw", "mwa")),
    ],
)
def test_marks_may_be_typed_anywhere_behind_their_letter(keys: str, word: str) -> None:
    assert compose(keys, "telex") == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ass", "as"),
        ("asss", "ass"),
        ("ooo", "oo"),
        ("ddd", "dd"),
        ("uww", "uw"),
        ("w", "ư"),
        ("ww", "w"),
        ("www", "www"),
        ("tww", "tw"),
        ("xooong", "xoong"),
        ("tieengss", "tiêngs"),
        ("asz", "a"),
        ("oz", "oz"),
    ],
)
def test_a_mark_typed_twice_is_taken_back(keys: str, word: str) -> None:
    assert compose(keys, "telex") == word


@pytest.mark.parametrize("keys", ["class", "web", "wifi", "word", "excel", "windows", "DUK", "LC", "2014"])
def test_what_is_no_syllable_stays_as_typed(keys: str) -> None:
    assert compose(keys, "telex") == keys


@pytest.mark.parametrize("keys", ["CB01", "LC02", "12", "2014", "sh25", "DUK1"])
def test_codes_and_numbers_stay_under_vni(keys: str) -> None:
    assert compose(keys, "vni") == keys
    assert compose("a44", "vni") == "a4"


def test_the_other_place_of_the_tone() -> None:
    words = {
        "hoaf": "hoà",
        "khoas": "khoá",
        "khoer": "khoẻ",
        "uyr": "uỷ",
        "hoanf": "hoàn",
        "muas": "múa",
        "quys": "quý",
    }
    assert {keys: compose(keys, "telex", modern=True) for keys in words} == words


@given(st.text(alphabet="abcdeghiklmnopqrstuvxywzfj1234567890ADOUWđêôơưạếừ", max_size=LONGEST + 3))
def test_any_keys_make_a_word_no_longer_than_they_are(keys: str) -> None:
    for method in METHODS:
        word = compose(keys, method)
        assert len(word) <= len(keys)
        assert unicodedata.is_normalized("NFC", word)
        assert word[:1].isupper() == keys[:1].isupper()


@given(st.sampled_from([word for _telex, _vni, word in LISTED if word != "xoong"]))
def test_a_finished_word_stays_as_it_is(word: str) -> None:
    for method in METHODS:
        assert compose(word, method) == word


@given(st.sampled_from([telex for telex, _vni, _word in LISTED]) | st.text("aeodwsfrxjghnquy", max_size=LONGEST))
def test_a_word_takes_few_calls_for_each_key(keys: str) -> None:
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compose(keys, "telex")
    finally:
        sys.setprofile(before)
    assert calls <= 20 + 100 * len(keys)


class Composed(Fields):
    composing = "telex"


@pytest.fixture(params=["line", "area"])
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_fields_compose_where_the_app_says_so(which: str) -> None:
    app = Composed()
    async with app.run_test() as pilot:
        getattr(app, which).focus()
        await pilot.press(*"Tuyeen", "space", *"truyeenf", ",", "space", *"mieengj")
        assert held(app) == "Tuyên truyền, miệng"
        await pilot.press("backspace", *"gf")
        assert held(app) == "Tuyên truyền, miềng"
        await pilot.press("space", *"xooong", "backspace", "g")
        assert held(app).endswith(" xoong")
        app.composing = ""
        await pilot.press("space", *"asf")
        assert held(app).endswith(" asf")


async def test_a_word_typed_before_the_rest_of_the_line(which: str) -> None:
    app = Composed()
    async with app.run_test() as pilot:
        getattr(app, which).focus()
        await pilot.press(*"x-y", "left", "left", *"ass", *"dd")
        assert held(app) == "xasdd-y"
        await pilot.press("home", *"ddi", "space")
        assert held(app) == "đi xasdd-y"


async def test_a_mark_may_not_make_a_text_too_long(which: str) -> None:
    app = Composed(lambda: ViInput(max_length=4), lambda: ViArea(max_length=4))
    async with app.run_test() as pilot:
        getattr(app, which).focus()
        await pilot.press(*"nghiee")
        assert held(app) == "nghi"
        await pilot.press("backspace", *"es")
        assert held(app) == "nghé"
