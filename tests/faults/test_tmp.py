import pytest
from tests.faults.calls import *


@pytest.mark.parametrize("act", ACTS, ids=lambda a: a.name)
def test_fail(act, tmp_path, monkeypatch):
    print(act.name, failing(tmp_path, Disk(monkeypatch), act))


@pytest.mark.parametrize("act", ACTS, ids=lambda a: a.name)
def test_kill(act, tmp_path, monkeypatch):
    f = killing(tmp_path, Disk(monkeypatch), act)
    print(act.name, f)
    assert f.lost == 0 and f.alarms == 0


@pytest.mark.parametrize("act", ACTS, ids=lambda a: a.name)
def test_kill2(act, tmp_path, monkeypatch):
    print(act.name, killing_twice(tmp_path, Disk(monkeypatch), act))


def test_create(tmp_path, monkeypatch):
    print(creating(tmp_path, Disk(monkeypatch)))
