"""How the threads of one process wait for each other, so that two processes don't stand still together.

By OpenMP's default a thread that waits keeps its core for long. Where another compile needs that core, both
make hardly any headway; giving way early costs one that is alone nothing (benchmarks/together.py).
"""

from __future__ import annotations

from collections.abc import Mapping

SPINS = {"GOMP_SPINCOUNT": "2000"}  # GNU's OpenMP, which torch brings for Linux
DECIDED = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"}


def giving_way(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what to add to an environment before torch starts in it; nothing, where a person has decided."""
    return SPINS if DECIDED.isdisjoint(environment) else {}
