"""The names of ServiceNow's states: as delivered, as the instance's choice lists say, as an administrator chose.

Source: ServiceNow, incident management state model and change management state model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.domain.draft import Kind
from connector.errors import InvalidRequestError

Names = Mapping[Kind, Mapping[str, str]]
"""Names by kind and state."""
Choices = Mapping[Kind, Mapping[str, Mapping[str, str]]]
"""Labels by kind, language and state, as an instance's choice lists have them; languages as it writes them ("zh")."""

DEFAULT_LABELS: dict[Kind, dict[str, str]] = {
    Kind.INCIDENT: {
        "1": "New",
        "2": "In Progress",
        "3": "On Hold",
        "6": "Resolved",
        "7": "Closed",
        "8": "Canceled",
    },
    Kind.CHANGE_REQUEST: {
        "-5": "New",
        "-4": "Assess",
        "-3": "Authorize",
        "-2": "Scheduled",
        "-1": "Implement",
        "0": "Review",
        "3": "Closed",
        "4": "Canceled",
    },
}
NAME_MAX = 60
STATES_MAX = 100
"""States of one kind that can be named: an instance has about ten."""

_STATE = re.compile(r"-?[A-Za-z0-9_]{1,40}")
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class StateNames:
    """
    What each state is called. The first that knows it says so: the administrator, the instance's choice list in the
    asked language, the one in English, the record itself, the delivered labels. A state nobody knows keeps its value.
    """

    chosen: Names = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)
    seen: Names = field(default_factory=dict)

    def name(self, kind: Kind, state: str, language: str, *, label: str = "") -> str:
        """The name of one state; `label` is what stands on the record."""
        return self.chosen.get(kind, {}).get(state) or self.default(kind, state, language, label=label)

    def default(self, kind: Kind, state: str, language: str, *, label: str = "") -> str:
        """The name without the administrator's choice."""
        by_language = self.choices.get(kind, {})
        for wanted in (language, language.partition("-")[0], _ENGLISH):
            if found := by_language.get(wanted, {}).get(state):
                return found
        return label or self.seen.get(kind, {}).get(state) or DEFAULT_LABELS[kind].get(state) or state

    def states(self, kind: Kind, language: str) -> list[str]:
        """Every state known here, in the instance's order; the delivered ones when its choice lists are not known."""
        by_language = self.choices.get(kind, {})
        listed = [by_language.get(wanted, {}) for wanted in (_ENGLISH, language, language.partition("-")[0])]
        known = listed if any(listed) else [DEFAULT_LABELS[kind]]
        more = (self.seen.get(kind, {}), self.chosen.get(kind, {}))
        return list(dict.fromkeys(state for states in (*known, *more) for state in states))


def checked_names(names: Mapping[Kind, Mapping[str, str]]) -> dict[Kind, dict[str, str]]:
    """
    The names as they are kept, without spaces around them; kinds without any are left out.

    Raises:
        InvalidRequestError: naming each state at fault as `<kind>.<state>`.
    """
    problems: dict[str, str] = {}
    for kind, of_kind in names.items():
        if len(of_kind) > STATES_MAX:
            problems[kind.value] = "too_long"
        else:
            problems |= {
                f"{kind.value}.{state[:NAME_MAX]}": problem
                for state, name in of_kind.items()
                if (problem := _problem(state, name.strip()))
            }
    if problems:
        raise InvalidRequestError(problems)
    return {
        kind: {state: name.strip() for state, name in of_kind.items()} for kind, of_kind in names.items() if of_kind
    }


def is_state(text: str) -> bool:
    """Whether the text has the form of a state's value."""
    return _STATE.fullmatch(text) is not None


def _problem(state: str, name: str) -> str:
    if not is_state(state) or not name.isprintable():
        return "forbidden_character"
    if not name:
        return "empty"
    return "too_long" if len(name) > NAME_MAX else ""
