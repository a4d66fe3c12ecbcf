"""Transform maps of import sets."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TransformMap:
    """Where the rows of a staging table go. `fields` maps staging columns to target columns."""

    name: str
    table: str
    fields: dict[str, str] = field(default_factory=dict)
    coalesce: tuple[str, ...] = ()
