"""``--pwd-fix``: from what failed in this run to patch files, or to a diff of them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pytest_pwd import loop
from pytest_pwd.builder.leaks import check_leaks
from pytest_pwd.builder.patch_file import dump_patch
from pytest_pwd.builder.sample_file import duplicates
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import PwdError, raise_if
from pytest_pwd.plugin.session import DisciplineRun, quiet
from pytest_pwd.repair import Proof, verified_repair
from pytest_pwd.report.safe import safe, safe_lines
from pytest_pwd.report.words import counted
from pytest_pwd.terms import Finding, Patch, Sample

Wanted = Sequence[tuple[Artifact, Mapping[str, Finding]]]


def fix(run: DisciplineRun, wanted: Wanted, write: bool) -> Iterator[str]:
    """Write patches for the findings on some artifacts, or show them; yield what there is to say."""
    try:
        patches = [patch for artifact, findings in wanted for patch in _proposed(run, artifact, findings)]
        _check(run.discipline, patches)
    except PwdError as error:
        yield from ("no patch is written:", *(f"  {line}" for line in safe_lines(str(error))))
        return
    if not patches:
        yield "no patch is written: all that the knowledge says about this is in the samples already"
        return
    yield from _written(run, patches) if write else _diff(run, patches)


def verify(run: DisciplineRun, wanted: Wanted) -> Iterator[str]:
    """Write the patches that are proved by compiling them; yield what there is to say, an error included."""
    ((_, findings),) = wanted  # several seeds are refused together with this
    try:
        proof = _proof(run, findings)
    except PwdError as error:
        yield from ("no patch is written:", *(f"  {line}" for line in safe_lines(str(error))))
        return
    if proof.patches:
        yield from _written(run, proof.patches)
    closed = f"{len(proof.closed)} of {counted(len(findings), 'red item')}"
    yield f"proved by a clean compile: {closed} closed, nothing clearly green turned red"
    if proof.lost:
        yield f"turned red, barely green before or green by another seed: {safe(', '.join(proof.lost))}"
    for item, reason in proof.given_up.items():
        yield f"given up: {safe(item)}: {reason}"


def _proof(run: DisciplineRun, findings: Mapping[str, Finding]) -> Proof:
    d = run.discipline

    def synthesize(still: Mapping[str, Finding], samples: Sequence[Sample]) -> list[Patch] | None:
        made = _made_by_hook(run, run.artifact, still, samples)
        _check(d, made or [])
        return made

    with run.stages() as stages, quiet():
        verdicts = loop.score_probes(d, run.artifact, d.probes, stages.edges)
        rounds: int = run.config.getoption("pwd_rounds")
        proof = verified_repair(d, run.artifact, verdicts, findings, rounds, stages.edges, synthesize)
    _check(d, proof.patches)
    return proof


def _proposed(run: DisciplineRun, artifact: Artifact, findings: Mapping[str, Finding]) -> list[Patch]:
    d = run.discipline
    made = _made_by_hook(run, artifact, findings, d.samples)
    return loop.propose_patches(d, artifact, findings) if made is None else made


def _made_by_hook(
    run: DisciplineRun, artifact: Artifact, findings: Mapping[str, Finding], samples: Sequence[Sample]
) -> list[Patch] | None:
    made: list[Patch] | None = run.config.hook.pytest_pwd_synthesizer(
        knowledge=run.discipline.knowledge, findings=findings, samples=samples, artifact=artifact.weights
    )
    return None if made is None else [patch for patch in made if patch.samples]


def _check(discipline: Discipline, patches: Sequence[Patch]) -> None:
    """Refuse what another synthesizer must not bring in: the test, and ids that are taken."""
    samples = [sample for patch in patches for sample in patch.samples]
    raise_if(duplicates([*discipline.samples, *samples]))
    check_leaks(discipline.knowledge, discipline.probes, samples)


def _written(run: DisciplineRun, patches: Sequence[Patch]) -> Iterator[str]:
    for patch in patches:
        try:
            (path,) = loop.write_patches(run.discipline, [patch])
        except PwdError as error:
            yield from ("not written:", *(f"  {line}" for line in safe_lines(str(error))))
            return
        except OSError as error:
            yield f"not written: {safe(str(error.filename))}: {error.strerror}; what was there is unchanged"
            return
        samples = counted(len(patch.samples), "sample")
        yield f"wrote {_shown(run, path)} ({samples} for {counted(len(patch.closes), 'item')})"
    folder = _shown(run, run.discipline.folder / "patches")
    yield f"review with: git add -N {folder} && git diff"
    yield f"then run again: {run.command}"


def _diff(run: DisciplineRun, patches: Sequence[Patch]) -> Iterator[str]:
    for patch in patches:
        path = run.discipline.folder / "patches" / loop.file_name(patch)
        new = f"b/{_shown(run, path)}"
        lines = difflib.unified_diff([], dump_patch(patch).splitlines(), "/dev/null", new, lineterm="")
        yield from (safe(line) for line in lines)


def _shown(run: DisciplineRun, path: Path) -> str:
    return safe(Path(os.path.relpath(path, run.config.invocation_params.dir)).as_posix())
