"""What a book must hold, worked out in plain Python from what is described, with nothing of the program's own.

A model never changes: every act gives another one, so that the state before an act is still at hand after it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Self

from tests.independent import Json, read_package, version_id

# Table, id, document; None where there is none.
Rows = Mapping[str, Mapping[str, Any]]
AS_IF_NOT_BEEN = ("merge", "restore")


@dataclass(frozen=True)
class Held:
    """What is known of a session: contents by the ids of its heads (None: deleted), and replaced ids."""

    heads: Mapping[str, Json | None]
    seen: frozenset[str] = frozenset()

    @property
    def shown(self) -> tuple[str, Json | None]:
        """The head that is shown: a live one before a deletion, then the greatest id."""
        return max(self.heads.items(), key=lambda head: (head[1] is not None, head[0]))

    @property
    def is_conflict(self) -> bool:
        """Whether the heads say different things."""
        contents = list(self.heads.values())
        return any(content != contents[0] for content in contents)

    def says(self, former: "Held | None") -> bool:
        """Whether it says what that does: what was never heard of is as what was deleted."""
        ours, theirs = ([*held.heads.values()] if held else [None] for held in (self, former))
        return all(one in theirs for one in ours) and all(one in ours for one in theirs)

    def saved(self, key: str, content: Json | None, over: Iterable[str] | None = None) -> "Held":
        """After a save over the heads that were shown, all of them unless told."""
        parents = frozenset(self.heads if over is None else over)
        seen = self.seen | parents
        heads = {**self.heads, version_id(key, content, parents): content}
        return Held({name: one for name, one in heads.items() if name not in seen}, seen)

    def merged(self, other: "Held") -> "Held":
        """What both know."""
        seen = self.seen | other.seen
        heads = {name: one for name, one in {**self.heads, **other.heads}.items() if name not in seen}
        return Held(heads, seen)

    def answered(self, key: str, former: "Held | None") -> "Held":
        """After a save of every content that there was before, over what there is; shown is what was shown before."""
        contents = list(former.heads.values()) if former else [None]
        held = reduce(Held.merged, (self.saved(key, content) for content in contents))
        shown = former.shown[1] if former else None
        while held.shown[1] != shown:
            held = held.saved(key, shown, [name for name, one in held.heads.items() if one == shown])
        return held


@dataclass(frozen=True)
class Parcel:
    """A package as an independent reader finds it."""

    sha256: str
    key: str
    unit: str
    reporters: Mapping[str, str]
    sessions: Mapping[str, Held]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Raises ValueError where the bytes are not a whole package."""
        found = read_package(data)
        unit: str = found["package"]["unit"]
        sessions: dict[str, Held] = {}
        for line in found["sessions"]:
            held = Held({line["version"]: line["content"]}, frozenset(line["seen"]))
            sessions[line["id"]] = sessions[line["id"]].merged(held) if line["id"] in sessions else held
        digest = hashlib.sha256(data.partition(b"\n")[2]).hexdigest()
        reporters = {line["code"]: line["name"] for line in found["reporters"]}
        return cls(digest, found["seal"]["key"], unit, reporters, sessions)


@dataclass(frozen=True)
class Step:
    """Something done that can be undone, and what there was before."""

    action: str
    before: Rows


