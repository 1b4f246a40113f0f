"""What looks as if it told of persons, and what only looks like a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.session.privacy import looks_personal, personal_among, personal_fields
from tests.logs.sessions import complete_session

NAMES = (
    "Nguyễn Văn An", "Trần Thị Bình", "Lò Văn Pản", "Vàng Thị Đua", "Giàng A Páo", "Đỗ Minh Đức", "Hoàng Thị Thu Hà",
    "LÊ VĂN TÁM", "Nguyen Van An", "phạm thị hoa", "Tẩn Láo San",
)  # fmt: skip
# Items of lists that are no names: themes, places, offices, units, documents.
NO_NAMES = (
    "Phổ biến Hiến pháp", "Tình hình Biển Đông", "Hà Nội", "Hà Giang", "Hồ Chí Minh", "Lai Châu", "Phong Thổ",
    "Công tác dân vận", "Lý luận chính trị", "Hồ sơ biên giới", "Chi bộ Sở Tài chính", "UBND xã Hồ Thầu", "bí thư",
    "Kết luận số 16-KL/TW", "TÌNH HÌNH KINH TẾ - XÃ HỘI", "Vũ khí, vật liệu nổ", "Cao su", "đường Lê Hồng Phong",
    "Mai phát tài liệu", "25 đảng viên", "Hoàng Sa", "Trường Sa",
)  # fmt: skip
WAYS = ("{}, {}", "{}; {}", "{}\n{}", "1. {}\n2. {}", "1) {} 2) {}", "- {}\n- {}", "• {} • {}", "a) {}\nb) {}",
        "Có mặt: {}, {}.", "* {}\n* {}", "1- {}\n2- {}", "{} và {}")  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique_by=str.lower))
def test_names_in_a_list_are_seen_however_they_are_set_off(way: str, names: list[str]) -> None:
    assert looks_personal(way.format(*names))


@pytest.mark.parametrize("way", WAYS)
@given(items=st.lists(st.sampled_from(NO_NAMES), min_size=2, max_size=2, unique=True))
def test_items_that_are_no_names_are_left_alone(way: str, items: list[str]) -> None:
    assert not looks_personal(way.format(*items))


@pytest.mark.parametrize(
    "text",
    [
        "Thư: an.nguyen@laichau.gov.vn",
        "gửi a_b+c@x.vn, sau",
        "Thành phần: đ/c Nguyễn Văn An (bí thư), đ/c Lò Thị Bình - phó bí thư",
        "Ông Nguyễn An, bà Trần Bình",
        "1. Ông Lò Văn Pản: chủ trì\n2. Bà Vàng Thị Đua: thư ký",
        "Người nghe\n+ Giàng A Páo\n+ Sùng Thị Mỷ\n",
    ],
)
def test_what_stands_beside_a_name_hides_it_not(text: str) -> None:
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@hội trường",
        "Báo cáo viên Nguyễn Văn An trình bày",
        "Nguyễn Văn An, báo cáo viên cấp tỉnh",
        "Học tập tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "1. Nguyên nhân, giải pháp\n2. Trần nhà, tường",
        "Hà Nội, Hải Phòng, Hồ Chí Minh, Thái Nguyên",
        "1. Biển, đảo quê hương\n2. Dân tộc, tôn giáo\n3. Đối ngoại nhân dân",
        "- Thời gian: 45 phút\n- Địa điểm: xã Hồ Thầu",
    ],
)
def test_what_names_nobody_or_one_who_spoke_is_left_alone(text: str) -> None:
    assert not looks_personal(text)


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    assert looks_personal(text) in (True, False)


def test_the_fields_of_a_session_that_look_personal_are_named() -> None:
    session = complete_session(topic="Gọi 0912345678", notes="1. Lò Văn Pản\n2. Vàng Thị Đua", place="Hội trường")
    assert personal_fields(session) == ("topic", "notes")


TEXTS = st.one_of(
    st.builds(str.format, st.sampled_from(WAYS), st.sampled_from(NAMES), st.sampled_from([*NAMES, *NO_NAMES])),
    st.sampled_from([*NO_NAMES, "", "12/5/2014 8:30", "số 0912 345 678", "an@x.vn", "nông nghiệp, lâm nghiệp"]),
    st.text(max_size=40),
)


@given(st.sets(TEXTS, max_size=8))
def test_of_many_texts_those_are_told_that_look_so_alone(texts: set[str]) -> None:
    assert personal_among(texts) == set(filter(looks_personal, texts))
