"""Whether two places or two topics are one, as two people write them."""

import pytest
from hypothesis import given

from logs.duplicates.text_similarity import places, topics
from tests.logs.sessions import free_text


@given(free_text(), free_text())
def test_two_texts_are_alike_whichever_comes_first(one: str, other: str) -> None:
    assert (places(one, other), topics(one, other)) == (places(other, one), topics(other, one))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Nhà văn hóa thôn 3", "Nhà văn hóa thôn 5", "different"),
        ("Hội trường A", "Hội trường B", "different"),
        ("Nhà văn hóa thôn Đông", "Nhà văn hóa thôn Đoài", "different"),
        ("Hội trường Sở Tài chính", "Hội trường lớn, Sở Tài chính", "similar"),
        ("Hội trường cơ quan", "Hội trưng cơ quan", "similar"),
        ("Trụ sở chi bộ", "Trụ sở chibộ", "same"),
        ("Tỉnh ủy", "Tỉnh ủy lớn", "similar"),
        ("Tỉnhủy", "Tỉnhủy lớn", "different"),  # one word alone tells too little
        ("Nhà văn hóa", "Nhà văn hóa 3", "similar"),
        # Whole texts that lack a letter, from eight letters on; two swapped.
        ("Nhà văn hóa", "Nhà vn hóa", "similar"),
        ("Nhà vn hóa", "Nhà vn oa", "different"),
        ("Nhà văn hóa", "Nhà vna hóa", "similar"),
        ("Nhà văn hóa 12", "Nhà văn hóa 21", "different"),
        ("Nhà văn hóa 1", "Nhà văn hóa 12", "different"),
        # A slip in a word of four letters or more; never in a number.
        ("Khu vực trung tâm", "Khu vực trunh tâm", "similar"),
        ("Bản Phai trên", "Bản Phan trên", "similar"),
        ("Bản Pha trên", "Bản Phu trên", "different"),
        ("Bản Thương trên núi", "Bản Thưo trên núi", "different"),
        ("Bản Thương trên núi", "Bản Thươngg trên núi xa", "similar"),
        ("Bản Trường trên núi", "Bản Turờng trên núi xa", "similar"),
        ("Khu phố 1234", "Khu phố 1235", "different"),
        ("Trung đoàn quân khu", "Trunh đoàm quân khu", "similar"),  # two slips
        ("Trung đoàn quânn khu", "Trunh đoàm quâmn khu", "different"),  # three
        ("Phòng họp", "", "one_blank"),
        ("Phòng họp", "—", "one_blank"),
        ("", " - ", "neither"),
    ],
)
def test_places(one: str, other: str, expected: str) -> None:
    assert places(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Chuyên đề biên giới", "Chuyên đề biển đảo", "different"),
        ("Học tập Nghị quyết 28", "Học tập Nghị quyết 29", "different"),
        ("lúa gạo ngô khoai sắn", "lúa gạo ngô chè cà", "similar"),  # three words of five
        ("lúa gạo ngô khoai", "lúa gạo chè cà", "different"),
        ("lúa gạo ngô khoai 28", "lúa gạo ngô chè 28", "similar"),
        ("lúa gạo ngô khoai 28", "lúa gạo ngô khoai 29", "different"),
        ("lúa gạo ngô khoai", "lúa gạo ngô khoai 29", "similar"),  # all of the shorter one
        ("lúa gạo", "lúa gạo ngô khoai sắn", "similar"),
        ("Chuyên đề lúa", "Thông tin về lúa gạo ngô", "different"),
        ("Thông tin", "Báo cáo", "different"),
        ("Thông tin tuyên truyền", "Tuyên truyền thông tin", "similar"),
        ("Tình hình biên giới, lãnh thổ", "Thông tin về biên giới lãnh thổ của tỉnh", "similar"),
        ("Kỷ niệm Chiến thắng Điện Biên Phủ", "60 năm Chiến thắng Điện Biên Phủ", "different"),
        ("Kỷ niệm 60 năm Chiến thắng Điện Biên Phủ", "Chiến thắng Điện Biên Phủ", "similar"),
    ],
)
def test_topics(one: str, other: str, expected: str) -> None:
    assert topics(one, other) == expected