@dataclass(frozen=True)
class Model:
    """A book: its documents, the steps done and, with what there was before each undo, those undone, newest last.

    `owner` is the reporter who keeps it; `sent` names by session the version that a package has carried last.
    """

    owner: str
    tables: Rows
    done: tuple[Step, ...] = ()
    undone: tuple[tuple[Step, Rows], ...] = ()
    exports: int = 0
    sent: Mapping[str, str] = field(default_factory=dict)

    @property
    def sessions(self) -> Mapping[str, Held]:
        """All sessions, deleted ones too."""
        return self.tables["sessions"]

    @property
    def live(self) -> dict[str, Json]:
        """What is shown of each session that is not deleted."""
        return {key: held.shown[1] for key, held in self.sessions.items() if held.shown[1] is not None}

    def add(self, key: str, content: Json) -> "Model":
        """A new session."""
        return self._do("add", {"sessions": {key: Held({version_id(key, content, ()): content})}})

    def edit(self, key: str, content: Json, over: Iterable[str] | None) -> "Model":
        """Another content; nothing happens where it is the present one and nothing is to be decided."""
        held = self.sessions[key]
        if content == held.shown[1] and not held.is_conflict:
            return self
        return self._do("edit", {"sessions": {key: held.saved(key, content, over)}})

    def delete(self, key: str) -> "Model":
        """A deletion."""
        return self._do("delete", {"sessions": {key: self.sessions[key].saved(key, None)}})

    def merge(self, parcels: Iterable[Parcel]) -> "Model":
        """Packages taken in one step; none where all are known."""
        rows: dict[str, dict[str, Any]] = {"sessions": {}, "reporters": {}, "received": {}, "senders": {}}
        for parcel in parcels:
            if parcel.sha256 in self.tables["received"] or parcel.sha256 in rows["received"]:
                continue
            rows["received"][parcel.sha256] = parcel.unit
            rows["senders"][parcel.key] = parcel.unit
            rows["reporters"].update({code: name for code, name in parcel.reporters.items() if code != self.owner})
            for key, held in parcel.sessions.items():
                before = rows["sessions"].get(key) or self.sessions.get(key)
                after = before.merged(held) if before else held
                if after != before:
                    rows["sessions"][key] = after
        return self._do("merge", rows) if rows["received"] else self

    def restore(self, then: Rows) -> "Model":
        """The documents of a copy put back; what was sent already is answered by new versions, unless it says the same.

        Where nothing differs nothing is done.
        """
        rows: dict[str, dict[str, Any]] = {}
        for name, now in self.tables.items():
            keys = [key for key in {**now, **then[name]} if now.get(key) != then[name].get(key)]
            rows[name] = {key: then[name].get(key) for key in keys}
        for key, former in tuple(rows["sessions"].items()):
            if key in self.sent and key in self.sessions:
                if contents_of(self.sessions[key]) == contents_of(former):
                    del rows["sessions"][key]
                else:
                    rows["sessions"][key] = self.sessions[key].answered(key, former)
        return self._do("restore", rows) if any(rows.values()) else self

    def undo(self) -> "Model":
        """The last step taken back."""
        step = self.done[-1]
        rows = self._reverted(step.action, step.before)
        now = self._before(rows)
        return replace(self._put(rows), done=self.done[:-1], undone=(*self.undone, (step, now)))

    def redo(self) -> "Model":
        """The step last undone, done again."""
        step, before = self.undone[-1]
        rows = self._reverted(step.action, before)
        return replace(self._put(rows), done=(*self.done, step), undone=self.undone[:-1])

    def sendable(self) -> dict[str, Held]:
        """What a package carries: complete sessions and deletions, drafts never."""
        found = {}
        for key, held in self.sessions.items():
            heads = {name: one for name, one in held.heads.items() if one is None or one["status"] == "complete"}
            if heads:
                found[key] = Held(heads, held.seen)
        return found

    def export(self) -> "Model":
        """A package written and remembered."""
        versions = {key: held.shown[0] for key, held in self.sendable().items()}
        return replace(self, exports=self.exports + 1, sent={**self.sent, **versions})

    def _do(self, action: str, rows: Rows) -> "Model":
        return replace(self._put(rows), done=(*self.done, Step(action, self._before(rows))), undone=())

    def _reverted(self, action: str, before: Rows) -> Rows:
        """The documents as before; a session is answered, unless nobody else can have heard of what is taken back, or
        it says the same as before.
        """
        sessions = dict(before["sessions"])
        for key, former in before["sessions"].items():
            if action not in AS_IF_NOT_BEEN or key in self.sent:
                held = self.sessions[key]
                is_so = action in AS_IF_NOT_BEEN and held.says(former)
                sessions[key] = held if is_so else held.answered(key, former)
        return {**before, "sessions": sessions}

    def _before(self, rows: Rows) -> Rows:
        return {name: {key: self.tables[name].get(key) for key in table} for name, table in rows.items()}

    def _put(self, rows: Rows) -> "Model":
        changed = {name: {**self.tables[name], **table} for name, table in rows.items()}
        kept = {name: {key: one for key, one in table.items() if one is not None} for name, table in changed.items()}
        return replace(self, tables={**self.tables, **kept})


def contents_of(held: "Held | None") -> list[str]:
    """What the heads say, each once; a session never heard of says what a deleted one does."""
    return sorted({json.dumps(one, sort_keys=True) for one in (held.heads.values() if held else [None])})
