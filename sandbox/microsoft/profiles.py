"""The control profiles of the tenant, and how a tenant may change their state."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.microsoft.catalogue import Profile
from sandbox.microsoft.graph_errors import GraphError, bad_request

STATES = ("Default", "Ignored", "ThirdParty", "Reviewed")


class ProfileStore:
    """Profiles in the order Graph lists them."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._start = list(profiles)
        self.reset()

    def reset(self) -> None:
        """Back to the states of the start."""
        self._profiles = {profile["id"]: copy.deepcopy(profile) for profile in self._start}

    def all(self) -> list[Profile]:
        """Every profile."""
        return list(self._profiles.values())

    def get(self, control_id: str) -> Profile:
        """One profile. Raises GraphError 404."""
        if control_id not in self._profiles:
            raise GraphError(404, "NotFound", f"Resource '{control_id}' does not exist.")
        return self._profiles[control_id]

    def update(self, control_id: str, body: Any, *, by: str, now: datetime) -> Profile:
        """
        Add a state update.

        Properties outside state, assignedTo, comment are not writable and stay as they are. Raises GraphError.
        """
        profile = self.get(control_id)
        if not isinstance(body, dict):
            raise bad_request("The request body has to be an object.")
        vendor = body.get("vendorInformation")
        if not isinstance(vendor, dict) or not vendor.get("provider") or not vendor.get("vendor"):
            raise bad_request("vendorInformation with provider and vendor is required.")
        if "state" in body and body["state"] not in STATES:
            # The service names no reason here, not even a code.
            raise GraphError(400, "", "Http request failed with statusCode=BadRequest")
        updates: list[dict[str, Any]] = profile.setdefault("controlStateUpdates", [])
        before = updates[-1] if updates else {"state": "Default", "assignedTo": None, "comment": None}
        changed = {name: body.get(name, before.get(name)) for name in ("state", "assignedTo", "comment")}
        updates.append(changed | {"updatedBy": by, "updatedDateTime": f"{now:%Y-%m-%dT%H:%M:%S.%f}0Z"})
        return profile
