"""The whole loop: load, compile, score, diagnose, and write patches for what failed.

Everything here works from a plain script; the pytest plugin and the command line call these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pytest_pwd.artifacts import compile_discipline, compile_samples, stored_artifact
from pytest_pwd.builder.patch_file import dump_patch
from pytest_pwd.compiler.artifact import Artifact
from pytest_pwd.compiler.base import Base, find_base
from pytest_pwd.compiler.store import Store
from pytest_pwd.debugger.diagnose import by_item, diagnose_all
from pytest_pwd.debugger.patch import patches_for
from pytest_pwd.digest import digest
from pytest_pwd.discipline import Discipline
from pytest_pwd.edges import SILENT, Edges
from pytest_pwd.errors import InputError, ScoringError
from pytest_pwd.files import Files, inside
from pytest_pwd.knowledge.graph import closure
from pytest_pwd.scorer.verdicts import VerdictCache, probe_digest
from pytest_pwd.terms import Finding, Patch, Probe, Verdict

__all__ = [
    "Edges",
    "Outcome",
    "check",
    "closed_by",
    "compile_discipline",
    "compile_samples",
    "file_name",
    "load_artifact",
    "needed_probes",
    "past_verdicts",
    "propose_patches",
    "score_base",
    "score_other_seeds",
    "score_probes",
    "stored_artifact",
    "write_patches",
]

CACHE = ".pwd"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: the artifact, a verdict for each probe by its id, a finding for each red item."""

    discipline: Discipline
    artifact: Artifact
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Finding]


def check(
    folder: str | Path,
    base: str = "",
    incremental: bool = False,
    edges: Edges = SILENT,
    root: Path | None = None,
) -> Outcome:
    """Compile a discipline on today's data, score every probe, and diagnose what is red.

    ``root`` (the current folder by default) holds the cache and is what places are shown relative to.

    Errors: PwdError, its text ready to be printed.
    """
    root = (root or Path.cwd()).resolve()
    discipline = Discipline((root / folder).resolve(), root, root / CACHE, base)
    artifact = compile_discipline(discipline, edges, incremental)
    verdicts = score_probes(discipline, artifact, discipline.probes, edges)
    probes_of = by_item(discipline.probes)
    return Outcome(
        discipline, artifact, verdicts, diagnose_all(discipline.knowledge, probes_of, probes_of, verdicts)
    )


# ----------------------------------------------------------------------------- score


def score_probes(
    discipline: Discipline,
    artifact: Artifact,
    probes: Sequence[Probe],
    edges: Edges = SILENT,
) -> dict[str, Verdict]:
    """Return a verdict for each probe, by its id; only those not scored before load the model."""
    return _scored(
        discipline,
        artifact.weights,
        scorer_digest(artifact),
        probes,
        edges,
        partial(load_artifact, artifact=artifact),
    )


def score_other_seeds(
    discipline: Discipline, seeds: int, probes: Sequence[Probe], edges: Edges = SILENT
) -> list[tuple[Artifact, dict[str, Verdict]]]:
    """Return clean compiles from the ``seeds - 1`` seeds that follow the recipe's own, and their verdicts."""
    found = []
    for seed in range(discipline.recipe.seed + 1, discipline.recipe.seed + seeds):
        other = replace(discipline, seed=seed)
        artifact = compile_samples(other, discipline.samples, edges)
        found.append((artifact, score_probes(other, artifact, probes, edges)))
    return found


def score_base(discipline: Discipline, probes: Sequence[Probe], edges: Edges = SILENT) -> dict[str, Verdict]:
    """Return a verdict for each probe by the uncompiled base: what it passes without any data."""
    from pytest_pwd.compiler.compile import TrainingSet, key_inputs

    base = find_base(discipline.recipe, discipline.root)
    inputs = key_inputs(TrainingSet((), "", list), discipline.recipe, base)
    uncompiled = Artifact("", base.folder, inputs, base.weights)
    # Compiled weights have their tokenizer and precision in them; a base's are the same by any.
    scorer = digest([scorer_digest(uncompiled), inputs["tokenizer"], inputs["dtype"]])
    return _scored(discipline, base.weights, scorer, probes, edges, load_base)


def _scored(
    discipline: Discipline,
    weights: str,
    scorer: str,
    probes: Sequence[Probe],
    edges: Edges,
    load: Callable[[Discipline], tuple[Any, Any]],
) -> dict[str, Verdict]:
    cache = VerdictCache(discipline.cache, say=edges.say)
    digests = {probe.id: probe_digest(probe) for probe in probes}
    known = cache.load(weights, scorer)
    missing = [probe for probe in probes if digests[probe.id] not in known]
    if missing:
        from pytest_pwd.scorer.score import score

        progress = partial(edges.progress, f"scoring {discipline.name}")
        with _told_plainly(discipline.name):
            model, tokenizer = load(discipline)
            fresh = {digests[v.probe]: v for v in score(model, tokenizer, missing, progress)}
            cache.save(weights, scorer, fresh)
        known |= fresh
    return {probe.id: replace(known[digests[probe.id]], probe=probe.id) for probe in probes}


