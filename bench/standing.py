"""What a deployment has that costs by the month, whatever the app does: counted in its Bicep files."""

from __future__ import annotations

import re
from pathlib import Path

MODULES = Path(__file__).resolve().parent.parent / "infra" / "modules"
_EVERY = re.compile(r"^ +every: 'PT(\d+)([MH])'", re.MULTILINE)
_WATCHED = re.compile(r"values: \[([^\]]*)\]")
_SERVICE = re.compile(r"^  \{ name: '\w+', target: ", re.MULTILINE)


def numbers(modules: Path = MODULES) -> dict[str, int]:
    """How many of each, by the names of `prices.json`. A metric alert watches a time series for each value it names."""
    alerts, endpoints, network = (
        (modules / f"{name}.bicep").read_text("utf-8") for name in ("alerts", "private-endpoints", "network")
    )
    minutes = [int(number) * (60 if unit == "H" else 1) for number, unit in _EVERY.findall(alerts)]
    services = len(_SERVICE.findall(endpoints))
    return {
        "log_alert_5": sum(each < 15 for each in minutes),
        "log_alert_15": sum(each >= 15 for each in minutes),
        "metric_series": sum(len(found.split(",")) for found in _WATCHED.findall(alerts)),
        "private_endpoint": services,
        "private_zone": services,
        "nat_gateway": network.count("'Microsoft.Network/natGateways@"),
        "public_address": network.count("'Microsoft.Network/publicIPAddresses@"),
    }
