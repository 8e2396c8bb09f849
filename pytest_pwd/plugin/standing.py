"""Where a discipline stands in this session, as the header, the summary and xdist's controller are told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from pytest_pwd import loop
from pytest_pwd.compiler.base import local_folder
from pytest_pwd.debugger.coverage import Least, coverage
from pytest_pwd.digest import SHORT
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import PwdError
from pytest_pwd.plugin.session import DisciplineRun
from pytest_pwd.report.coverage import thin
from pytest_pwd.report.summary import Standing, unstable_told


def standing_of(run: DisciplineRun, items: int) -> Standing:
    """Return where a discipline stands, as far as it is known by now."""
    d = run.discipline
    known = Standing(d.name, d.recipe.base, d.knowledge.digest[:SHORT], items, incremental=run.incremental)
    if run.config.getoption("collectonly"):
        return known
    patched = sum(len(patch.samples) for patch in d.patches)
    known = replace(known, samples=len(d.samples) - patched, patched=patched, patches=len(d.patches))
    return _judged(run, known) if run.scored else replace(known, artifact=_stored(d))


def _judged(run: DisciplineRun, known: Standing) -> Standing:
    d = run.discipline
    green = {
        id: all(run.verdicts[p.id].passed for p in probes)
        for id, probes in run.probes_of.items()
        if all(p.id in run.verdicts for p in probes)
    }
    return replace(
        known,
        artifact=run.artifact.key[:SHORT],
        parent=str(run.artifact.inputs.get("parent", ""))[:SHORT],
        fix=f"{run.command} --pwd-fix",
        closed=loop.closed_by(d.patches, green),
        turned_red=run.turned_red,
        unstable=unstable_told(run.wavering.values()),
        thin=thin(coverage(d.knowledge, d.samples, d.probes), Least()) if run.findings else {},
    )


def _stored(discipline: Discipline) -> str:
    """Return the key of the artifact that this run will find, or an empty text when it has to compile.

    A base from a hub isn't looked for: that may take long.
    """
    if not local_folder(discipline.recipe, discipline.root):
        return ""
    with suppress(PwdError):
        artifact = loop.stored_artifact(discipline)
        return artifact.key[:SHORT] if artifact else ""
    return ""
