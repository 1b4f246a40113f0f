"""Words for made-up sessions: places, topics and notes of the kind that registers hold. No person is named."""

PLACES = (
    "Hội trường cơ quan", "Phòng họp tầng 2", "Nhà văn hóa", "Hội trường A", "Phòng giao ban", "Trụ sở chi bộ",
    "Điểm cầu cơ quan", "Hội trường Đảng ủy",
)  # fmt: skip

TOPICS = {
    "LC": (
        "Giới thiệu hình ảnh, miền đất và con người Lai Châu",
        "Quảng bá du lịch cộng đồng và các lễ hội truyền thống của tỉnh",
        "Tiềm năng, thế mạnh và cơ hội đầu tư vào địa bàn tỉnh",
    ),
    "DQ": (
        "Tình hình biên giới, lãnh thổ và chủ trương của Đảng, Nhà nước ta",
        "Chính sách dân tộc, tôn giáo và một số vấn đề dư luận quan tâm",
    ),
    "DM": ("Thành tựu của công cuộc đổi mới và ý nghĩa đối với địa phương",),
    "DL": (
        "Thông báo nhanh tình hình kinh tế - xã hội trong tháng",
        "Phổ biến chính sách, pháp luật mới có hiệu lực",
        "Công tác xây dựng Đảng và hệ thống chính trị ở cơ sở",
    ),
    "HP": (
        "Tuyên truyền thực hiện Hiến pháp nước CHXHCN Việt Nam",
        "Kỷ niệm 60 năm Chiến thắng Điện Biên Phủ",
        "Chào mừng các ngày lễ lớn trong năm",
    ),
    "QT": ("Thông tin thời sự quốc tế và khu vực biên giới của tỉnh",),
    "NT": ("Quán triệt các văn bản chỉ đạo về công tác thông tin đối ngoại",),
    "PB": ("Nhận diện và phản bác thông tin sai sự thật trên mạng",),
}

NOTES = (
    "Có trình chiếu hình ảnh và phát tài liệu hỏi đáp; đề nghị cấp thêm tài liệu cho kỳ sau.",
    "Lồng ghép trong sinh hoạt định kỳ, thời lượng còn ngắn so với nội dung.",
    "Đơn vị đề nghị Ban Tuyên giáo Đảng ủy cung cấp số liệu cập nhật về đầu tư, du lịch.",
    "Kết hợp giới thiệu bản tin thông tin đối ngoại của tỉnh; hình thức phù hợp với người nghe.",
)

OTHER_THEMES = "Vấn đề phát sinh trong kỳ được dư luận quan tâm"
