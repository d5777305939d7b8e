"""Three offices that edit, send and take in at random come to hold the same, and lose nothing.

Everything travels by real files. Scenarios 2 and 8; I1, I2, I3, I4, I5, I9, I13, I14 and I15.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workbook.services import inbox

from .conftest import Office, Opens, everybody_has_everything

# An example writes and reads a dozen files.
on_files = settings(
    max_examples=max(3, settings.default.max_examples // 8),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
FIELDS = ("rank", "duty_station", "remark")
VALUES = ("one", "two", "three", "ONE")

office_n = st.integers(0, 2)
edits = st.tuples(
    st.just("edit"), office_n, st.integers(0, 1), st.sampled_from(FIELDS), st.sampled_from(VALUES)
)
adds = st.tuples(st.just("add"), office_n)
deletes = st.tuples(st.sampled_from(["delete", "restore"]), office_n)
files = st.tuples(st.just("file"), office_n, st.integers(1, 2))
work = st.lists(st.one_of(edits, edits, adds, deletes, files), min_size=4, max_size=9)


@dataclass
class Field:
    """What the offices said of one field, as a set of sayings each: the model of the protocol.

    `said` by number: the sayings it replaces, and the value.
    """

    said: dict[int, tuple[frozenset[int], str]] = field(default_factory=dict)
    held: tuple[set[int], set[int], set[int]] = field(default_factory=lambda: (set(), set(), set()))

    def heads(self, office: int) -> set[int]:
        named = {parent for n in self.held[office] for parent in self.said[n][0]}
        return self.held[office] - named

    def edit(self, office: int, value: str) -> None:
        heads = self.heads(office)
        if {self.said[n][1] for n in heads} == {value}:
            return
        n = len(self.said)
        self.said[n] = (frozenset(heads), value)
        self.held[office].add(n)

    def exchange(self, giver: int, taker: int) -> None:
        self.held[taker].update(self.held[giver])

    def clash(self) -> set[str]:
        """The values that clash once everybody has everything; as text, cases alike."""
        self.held[0].update(*self.held[1:])
        values = {self.said[n][1] for n in self.heads(0)}
        return values if len({value.casefold() for value in values}) > 1 else set()


@given(work=work, seed=st.integers(0, 99))
@example(
    work=[
        ("edit", 0, 0, "rank", "one"),
        ("edit", 1, 0, "rank", "two"),
        ("file", 1, 1),
        ("edit", 2, 0, "rank", "three"),
        ("edit", 0, 1, "remark", "one"),
        ("edit", 2, 1, "remark", "ONE"),
        ("delete", 1),
    ],
    seed=0,
)
@on_files
def test_whatever_is_entered_and_sent_all_come_to_hold_the_same_and_every_clash_is_asked(
    opens: Opens, work: list[tuple[object, ...]], seed: int
) -> None:
    with opens(seed) as offices:
        people = [offices[0].add(name_latin=name) for name in ("Adeel Invented", "Hina Thought")]
        spare = offices[0].add(name_latin="Qasim Made-up")
        everybody_has_everything(*offices)
        model = {(person, name): Field() for person in people for name in FIELDS}
        everyone = {*people, spare}
        for step in work:
            _do(offices, step, people, spare, model, everyone)
        everybody_has_everything(*offices)
        _all_alike(offices, everyone)
        _every_clash_is_asked(offices, model)
        _one_office_answers(offices)


def _do(
    offices: list[Office],
    step: tuple[object, ...],
    people: list[UUID],
    spare: UUID,
    model: Mapping[tuple[UUID, str], Field],
    everyone: set[UUID],
) -> None:
    match step:
        case "edit", int(n), int(who), str(name), str(value):
            offices[n].edit(people[who], **{name: value})
            model[people[who], name].edit(n, value)
        case "add", int(n):
            everyone.add(offices[n].add(name_latin=_NAMES[len(everyone) % len(_NAMES)]))
        case "delete", int(n):
            offices[n].delete(spare)
        case "restore", int(n):
            offices[n].restore(spare)
        case "file", int(n), int(further):
            taker = (n + further) % 3
            offices[taker].take(offices[n].send())
            for one in model.values():
                one.exchange(n, taker)


_NAMES = ("Bushra", "Omar Farooqi", "Zulekha Khel", "Ghazanfar", "Iqra Tul", "Yawar Dost")


def _all_alike(offices: list[Office], everyone: set[UUID]) -> None:
    first = offices[0]
    for office in offices:
        assert office.dump() == first.dump()
        assert office.digest() == first.digest()
        assert office.asked() == first.asked()
        assert all(office.person(person) for person in everyone)
    for office in offices[1:]:
        assert office.take(first.send()).changes_nothing


def _every_clash_is_asked(offices: list[Office], model: Mapping[tuple[UUID, str], Field]) -> None:
    clashes = sorted(sorted(values) for one in model.values() if (values := one.clash()))
    for office in offices:
        asked = [
            sorted({candidate.text for candidate in item.candidates})
            for item in office.questions()
            if item.kind == "different_values"
        ]
        folded = [sorted({value.casefold() for value in values}) for values in asked]
        assert sorted(folded) == sorted(
            sorted({value.casefold() for value in values}) for values in clashes
        )


def _one_office_answers(offices: list[Office]) -> None:
    answering, *others = offices
    for _round in range(20):
        open_ = answering.questions()
        if not open_:
            break
        inbox.resolve(answering.book, open_[0].id, take=1)
    path = answering.send()
    for office in others:
        before = office.send()
        office.take(path)
        assert office.questions() == []
        assert office.dump() == answering.dump()
        answering.take(before)
    assert answering.questions() == [], "what was answered is not asked again"
