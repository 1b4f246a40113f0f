"""The sessions of a book as they would be after the files that a merge has taken so far."""

from collections import Counter
from collections.abc import Mapping, Set

import msgspec

from exports.merge.outcomes import outcome_of
from exports.merge.trust import SenderContext, Senders, attributed
from exports.package.fast_lines import PlainSession
from exports.package.lines import SetAside
from exports.package.sanitize import merge_cleaned
from logs.book.book import LogBook
from logs.book.withdrawals import Withdrawal
from logs.versions import Record, judged, unit_of


class MergedSessions:
    """The book's sessions with what files said of them; `sources` tells which file brought a version in conflict,
    `withdrawn` how sessions that had been withdrawn follow files.

    A session that nobody here has heard of, told of by a plain line, is kept as it will be stored: it is decoded only
    where a later file speaks of it again.
    """

    def __init__(self, book: LogBook, senders: Senders) -> None:
        self._book = book
        self._senders = senders
        self._held = book.storage.rows("sessions")
        self._changed: dict[str, Record] = {}
        self._new: dict[str, bytes] = {}
        self._brought_by: dict[str, str] = {}  # by session, the file that changed it last
        self.sources: dict[str, str] = {}
        self._all_new: dict[str, tuple[str, ...]] = {}  # by file, where all of its sessions were new, their ids
        self.withdrawn: dict[str, Withdrawal | None] = {}

    def get(self, key: str) -> Record | None:
        """All that is known of a session; None for one never heard of."""
        if key in self._changed:
            return self._changed[key]
        if key in self._new:
            return msgspec.json.decode(self._new[key], type=Record)
        return self._book.sessions.record(key)

    def changes(self) -> dict[str, bytes | None]:
        """The documents of the sessions that files changed, encoded."""
        encode = msgspec.json.Encoder().encode
        return {**self._new, **{key: encode(record) for key, record in self._changed.items()}}

    def as_they_came(self) -> dict[str, tuple[str, ...]]:
        """By file, where nobody here had heard of any of its sessions and no other file has changed them, their ids."""
        return {file: ids for file, ids in self._all_new.items() if self._changed.keys().isdisjoint(ids)}

    def merge(self, sender: SenderContext) -> tuple[Counter[str], list[SetAside]]:
        """Merge the sessions of a package: how many under which of COUNTS, and those set aside."""
        package, new = sender.package, self._unheard_of(sender)
        self._new.update({key: line.document for key, line in new.items()})
        self._brought_by.update(dict.fromkeys(new, package.sha256))
        if len(new) == len(package.records):
            self._all_new[package.sha256] = tuple(new)
            return Counter(new=len(new)), []
        counts, set_aside = Counter(new=len(new)), list[SetAside]()
        for sent in package.records.but(new).values():
            became = self._merge(sent, sender)
            if isinstance(became, str):
                counts[became] += 1
            else:
                set_aside.append(became)
        return counts, set_aside

    def _unheard_of(self, sender: SenderContext) -> Mapping[str, PlainSession]:
        """The sessions of plain lines that are the sender's own and that nobody here has heard of."""
        rows, units = sender.package.records.rows, sender.package.tally.units
        own, known = set(filter(sender.scope.holds, units)), self._known(rows.keys())
        return {
            key: row
            for key, row in rows.items()
            if isinstance(row, PlainSession) and row.content and row.content.unit in own and key not in known
        }

    def _known(self, keys: Set[str]) -> Set[str]:
        """Those of the sessions that somebody here has heard of."""
        return self._held.having(keys) | (self._new.keys() & keys) | (self._changed.keys() & keys)

    def _merge(self, sent: Record, sender: SenderContext) -> str | SetAside:
        """Merge what a package says of a session; under which of COUNTS that is counted, or why it is set aside."""
        before, package, scope = self.get(sent.id), sender.package, sender.scope
        own = attributed(sent, sender)
        is_known = before is not None and any(map(scope.holds, before.units()))
        if scope.waiting and own.heads and own.is_deleted and not is_known:
            # Of which unit the session was that is deleted nobody can tell, or it is one of those to wait for.
            return self._set_aside(sent, sender, scope.waiting)
        after = before
        left = self._withdrawal_of(before) if before is not None else None
        if own.heads:
            whole = own if before is None else merge_cleaned(before, own)
            after = judged(whole, self._senders.covers)
            if left is not None:
                after = self._say_again(after, own, left)
            if not after.heads:
                return SetAside(package.lines[sent.id], sent.id, "session_replaced_itself")
        if after is not None and after != before:
            self._changed[after.id] = after
            if after.is_conflict:
                self._note_sources(after, before, package.sha256)
            self._brought_by[sent.id] = package.sha256
        # What was withdrawn is nothing that the book knows by this or another file.
        if foreign := _foreign(sent, own, after if left is None else left.said, sender):
            return self._set_aside(sent, sender, foreign)
        return outcome_of(before, sent, after or sent)

    def _withdrawal_of(self, record: Record) -> Withdrawal | None:
        if record.id not in self.withdrawn:
            return self._book.sessions.withdrawal_of(record)
        left = self.withdrawn[record.id]
        return left if left is not None and left.is_of(record) else None

    def _say_again(self, record: Record, own: Record, left: Withdrawal) -> Record:
        """The record where its sender says of a session what had been withdrawn, or follows that."""
        said = judged(own if left.said is None else merge_cleaned(left.said, own), self._senders.covers)
        after = left.following(record, said)
        now = left.after(after, said)
        if now != left:
            self.withdrawn[record.id] = now
            self._changed[record.id] = after
        return after

    def _set_aside(self, sent: Record, sender: SenderContext, foreign: frozenset[str]) -> SetAside:
        nobody_knows = sorted(foreign - self._book.units.keys())
        code = "session_of_other_unit" if not nobody_knows else "session_unit_unknown"
        code = "session_waits_for_key" if foreign <= sender.scope.waiting else code
        unit = nobody_knows[0] if nobody_knows else ", ".join(sorted(foreign))
        return SetAside(sender.package.lines[sent.id], sent.id, code, {"unit": unit})

    def _note_sources(self, after: Record, before: Record | None, sha256: str) -> None:
        """Remember which file brought each version in conflict; what the book had before is told by its steps."""
        held = {head.id for head in before.heads} if before else set()
        former = self._book.sessions.record(after.id)
        known = {head.id for head in former.heads} if former else set()
        for head in after.heads:
            if head.id not in held:
                self.sources[head.id] = sha256
            elif head.id not in known and after.id in self._brought_by:
                self.sources.setdefault(head.id, self._brought_by[after.id])


def _foreign(sent: Record, own: Record, after: Record | None, sender: SenderContext) -> frozenset[str]:
    """The units of whose sessions the package says something new that is not its sender's to say."""
    if own is sent:
        return frozenset()
    known = {head.id for head in after.heads} | after.replaced if after else frozenset[str]()
    kept = {head.id for head in own.heads}
    foreign = [head.content.unit for head in sent.heads if head.content and head.id not in known | kept]
    if any(head.content is None and head.id not in known for head in sent.heads):
        # A deletion that nobody here has made or was waiting for.
        told = [unit_of(voice)[0] for voice, said in sent.told.items() if said.gone]
        foreign += after.units() if after else [unit for unit in told if unit]
    return frozenset(meant for code in foreign if not sender.scope.holds(meant := sender.scope.meaning(code)))
