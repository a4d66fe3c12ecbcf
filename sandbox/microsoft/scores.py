"""The daily scores of a tenant: 90 days that follow from the profiles and the date, and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, overload

from sandbox import seed
from sandbox.microsoft.catalogue import CATEGORIES, Profile

DAYS_KEPT = 90
VENDOR = {"provider": "SecureScore", "providerVersion": None, "subProvider": None, "vendor": "Microsoft"}

UNLISTED_CONTROLS: tuple[Profile, ...] = (
    {"id": "unlisted_forwarding_report", "controlCategory": "Apps", "maxScore": 4.0},
    {"id": "UnlistedSignInRisk", "controlCategory": "Identity", "maxScore": 6.0},
    {"id": "scid_90001", "controlCategory": "Device", "maxScore": 9.0},
)
"""Scored, but in no list of profiles: the service has such ones too."""

DailyScore = dict[str, Any]


@dataclass(frozen=True)
class Control:
    """How one control is scored. `mark` is a number fixed by its name, from which its habits and course follow."""

    name: str
    category: str
    max_score: float
    mark: int

    @classmethod
    def of(cls, profile: Profile) -> Control:
        """The control of a profile; for one in seven the two lists differ in the case of its name."""
        name, mark = profile["id"], zlib.crc32(profile["id"].encode())
        shown = name[0].swapcase() + name[1:] if mark % 7 == 1 else name
        return cls(shown, profile["controlCategory"], float(profile["maxScore"]), mark)

    @property
    def is_counted(self) -> bool:
        """Whether it counts users or devices, instead of being on or off."""
        return self.mark % 3 == 0

    @property
    def total(self) -> int:
        """How many users or devices there are to count."""
        return 5 + self.mark % 60

    def fraction(self, day: date) -> float:
        """The share that is done, 0 to 1: slowly up and, a year or two later, down again."""
        period = 300 + self.mark % 400
        phase = (day.toordinal() + self.mark % 1000) % period / period
        if self.is_counted:
            return round(self.total * (1 - abs(2 * phase - 1))) / self.total
        return 1.0 if phase > (self.mark >> 8) % 10 / 10 else 0.0

    def score(self, day: date) -> float:
        """Points of the day."""
        return round(self.max_score * self.fraction(day), 2)

    def on_the_wire(self, day: date) -> dict[str, Any]:
        """The entry in `controlScores`, with the wire's habits: numbers as text, fields that are missing."""
        score, percentage = self.score(day), round(100 * self.fraction(day), 2)
        entry: dict[str, Any] = {
            "controlCategory": self.category,
            "controlName": self.name,
            "description": f"\n\t\t<p>What <strong>{self.name}</strong> looks at.</p>",
            "implementationStatus": self._status(day),
            "score": "0.0" if score == 0 and self.mark % 4 == 2 else score,
            "scoreInPercentage": str(percentage) if self.mark % 9 == 3 else percentage,
        }
        if self.mark % 13 != 5:
            entry["lastSynced"] = f"{day - timedelta(days=self.mark % 3)}T13:04:06Z"
        if self.is_counted:
            entry |= {"count": str(round(self.total * self.fraction(day))), "total": str(self.total)}
        elif self.mark % 5 != 4:
            entry["on"] = "true" if self.fraction(day) else "false"
        return entry

    def _status(self, day: date) -> str:
        if self.mark % 10 == 7:
            return ""
        done = round(self.total * self.fraction(day))
        text = f"{done} of {self.total} are covered." if self.is_counted else f"Done: {bool(self.fraction(day))}."
        return f"<p>{text}</p>" if self.mark % 6 == 1 else text


class ScoreHistory(Sequence[DailyScore]):
    """The scores up to `today`, newest first. Days are made when they are looked at."""

    def __init__(self, profiles: Sequence[Profile], today: date) -> None:
        # One profile in eleven is not scored, and no retired one is.
        scored = [profile for profile in profiles if not profile.get("deprecated")]
        controls = [Control.of(profile) for profile in scored]
        self._controls = [control for control in controls if control.mark % 11 != 0]
        self._controls += [Control.of(profile) for profile in UNLISTED_CONTROLS]
        self._today = today

    def __len__(self) -> int:
        return DAYS_KEPT

    @overload
    def __getitem__(self, index: int) -> DailyScore: ...

    @overload
    def __getitem__(self, index: slice) -> list[DailyScore]: ...

    def __getitem__(self, index: int | slice) -> DailyScore | list[DailyScore]:
        days = range(DAYS_KEPT)[index]
        if isinstance(days, int):
            return self.of_day(self._today - timedelta(days=days))
        return [self.of_day(self._today - timedelta(days=each)) for each in days]

    def __iter__(self) -> Iterator[DailyScore]:
        return (self[position] for position in range(DAYS_KEPT))

    def find(self, score_id: str) -> DailyScore | None:
        """The score of this id, `{tenant}_{yyyy-mm-dd}`; None when the day is not kept."""
        tenant, _, text = score_id.partition("_")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        if tenant != seed.TENANT_ID or not 0 <= (self._today - day).days < DAYS_KEPT:
            return None
        return self.of_day(day)

    def of_day(self, day: date) -> DailyScore:
        """One day's score."""
        return {
            "id": f"{seed.TENANT_ID}_{day}",
            "azureTenantId": seed.TENANT_ID,
            "activeUserCount": 40 + day.toordinal() % 7,
            "averageComparativeScores": self._comparisons(),
            "controlScores": [control.on_the_wire(day) for control in self._controls],
            "createdDateTime": f"{day}T00:00:00Z",
            "currentScore": round(sum(control.score(day) for control in self._controls), 2),
            "enabledServices": ["HasAADP1", "HasAADP2", "HasMDOP2", "HasEXOP2", "HasSPOP2"],
            "licensedUserCount": 0,
            "maxScore": round(sum(control.max_score for control in self._controls), 2),
            "vendorInformation": dict(VENDOR),
        }

    def _comparisons(self) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = [
            {"basis": "AllTenants", "averageScore": 41.7},
            {
                "basis": "TotalSeats",
                "averageScore": 44.2,
                "SeatSizeRangeLowerValue": "1",
                "SeatSizeRangeUpperValue": "100",
            },
        ]
        for group in groups:
            for category in CATEGORIES:
                points = sum(each.max_score for each in self._controls if each.category == category)
                group[f"{category.lower()}Score"] = round(points * group["averageScore"] / 100, 2)
                group[f"{category.lower()}ScoreMax"] = points
        return groups
