"""checkov's findings: each is mended or has its reason in .checkov.yaml, and no reason outlives its finding."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import yaml

_CRASHED = re.compile(r"Failed to run check (CKV\w+)")


def problems(root: Path, checkov: Path) -> list[str]:
    """Findings without a reason, reasons without a finding, files that checkov cannot read."""
    skipped = set(yaml.safe_load((root / ".checkov.yaml").read_text(encoding="utf-8"))["skip-check"])
    # Not from the root, where checkov would apply the skips: a reason whose finding is gone must show.
    done = subprocess.run(
        [
            checkov,
            "-d",
            root / "infra",
            "--framework",
            "bicep",
            "--skip-download",
            "--quiet",
            "--compact",
            "-o",
            "json",
        ],
        cwd=root / "infra",
        env={**os.environ, "CKV_PARSE_ERROR_FAIL": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    failed = {check["check_id"]: check for check in report["results"]["failed_checks"]}
    crashed = set(_CRASHED.findall(done.stderr))
    found = [
        f"{check['file_path']}:{check['file_line_range'][0]}: {id_}: {check['check_name']}"
        for id_, check in sorted(failed.items())
        if id_ not in skipped
    ]
    found += [f"{id_} could not be run" for id_ in sorted(crashed - skipped)]
    found += [f".checkov.yaml: {id_} finds nothing any more" for id_ in sorted(skipped - set(failed) - crashed)]
    if report["summary"]["parsing_errors"]:
        found.append(f"{report['summary']['parsing_errors']} files cannot be read")
    return found if report["summary"]["resource_count"] else [*found, "no resource was seen"]
