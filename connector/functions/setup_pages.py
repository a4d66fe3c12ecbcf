"""The portal's pages of the setup, as the small pages of the consent lead to them."""

from __future__ import annotations

from connector.domain.setup import SetupStep
from connector.errors import ConnectorError
from connector.functions.pages import Link

_STEP_AFTER = {
    "access_refused": SetupStep.PREPARE,
    "user_unreadable": SetupStep.PREPARE,
    "no_refresh_token": SetupStep.PREPARE,
    "code_refused": SetupStep.CLIENT,
    "consent_needed": SetupStep.CLIENT,
    "not_connected": SetupStep.CLIENT,
    "not_authenticated": SetupStep.CONFIRM,
    "not_allowed": SetupStep.CONFIRM,
    "another_site": SetupStep.CONFIRM,
    "conflict": SetupStep.CONFIRM,
    "nothing_to_confirm": SetupStep.CHECKS,
}
"""Where an error of the consent is mended; every other one by giving the consent again."""


def setup_link(step: SetupStep) -> Link:
    """To a step of the setup."""
    return Link(f"/setup/{step}", "go_on_setup")


def step_after(error: ConnectorError) -> Link:
    """To the step at which this error of a consent is mended."""
    return setup_link(_STEP_AFTER.get(error.code, SetupStep.AUTHORIZE))
