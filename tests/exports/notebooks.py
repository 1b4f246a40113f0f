"""Old notebooks as offices kept them."""

from datetime import date as Date
from pathlib import Path

from openpyxl import Workbook

TITLES = ("STT", "Ngày, tháng", "Địa điểm", "Hình thức", "Chuyên đề", "Chủ đề", "Đối tượng", "Số người nghe", "Ghi chú")
ROWS: tuple[tuple[object, ...], ...] = (
    (1, Date(2014, 3, 5), "Hội trường", "Sinh hoạt chi bộ", "Biên giới", "LC-01; DQ-01", "Đảng viên", 25, None),
    (2, "12/4/2014", "Nhà văn hóa", "TM", "Hiến pháp mới", "HP-01", "Đảng viên; Cán bộ", "khoảng 50 người", "tốt"),
    (3, "1.5", "Trụ sở", "họp cơ quan, đơn vị", "Du lịch", "thương mại, dịch vụ, du lịch", "CB", "1.200 lượt", ""),
    (4, "31/02/2014", "Trụ sở", "TM", "Sai ngày", "LC-01", "CB", 20, ""),
    (5, "6/5/2014", "Trụ sở", "TM", "Sai số", "LC-01", "CB", "50-60", ""),
)


def workbook(path: Path, rows: tuple[tuple[object, ...], ...] = ROWS, titles: tuple[str, ...] = TITLES) -> Path:
    """A workbook with an office's heading, merged titles, column numbers and sums around the rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ĐẢNG BỘ TỈNH LAI CHÂU"])
    sheet.append(["SỔ THEO DÕI TUYÊN TRUYỀN MIỆNG NĂM 2014"])
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=9)
    sheet.append([])
    sheet.append(list(titles))
    sheet.append([f"({n})" for n in range(1, len(titles) + 1)])
    for row in rows:
        sheet.append(list(row))
    sheet.append(["", "Tổng cộng", "", "", "", "", "", "=SUM(H6:H10)"])
    book.save(path)
    return path


def text_file(path: Path, rows: tuple[tuple[object, ...], ...] = ROWS, *, encoding: str = "utf-8-sig") -> Path:
    """The same as a CSV file with semicolons."""
    lines = [";".join("" if cell is None else str(cell).replace(";", ",") for cell in row) for row in (TITLES, *rows)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path
