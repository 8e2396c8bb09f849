"""``pytest-pwd review``: patches that no person has accepted yet, one by one."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any

from pytest_pwd.builder.expand import draw
from pytest_pwd.builder.leaks import check_leaks
from pytest_pwd.builder.patch_file import read_patch
from pytest_pwd.builder.sample_file import duplicates
from pytest_pwd.cli.arguments import add_paths
from pytest_pwd.cli.folder import open_disciplines
from pytest_pwd.cli.terminal import Terminal
from pytest_pwd.discipline import Discipline
from pytest_pwd.errors import InputError, PwdError, WrongUsage, did_you_mean, raise_if
from pytest_pwd.files import Files, shown
from pytest_pwd.report.patch import patch_lines
from pytest_pwd.report.words import counted
from pytest_pwd.terms import WRITTEN, Patch, Wording

WAITING = 1
ALL = "all"
QUESTION = "accept, reject, edit, skip or quit? [a/r/e/s/q]"
DECISIONS = {"accept": "accepted", "reject": "rejected", "edit": "edit", "skip": "skipped", "quit": "quit"}
ANSWERS = DECISIONS | {word[0]: decision for word, decision in DECISIONS.items()}


def declare(commands: Any) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "review",
        help="go through new patches: accept, reject, edit, skip",
        description="Show each patch that nobody has accepted yet, with what it is to close and what the "
        "model will read, and ask. Accepted patches are marked as reviewed; rejected ones move to "
        ".pwd/rejected. Where nobody can be asked, the waiting patches are listed. The exit code is 1 while "
        "any waits.",
    )
    add_paths(command)
    for what in ("accept", "reject"):
        command.add_argument(
            f"--{what}", metavar="ID[,ID]", default="", help=f'{what} these patches, or "{ALL}", unasked'
        )
    command.set_defaults(run=run_review)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A patch that nobody has accepted, and where it is."""

    discipline: Discipline
    path: Path
    patch: Patch


def run_review(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Decide on each patch that waits; return 1 if any is left.

    Errors: WrongUsage for the id of no waiting patch, InputError for patches that can't be read.
    """
    waiting = [w for discipline in open_disciplines(arguments.paths) for w in _waiting(discipline)]
    decide: Callable[[_Waiting], str]
    if arguments.accept or arguments.reject:
        decide = _told(waiting, arguments.accept, arguments.reject)
    elif terminal.is_attended:
        decide = partial(_asked, terminal)
    else:
        decide = partial(_listed, terminal)
    done = Counter[str]()
    for one in waiting:
        decision = decide(one)
        if decision == "quit":
            break
        done[decision] += 1
    left = len(waiting) - done["accepted"] - done["rejected"]
    told = f"{done['accepted']} accepted, {done['rejected']} rejected, {left} waiting"
    terminal.say(told if waiting else "no patch waits for review")
    return WAITING if left else 0


def _waiting(discipline: Discipline) -> list[_Waiting]:
    folder = discipline.folder / "patches"
    return [
        _Waiting(discipline, folder / Path(patch.file).name, patch)
        for patch in discipline.patches
        if not patch.reviewed
    ]


# --------------------------------------------------------------------------- ways to decide


def _told(waiting: Sequence[_Waiting], accept: str, reject: str) -> Callable[[_Waiting], str]:
    """Return a way to decide by the ids on the command line."""
    known = [one.patch.id for one in waiting]
    wanted = {"accepted": accept.split(","), "rejected": reject.split(",")}
    for id in [*filter(None, accept.split(",")), *filter(None, reject.split(","))]:
        if id != ALL and id not in known:
            raise WrongUsage(f'no patch "{id}" waits for review.{did_you_mean(id, known)}')

    def decide(one: _Waiting) -> str:
        for decision in ("rejected", "accepted"):  # a single id counts before "all" of the other
            if one.patch.id in wanted[decision]:
                return _carried_out(one, decision)
        for decision in ("rejected", "accepted"):
            if ALL in wanted[decision]:
                return _carried_out(one, decision)
        return "skipped"

    return decide


def _listed(terminal: Terminal, one: _Waiting) -> str:
    closes = counted(len(one.patch.closes), "item")
    terminal.say(f"{one.patch.file}: {counted(len(one.patch.samples), 'sample')} for {closes}")
    return "skipped"


def _asked(terminal: Terminal, one: _Waiting) -> str:
    """Show a patch and ask until there is an answer; the end of the input quits."""
    while True:
        for line, added in patch_lines(one.patch, _examples(one.patch)):
            terminal.say(line, added)
        answer = terminal.ask(QUESTION)
        decision = "quit" if answer is None else ANSWERS.get(answer.lower(), "")
        if decision == "edit":
            one = _edited(one, terminal)
        elif decision in ("skipped", "quit"):
            return decision
        elif decision:
            try:
                return _carried_out(one, decision)
            except PwdError as error:
                terminal.remark(str(error))


def _examples(patch: Patch) -> dict[str, Wording]:
    """Return one wording of each statement; what is written needs none."""
    return {s.id: draw(s, 1, seed="review")[0] for s in patch.samples if s.form != WRITTEN}


# --------------------------------------------------------------------------- what a decision does


def _carried_out(one: _Waiting, decision: str) -> str:
    if decision == "accepted":
        _read_again(one)  # an editor may have changed it since it was shown
        head, _, body = one.path.read_text(encoding="utf-8").partition("\n")
        marked = json.dumps(json.loads(head) | {"reviewed": True}, ensure_ascii=False)
        Files().write_text(one.path, f"{marked}\n{body}")
    else:  # kept where no run reads it: nothing that was written is lost
        kept = one.discipline.cache / "rejected" / one.discipline.name
        Files().mkdir(kept)
        names = chain([one.path.name], (f"{one.path.stem}-{nth}.jsonl" for nth in count(2)))
        shutil.move(one.path, next(kept / name for name in names if not (kept / name).exists()))
    return decision


def _edited(one: _Waiting, terminal: Terminal) -> _Waiting:
    """Let a person change the file; what can't be used afterwards is told, and nothing is accepted."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        subprocess.run([*shlex.split(editor, posix=os.name == "posix"), str(one.path)], check=False)
        return replace(one, patch=_read_again(one))
    except (OSError, ValueError) as error:
        terminal.remark(f"{editor}: {error}; set EDITOR to an editor that there is")
    except PwdError as error:
        terminal.remark(str(error))
    return one


def _read_again(one: _Waiting) -> Patch:
    """Read a patch as it is now, and judge it by the other files as they are now."""
    d = replace(one.discipline)
    known = [entry.id for entry in d.knowledge.entries]
    patch = read_patch(one.path, shown(one.path, d.root), known)
    others = (sample for sample in d.unchecked_samples if sample.place.file != patch.file)
    raise_if(duplicates([*others, *patch.samples]))
    check_leaks(d.knowledge, d.probes, patch.samples)
    if not patch.samples:
        raise InputError(f"{patch.file} has no sample left; reject it instead")
    return patch
