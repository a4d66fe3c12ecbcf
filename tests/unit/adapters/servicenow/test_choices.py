"""Labels of states from an instance's choice lists."""

from __future__ import annotations

from typing import Any

import pytest

from connector.adapters.servicenow.choices import read_choices
from connector.adapters.servicenow.client import ServiceNowClient
from connector.domain.draft import Kind
from connector.errors import RemoteUnavailableError
from tests.builders import INSTANCE
from tests.unit.adapters.servicenow.test_desk import Token, rows
from tests.unit.adapters.wire import Wire, response


def choice(table: str, value: str, label: str, language: str = "en", **more: str) -> dict[str, str]:
    """One row of sys_choice."""
    row = {"name": table, "element": "state", "value": value, "label": label, "language": language, "inactive": "false"}
    return {**row, **more}


def client(*answers: Any) -> tuple[ServiceNowClient, Wire]:
    """An instance that gives these answers."""
    wire = Wire(list(answers))
    return ServiceNowClient(INSTANCE, Token(), wire), wire


def test_labels_come_by_kind_language_and_state() -> None:
    """
    In the order of the list, from one request.
    """
    instance, wire = client(
        rows(choice("incident", "7", "Done"), choice("incident", "1", "New"), choice("incident", "1", "Nouveau", "fr"))
    )

    found = read_choices(instance)

    assert found == {Kind.INCIDENT: {"en": {"7": "Done", "1": "New"}, "fr": {"1": "Nouveau"}}}
    assert list(found[Kind.INCIDENT]["en"]) == ["7", "1"]
    assert [asked.url for asked in wire.asked] == [f"{INSTANCE}/api/now/table/sys_choice"]


def test_a_tables_own_list_replaces_its_parents() -> None:
    """
    State 3 of a task is closed, state 3 of an incident is on hold: the two are never mixed.
    """
    task = (choice("task", "3", "Closed Complete"), choice("task", "3", "Clos", "fr"), choice("task", "4", "Skipped"))
    instance, _ = client(rows(*task, choice("incident", "3", "On Hold")))

    assert read_choices(instance) == {
        Kind.INCIDENT: {"en": {"3": "On Hold"}},
        Kind.CHANGE_REQUEST: {"en": {"3": "Closed Complete", "4": "Skipped"}, "fr": {"3": "Clos"}},
    }


def test_the_search_asks_for_active_states_in_our_languages() -> None:
    """
    An instance may have twenty languages installed.
    """
    instance, wire = client(rows())
    read_choices(instance)

    assert wire.asked[0].params["sysparm_query"] == (
        "nameINtask,incident,change_request^element=state^inactive=false^languageINen,fr,zh,zh-CN"
    )


def test_rows_of_a_condition_that_was_dropped_do_not_count() -> None:
    """
    Another column's values and labels that are no longer in use say nothing about states.
    """
    instance, _ = client(
        rows(choice("incident", "1", "High", element="impact"), choice("incident", "9", "Old", inactive="true"))
    )

    assert read_choices(instance) == {}


@pytest.mark.parametrize("answer", [response(403, {"error": {"message": "no", "detail": "ACL"}}), rows()])
def test_without_the_right_nothing_is_known(answer: Any) -> None:
    """
    An instance refuses or shows nothing to a user without personalize_choices.
    """
    assert read_choices(client(answer)[0]) == {}


def test_trouble_is_raised() -> None:
    """
    So that the caller asks again, instead of keeping an empty list.
    """
    with pytest.raises(RemoteUnavailableError):
        read_choices(client(response(503, {"error": {"message": "busy"}}))[0])
