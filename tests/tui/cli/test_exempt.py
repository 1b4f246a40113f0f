"""`sotay exempt`: a theme that does not apply, from the unit's book through the office's and home again."""

from tests.tui.commands import done, read, refused
from tests.tui.merging import Office


def marks(office: Office, name: str) -> list[tuple[str, str, str]]:
    """The themes marked in a book, where each stands, and the office's note."""
    rows = read(*office.at(name), "exempt", "list")["exemptions"]
    return [(row["theme"], row["state"], row["note"]) for row in rows]


def receipt(office: Office, name: str) -> None:
    """Let the office's receipt come home, to a book made from its kit."""
    to = office.folder / f"receipts-{name}"
    done(*office.at("office"), "receipts", "--to", str(to))
    for path in to.iterdir():
        done(*office.at(name), "merge", str(path))


def test_a_mark_goes_up_and_the_answer_comes_home(office: Office) -> None:
    book, kit = office.at("a"), office.folder / "kit.jsonl"
    done(*office.at("office"), "kit", "--to", str(kit))
    done(*book, "init", "--unit", "CB01", "--reporter", "Lò Văn Pản", "--from", str(kit))
    office.log("a")
    assert "LC-04" in done(*book, "exempt", "mark", "cb01", "lc-04", "Không có biên giới").stdout
    done(*book, "exempt", "mark", "CB01", "QT-01", "Bận")
    assert [state for _theme, state, _note in marks(office, "a")] == ["here", "here"]
    office.merge(office.export("a"))
    asked = read(*office.at("office"), "questions")["questions"]
    assert [(one["kind"], one["subject"], one["answers"]) for one in asked] == [
        ("exemption", theme, ["accept", "accept-all", "refuse"]) for theme in ("LC-04", "QT-01")
    ]
    assert "Không có biên giới" in asked[0]["message"]
    refused(1, *office.at("office"), "decide", "1", "map", "LC-01")
    done(*office.at("office"), "decide", "2", "refuse", "--reason", "Vẫn phải làm")
    done(*office.at("office"), "decide", "1", "accept-all")
    assert marks(office, "office") == [("LC-04", "accepted", ""), ("QT-01", "refused", "Vẫn phải làm")]
    receipt(office, "a")
    assert marks(office, "a") == [("LC-04", "accepted", ""), ("QT-01", "refused", "Vẫn phải làm")]
    assert "lý do khác" in done(*book, "exempt", "mark", "CB01", "QT-01", "Bận").stdout
    done(*office.at("office"), "exempt", "lift", "CB01", "LC-04")
    assert marks(office, "office")[0] == ("LC-04", "refused", "")
    done(*office.at("office"), "undo")
    assert marks(office, "office")[0] == ("LC-04", "accepted", "")


def test_a_mark_is_taken_back(office: Office, unit_book: None) -> None:
    book = office.at("a")
    assert "sotay exempt list" in refused(1, *book, "exempt", "lift", "CB01", "LC-04")
    done(*book, "exempt", "mark", "CB01", "LC-04", "Không có biên giới")
    assert "Không có biên giới" in done(*book, "exempt", "list").stdout
    office.merge(office.export("a"))
    assert len(marks(office, "office")) == 1
    done(*book, "exempt", "lift", "CB01", "LC-04")
    office.merge(office.export("a"))
    assert not marks(office, "office")
    assert not read(*office.at("office"), "questions")["questions"]
