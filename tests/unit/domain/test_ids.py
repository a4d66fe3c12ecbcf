"""Rules of ids."""

import uuid
from datetime import timedelta

import pytest

from connector.domain.ids import is_id, new_id
from tests.builders import NOW, make_id


def test_id_is_a_uuid_of_version_7_that_holds_its_time():
    """
    RFC 9562, section 5.7: 48 bits of milliseconds, version 7, variant 10, the rest random.
    """
    id_ = uuid.UUID(new_id(NOW))

    assert (id_.version, id_.variant) == (7, uuid.RFC_4122)
    assert id_.int >> 80 == int(NOW.timestamp() * 1000)


def test_ids_sort_by_time():
    """
    An id made later is greater, so that a range of keys is a range of time.
    """
    ids = [new_id(NOW + timedelta(milliseconds=count)) for count in range(50)]

    assert ids == sorted(ids)


def test_ids_of_one_millisecond_differ():
    """
    74 bits of chance keep ids of the same moment apart, and none of them spoils version or variant.
    """
    ids = {new_id(NOW) for _ in range(2000)}

    assert len(ids) == 2000
    assert {(id_[12], id_[16] in "89ab") for id_ in ids} == {("7", True)}


@pytest.mark.parametrize(
    "text",
    ["", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "0" * 32 + "\n", "０" * 32, "019cadc6-9a83-7000-8000-000000000003"],
)
def test_other_texts_are_no_ids(text):
    """
    32 lower-case hex digits and nothing else: ids go into keys and queries as they are.
    """
    assert not is_id(text)


def test_made_ids_are_ids():
    """
    What is made is recognised.
    """
    assert is_id(new_id(NOW))
    assert is_id(make_id())
