from pathlib import Path

import pytest

from tests.tui.commands import done, read, refused
from tests.tui.merging import Office

pytestmark = pytest.mark.usefixtures("unit_book")


def test_keys_are_listed_with_what_came_from_them(office: Office) -> None:
    assert read(*office.at("office"), "keys")["keys"] == []
    office.merge(office.export("a"))
    office.merge(office.export("a"))
    [found] = read(*office.at("office"), "keys")["keys"]
    assert (found["unit"], found["files"], found["revoked"], found["level"]) == ("CB01", 2, None, "unit")
    printed = done(*office.at("office"), "keys").stdout
    assert found["fingerprint"] in printed
    document = read(*office.at("office"), "keys")
    assert document["own"] != found["fingerprint"]
    assert document["own"] in " ".join(printed.split())


def test_a_revoked_key_names_what_came_since_and_is_not_taken_again(office: Office) -> None:
    path = office.export("a")
    batch = office.merge(path)["batch"]
    printed = done(*office.at("office"), "keys", "revoke", "CB01", "--reason", "mất máy").stdout
    for word in (Path(path).name, f"unmerge {int(batch)}", "sotay undo"):
        assert word in printed, printed
    assert office.merge(office.export("a"))["files"][0]["code"] == "key_revoked"
    [found] = read(*office.at("office"), "keys")["keys"]
    assert (found["reason"], found["revoked"] is None) == ("mất máy", False)
    assert "mất máy" in done(*office.at("office"), "keys").stdout
    done(*office.at("office"), "undo")
    assert office.merge(office.export("a"))["files"][0]["outcome"] == "merged"


def test_a_key_may_be_revoked_from_a_day_before_and_never_from_one_to_come(office: Office) -> None:
    path = office.export("a")
    batch = office.merge(path)["batch"]
    revoked = read(*office.at("office"), "keys", "revoke", "CB01", "--on", "1/1/2010")
    assert [one["batch"] for one in revoked["taken_since"]] == [batch]
    assert revoked["revoked"].startswith("2010-01-01")
    assert "sau ngày hôm nay" in refused(1, *office.at("office"), "keys", "revoke", "CB01", "--on", "1/1/2199")
    assert refused(1, *office.at("office"), "keys", "revoke", "CB01", "--on", "một hôm")


def test_a_key_is_believed_again_only_with_a_reason(office: Office) -> None:
    office.merge(office.export("a"))
    mark = read(*office.at("office"), "keys", "revoke", "CB01")["fingerprint"]
    assert "Chưa có lý do" in refused(1, *office.at("office"), "keys", "enrol", mark)
    again = read(*office.at("office"), "keys", "enrol", mark[:11], "--reason", "tìm lại được")
    assert (again["revoked"], again["reason"]) == (None, "tìm lại được")
    assert office.merge(office.export("a"))["files"][0]["outcome"] == "merged"
    assert "CB09" in refused(1, *office.at("office"), "keys", "revoke", "CB09")


def test_a_file_that_waited_for_its_unit_is_taken_up_when_the_list_names_it(office: Office, tmp_path: Path) -> None:
    head, committee, cell = "code\tkind\tname\tparent", "DU\tdang_bo\tĐảng ủy\t", "CB01\tchi_bo\tChi bộ\tDU"
    lists = [tmp_path / "one.tsv", tmp_path / "two.tsv"]
    for path, rows in zip(lists, ([committee], [committee, cell]), strict=True):
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
    file = office.export("a")
    done(*office.at("office"), "units", "use", str(lists[0]))
    assert office.merge(file)["files"][0]["code"] == "sender_unknown"
    result = done(*office.at("office"), "units", "use", str(lists[1]))
    assert "nay đã nhận: 1" in result.stderr
    assert len(read(*office.at("office"), "list")["sessions"]) == 1
