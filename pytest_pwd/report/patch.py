"""A patch in words: what it is to close, what was seen, and each sample as the model will meet it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_pwd.report.safe import cut, safe
from pytest_pwd.report.words import counted
from pytest_pwd.terms import Patch, Sample, Wording

WIDTH = 150


def patch_lines(patch: Patch, examples: Mapping[str, Wording]) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a patch, each with whether it shows what the patch adds.

    ``examples`` has one wording of each sample, by its id.
    """
    yield f"{safe(patch.file)}: {counted(len(patch.samples), 'sample')}, by {safe(patch.synthesizer)}", False
    yield f"  closes  {cut(', '.join(patch.closes), WIDTH)}", False
    for note in patch.evidence:
        yield f"  seen    {cut(note, WIDTH)}", False
    for sample in patch.samples:
        yield f"+ {safe(sample.id)}", True
        yield f"+   {cut(_said(sample), WIDTH)}", True
        if sample.id in examples:
            wording = examples[sample.id]
            yield f"    read as  {cut(f'{wording.prompt} → {wording.completion}', WIDTH)}", False


def _said(sample: Sample) -> str:
    parts = (
        f"{name.replace('_', ' ')}: {value if isinstance(value, str) else ', '.join(value)}"
        for name, value in sample.slots.items()
    )
    return " · ".join(parts)
