"""What is marked field by field is what is saved, however one came to it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from logs.model import to_fields
from logs.questions.answers import conflict_of
from logs.versions import merge, save
from tests.tui.desk import add, make_desk
from tui.screens.questions.conflict import Picks
from tui.text.answers import settle

_EITHER = {"attendance": 40, "place": "Nhà văn hóa", "notes": "Có chiếu phim"}
steps = st.lists(st.tuples(st.sampled_from(["take", "step"]), st.integers(0, 3), st.sampled_from([-1, 1])), max_size=8)


@given(steps=steps, deleted=st.booleans())
@settings(max_examples=30)
def test_what_is_marked_is_what_is_saved(steps: list[tuple[str, int, int]], deleted: bool) -> None:
    with TemporaryDirectory() as folder, make_desk(Path(folder) / "book") as book:
        entry = add(book)
        record = book.sessions.record(entry.id)
        assert record is not None
        one, other = (msgspec.structs.replace(entry.session, **{name: _EITHER[name]}) for name in ("place", "notes"))
        sides = [save(record, one), save(record, msgspec.structs.replace(other, attendance=40))]
        sides += [save(record, None)] if deleted else []
        torn = sides[0]
        for side in sides[1:]:
            torn = merge(torn, side)
        book.history.commit("merge", {"sessions": {entry.id: msgspec.json.encode(torn)}})
        picks = Picks(conflict_of(book, entry.id))
        for action, number, by in steps:
            if action == "take":
                picks.take_all(number % len(sides))
            else:
                picks.step(picks.fields[number % len(picks.fields)], by)
        marked = {field.field: picks.side_of(field) for field in picks.fields}
        gone = any(side not in picks.live for side in marked.values())
        wanted = {} if gone else {one.field: picks.value(one, marked[one.field]) for one in picks.fields}
        decision, problems = picks.decision(book)
        assert decision is not None
        assert problems == ()
        settle(book, entry.id, "keep" if isinstance(decision, str) else "pick", decision)
        found = book.find()
        assert len(found) == (0 if gone else 1)
        for saved in found:
            assert not saved.conflict
            fields = to_fields(saved.session)
            assert {name: fields.get(name) for name in wanted} == wanted
            assert fields["topic"] == entry.session.topic
