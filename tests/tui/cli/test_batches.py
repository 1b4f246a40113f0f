from pathlib import Path

from tests.tui.commands import done, read, refused
from tests.tui.merging import Office


def sessions(office: Office) -> list[str]:
    return [one["id"] for one in read(*office.at("office"), "list")["sessions"]]


def test_merges_are_listed_and_taken_back_by_their_number(office: Office) -> None:
    office.init("a", "CB01")
    kept = office.log("a", "--topic", "Biên giới")
    left = office.log("a", "--date", "1/5", "--topic", "Nông thôn mới")
    path = office.export("a")
    batch = office.merge(path)["batch"]
    [listed] = read(*office.at("office"), "batches")["batches"]
    assert (listed["key"], listed["files"], listed["sessions"]) == (batch, [Path(path).name], 2)
    done(*office.at("office"), "edit", kept, "place=Nhà văn hóa")

    planned = read(*office.at("office"), "unmerge", batch, "--dry-run")
    assert (planned["removed"], planned["kept"], planned["dry_run"]) == ([left], [kept], True)
    assert len(sessions(office)) == 2
    printed = done(*office.at("office"), "unmerge", batch.lstrip("0")).stdout
    for word in ("01/05/2014", "CB01", "Nông thôn mới", "12/05/2014", "Biên giới", "sotay redo"):
        assert word in printed, printed
    assert sessions(office) == [kept]
    assert "đã hoàn tác" in done(*office.at("office"), "batches").stdout
    done(*office.at("office"), "redo")
    assert sorted(sessions(office)) == sorted([kept, left])


def test_of_many_sessions_some_are_named_and_the_rest_is_counted(office: Office) -> None:
    office.init("a", "CB01")
    for day in range(1, 24):
        office.log("a", "--date", f"{day}/3")
    batch = office.merge(office.export("a"))["batch"]
    printed = done(*office.at("office"), "unmerge", batch, "--dry-run").stdout.splitlines()
    assert sum(line.startswith("– ") for line in printed) == 20
    assert "3" in printed[21]
    assert len(read(*office.at("office"), "unmerge", batch)["removed"]) == 23


def test_undo_after_unmerge_brings_the_merge_back_and_says_so(office: Office) -> None:
    office.init("a", "CB01")
    logged = office.log("a")
    path = office.export("a")
    batch = office.merge(path)["batch"]
    done(*office.at("office"), "unmerge", batch)
    undone = read(*office.at("office"), "undo")
    assert undone["action"] == "unmerge"
    assert Path(path).name in undone["what"][0]
    assert sessions(office) == [logged]
    assert "hoàn tác lần nữa" in done(*office.at("office"), "redo").stdout
    assert sessions(office) == []
    said = done(*office.at("office"), "undo").stdout
    assert Path(path).name in said
    assert "trở lại" in said


def test_a_batch_that_cannot_be_taken_back_is_told(office: Office) -> None:
    assert "99" in refused(1, *office.at("office"), "unmerge", "99")
    office.init("a", "CB01")
    office.log("a")
    batch = office.merge(office.export("a"))["batch"]
    done(*office.at("office"), "unmerge", batch)
    assert refused(1, *office.at("office"), "unmerge", batch)
    assert sessions(office) == []
