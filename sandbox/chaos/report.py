"""The figures of a run, in the form that `REPORT` is written in."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.chaos.plan import Plan
from sandbox.chaos.verdict import Verdict


@dataclass
class Report:
    """Counted at the ServiceNow end where it is about records."""

    plan: Plan
    verdict: Verdict = field(default_factory=Verdict)
    figures_wrong: int = 0
    """Cards of the summary that differ from a recount."""
    poisoned: int = 0
    """Messages left in poison queues."""
    raised: int = 0
    """Invocations that ended in an exception, and requests that met a defect."""
    leaks: int = 0
    """Secrets found in logs."""
    secrets_searched: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    """The app's own log events, by name."""
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage of the run."""
    problems: list[str] = field(default_factory=list)
    """Why the run does not hold; empty when it does."""

    def as_json(self) -> dict[str, Any]:
        """The file's content."""
        verdict = self.verdict
        return {
            "shares": self.plan.shares,
            "seed": self.plan.seed,
            "mode": self.plan.mode.value,
            "holds": not self.problems,
            "records": verdict.records,
            "duplicates": verdict.duplicates,
            "lost": verdict.lost,
            "stuck": verdict.stuck,
            "failed": verdict.failed,
            "wrongNumbers": verdict.wrong_numbers,
            "figuresWrong": self.figures_wrong,
            "poisoned": self.poisoned,
            "raised": self.raised,
            "leaks": self.leaks,
            "kills": dict(self.kills),
            "struck": {name: count for name, count in self.struck.items() if count},
            "repeats": dict(self.repeats),
            "serviceNowRequests": dict(self.requests),
            "seconds": {stage: round(seconds, 1) for stage, seconds in self.seconds.items()},
            "elapsedS": round(sum(self.seconds.values()), 1),
            "problems": self.problems[:50],
        }

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(self.as_json(), indent=2) + "\n", encoding="utf-8")