@contextmanager
def _told_plainly(name: str) -> Iterator[None]:
    """Turn what torch raises, out of memory among it, into an error that isn't taken for a red item."""
    try:
        yield
    except (RuntimeError, AssertionError, ValueError, MemoryError) as error:
        first, *_ = str(error).splitlines() or [type(error).__name__]
        raise ScoringError(f"{name}: scoring stopped: {first}") from error


def past_verdicts(discipline: Discipline, probes: Sequence[Probe]) -> list[tuple[str, dict[str, Verdict]]]:
    """Return the verdicts on some probes, by their ids, of every artifact ever scored on one; oldest first.

    An artifact is named by its key, or by the digest of its weights when it is no longer stored. Artifacts
    of the same weights have the same verdicts.
    """
    digests = {probe_digest(probe): probe.id for probe in probes}
    keys = Store(discipline.cache).keys()
    found = []
    for weights, verdicts in VerdictCache(discipline.cache).history():
        known = {
            digests[key]: replace(v, probe=digests[key]) for key, v in verdicts.items() if key in digests
        }
        if known:
            found += [(key, known) for key in keys.get(weights, [weights])]
    return found


def scorer_digest(artifact: Artifact) -> str:
    """Return the digest of all besides weights and probe that decides a verdict."""
    return digest({"scorer": 3, "versions": artifact.inputs["versions"], "device": artifact.inputs["device"]})


def load_artifact(discipline: Discipline, artifact: Artifact) -> tuple[Any, Any]:
    """Return an artifact's model, ready to be asked, and its tokenizer."""
    from pytest_pwd.compiler.load import load_model

    base = find_base(discipline.recipe, discipline.root)
    model = load_model(base.folder, discipline.recipe, artifact.folder).eval()
    return model.to(artifact.inputs["device"]), _tokenizer(discipline, base)


def needed_probes(discipline: Discipline, items: Iterable[str]) -> list[Probe]:
    """Return the probes of the items and of all that they rest on, in the order of the files."""
    wanted = set(items)
    for item in list(wanted):
        if discipline.knowledge.entry(item):
            wanted |= set(closure(discipline.knowledge, item))
    return [probe for probe in discipline.probes if probe.of in wanted]


def load_base(discipline: Discipline) -> tuple[Any, Any]:
    """Return the uncompiled base, ready to be asked, and its tokenizer."""
    from pytest_pwd.compiler.compile import resolved_device
    from pytest_pwd.compiler.load import load_model

    base = find_base(discipline.recipe, discipline.root)
    model = load_model(base.folder, discipline.recipe).eval()
    return model.to(resolved_device(discipline.recipe.device)), _tokenizer(discipline, base)


def _tokenizer(discipline: Discipline, base: Base) -> Any:
    from pytest_pwd.compiler.load import load_tokenizer

    return load_tokenizer(base.folder, discipline.recipe.trust_remote_code)


# ----------------------------------------------------------------------------- fix


def propose_patches(
    discipline: Discipline, artifact: Artifact, findings: Mapping[str, Finding]
) -> list[Patch]:
    """Return the patches that would close the findings, one per topic."""
    return patches_for(discipline.knowledge, findings, discipline.samples, artifact.weights)


def write_patches(discipline: Discipline, patches: Sequence[Patch]) -> list[Path]:
    """Write each patch to its file below ``patches/``, wholly or not at all; return the files.

    Errors: InputError for a file that is there already and says something else.
    """
    files, written = Files(), []
    for patch in patches:
        path = inside(discipline.folder / "patches", file_name(patch))
        text = dump_patch(patch)
        if path.exists() and files.read_bytes(path) != text.encode():
            raise InputError(f"{discipline.shown(path)} is there already; a patch never replaces another")
        files.mkdir(path.parent)
        files.write_text(path, text)
        written.append(path)
    return written


def file_name(patch: Patch) -> str:
    """Return the name of a patch's file below ``patches/``."""
    return Path(patch.file or f"{patch.id}.jsonl").name


def closed_by(patches: Iterable[Patch], verdict_of: Mapping[str, bool]) -> dict[str, tuple[int, int]]:
    """Return, for each patch, how many of the items that it should close are green, and of how many seen."""
    counts = {}
    for patch in patches:
        seen = [verdict_of[item] for item in patch.closes if item in verdict_of]
        if seen:
            counts[patch.id] = (sum(seen), len(seen))
    return counts
