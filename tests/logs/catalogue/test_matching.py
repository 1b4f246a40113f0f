"""Another year's catalogue beside ours."""

from logs.catalogue.directive import read_directive, shipped
from logs.catalogue.matching import counterparts

OURS = shipped()


def test_a_catalogue_is_its_own_counterpart() -> None:
    found = counterparts(OURS, OURS)
    assert [one.theirs.code for one in found] == list(OURS.themes)
    assert all(one.ours is one.theirs and one.how == "code" for one in found)


def test_themes_are_found_by_code_title_and_likeness() -> None:
    theirs = read_directive(
        OURS.source.replace('"LC-TTDN-2014"', '"LC-TTDN-2013"')
        .replace('code = "LC-01"', 'code = "LC-51"')  # the same title under another code
        .replace('code = "LC-02"', 'code = "LC-52"')
        .replace(OURS.themes["LC-02"].title, OURS.themes["LC-02"].title + " của tỉnh")
        .replace('code = "NT-02"', 'code = "NT-52"')
        .replace(OURS.themes["NT-02"].title, "Xyz 123")
        .encode()
    )
    found = {one.theirs.code: (one.ours.code if one.ours else "", one.how) for one in counterparts(theirs, OURS)}
    assert found["LC-51"] == ("LC-01", "title")
    assert found["LC-52"] == ("LC-02", "near")
    assert found["NT-52"] == ("", "none")
    assert found["LC-03"] == ("LC-03", "code")
