"""App settings and storage names: what the code reads is what the deployment sets."""

from __future__ import annotations

import json

import pytest

from tests.infra.checks import app_settings, storage_names
from tests.infra.checks.bicep import read
from tests.infra.conftest import REPOSITORY, Breaks

INFRA, CONNECTOR = REPOSITORY / "infra", REPOSITORY / "connector"


def test_settings_are_set() -> None:
    """
    Every setting that is read is set, and no other, with the defaults of settings.py.
    """
    assert app_settings.problems(INFRA, CONNECTOR) == []
    assert len(app_settings.settings_set(INFRA)) > 20


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("infra/main.bicep", "      GRAPH_URL: endpoints.graphUrl\n", "", "GRAPH_URL is read, but not set"),
        ("infra/main.bicep", "SYNC_SCHEDULE: sync", "SYNC_TIMES: sync", "SYNC_TIMES is set, but nobody reads it"),
        ("infra/main.bicep", "claimLeaseS int = 300", "claimLeaseS int = 30", "claimLeaseS does not default to 300"),
        (
            "infra/main.bicep",
            "      GRAPH_URL:",
            "      FUNCTIONS_WORKER_RUNTIME: 'python'\n      GRAPH_URL:",
            "FUNCTIONS_WORKER_RUNTIME is not for Flex Consumption",
        ),
        (
            "connector/settings.py",
            "    GRAPH_URL  ",
            "    PAGE_SIZE  rows of a page\n    GRAPH_URL  ",
            "PAGE_SIZE is read, but not set",
        ),
        ("connector/functions/timers.py", "%SYNC_SCHEDULE%", "%SYNC_TIMES%", "SYNC_TIMES is read, but not set"),
    ],
)
def test_wrong_setting_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A setting on one side only is reported, and so is another default.
    """
    root = broken(file, old, new)

    assert problem in "\n".join(app_settings.problems(root / "infra", root / "connector"))


def test_queues_and_tables_exist() -> None:
    """
    Queues with their poison twins and tables are declared as the code uses them.
    """
    assert storage_names.problems(INFRA, CONNECTOR) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("infra/modules/storage.bicep", "  'sync-jobs-poison'\n", "", "queue sync-jobs-poison is not declared"),
        ("infra/modules/storage.bicep", "'tickets', ", "", "table tickets is not declared"),
        ("infra/modules/storage.bicep", "'events']", "'events', 'old']", "table old is declared, but nobody uses it"),
        ("connector/functions/worker.py", '"sync-jobs"', '"pull-jobs"', "queue pull-jobs-poison is not declared"),
    ],
)
def test_wrong_storage_name_is_found(broken: Breaks, file: str, old: str, new: str, problem: str) -> None:
    """
    A queue without its twin, or a table on one side only, is reported.
    """
    root = broken(file, old, new)

    assert problem in "\n".join(storage_names.problems(root / "infra", root / "connector"))


def test_clouds_have_the_same_endpoints() -> None:
    """
    Every cloud that may be chosen has a row in clouds.json, and every row has the same columns.
    """
    clouds = json.loads((INFRA / "clouds.json").read_text(encoding="utf-8"))

    assert set(clouds) == set(read(INFRA / "main.bicep").parameters["cloud"].allowed)
    assert len({tuple(row) for row in clouds.values()}) == 1
