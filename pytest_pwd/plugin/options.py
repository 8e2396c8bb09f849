"""Options, ini keys and markers, and the options that are refused together."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import pytest

from pytest_pwd.arguments import at_least_one

BARE, WRITE, DIFF, VERIFY = "bare", "write", "diff", "verify"

MARKERS = (
    "concept(id): an item that tests a concept of a discipline",
    "relation(id): an item that tests a relation between concepts",
    "chain(id): an item that tests a chain of reasoning",
    "uses(id): one of the concepts and relations that an item rests on",
)


def declare(parser: pytest.Parser) -> None:
    """Declare options and ini keys."""
    group = parser.getgroup("pwd", "programming with data")
    group.addoption(
        "--pwd-base",
        metavar="NAME|FOLDER",
        help="compile from this base model instead of the one that each discipline names",
    )
    group.addoption(
        "--pwd-incremental",
        action="store_true",
        help="continue from the last artifact when samples were only added; a clean compile is the judge",
    )
    group.addoption(
        "--pwd-concept",
        action="append",
        metavar="ID",
        help="run only this concept, relation or chain and all that rests on it (may be given several times)",
    )
    group.addoption(
        "--pwd-fix",
        nargs="?",
        const=BARE,
        type=_how_to_fix,
        metavar="write|diff|verify",
        help="write patches for what failed, print them as a diff and write nothing, or write only what is "
        "seen to close its findings and to turn nothing red that was clearly green",
    )
    group.addoption(
        "--pwd-rounds",
        type=at_least_one,
        default=3,
        metavar="N",
        help="how often --pwd-fix=verify tries before it gives up on a finding (default: 3)",
    )
    group.addoption(
        "--pwd-seeds",
        type=at_least_one,
        default=1,
        metavar="N",
        help="compile from N seeds; an item that passes by some of them only is unstable, not red",
    )
    group.addoption(
        "--pwd-guard",
        nargs="?",
        const="base",
        type=_run_named,
        metavar="RUN",
        help="an item for each discipline that fails when the guarding suites fell since the base, or since "
        "the artifact whose key begins so",
    )
    group.addoption(
        "--pwd-guard-tolerance",
        type=float,
        default=1.0,
        metavar="PERCENT",
        help="how much of a guarding suite may turn red, net of what turned green (default: 1)",
    )
    group.addoption(
        "--pwd-cov",
        action="store_true",
        help="print how much of each topic has samples that teach it and probes that test it",
    )
    for what in ("samples", "probes"):
        group.addoption(
            f"--pwd-cov-{what}",
            type=at_least_one,
            metavar="N",
            help=f"--pwd-cov: how many {what} something needs to count as covered (default: 1)",
        )
    group.addoption(
        "--pwd-cov-fail-under",
        type=float,
        metavar="PERCENT",
        help="fail when less than this share of concepts, relations and steps is covered",
    )
    parser.addini("pwd_base", "base model to compile from, a name or a folder below rootdir", default="")
    parser.addini("pwd_cache_dir", "folder of artifacts and verdicts, from rootdir", default=".pwd")


def _how_to_fix(text: str) -> str:
    if text in (BARE, WRITE, DIFF, VERIFY):
        return text
    raise argparse.ArgumentTypeError(
        f'"{text}" is none of write, diff and verify; name files before --pwd-fix, or write --pwd-fix=write'
    )


def wants_coverage(config: pytest.Config) -> bool:
    """Say if coverage is asked for, by any of its options."""
    least = ("pwd_cov_fail_under", "pwd_cov_samples", "pwd_cov_probes")
    return bool(config.getoption("pwd_cov")) or any(config.getoption(name) is not None for name in least)


def register_markers(config: pytest.Config) -> None:
    """Make the markers known, for ``--strict-markers`` and ``pytest --markers``."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def refuse_unsafe(config: pytest.Config) -> None:
    """Refuse to fix or count where the run is spread over processes, and to fix in CI unless said in full.

    :raises pytest.UsageError: with what to do instead.
    """
    how = config.getoption("pwd_fix")
    if config.getoption("pwd_seeds") > 1:
        _refuse_with_seeds(config)
    if how == VERIFY and config.getoption("pwd_incremental"):
        raise pytest.UsageError("--pwd-fix=verify proves by clean compiles; leave out --pwd-incremental")
    if hasattr(config, "workerinput"):
        return
    if getattr(config.option, "dist", "no") != "no" or getattr(config.option, "tx", None):
        if how:
            raise pytest.UsageError("--pwd-fix needs all findings in one process; leave out -n")
        if wants_coverage(config):
            raise pytest.UsageError("--pwd-cov counts in one process; leave out -n")
    if how == BARE and os.environ.get("CI"):
        raise pytest.UsageError(
            "--pwd-fix would write files in CI, where nobody reviews them; "
            "if you mean that, write --pwd-fix=write, or --pwd-fix=diff to see the patches"
        )


def _run_named(text: str) -> str:
    if re.fullmatch("base|[0-9a-f]{4,64}", text):
        return text
    raise argparse.ArgumentTypeError(
        f'"{text}" is neither base nor the beginning of an artifact\'s key; name files before --pwd-guard'
    )


def _refuse_with_seeds(config: pytest.Config) -> None:
    if config.getoption("pwd_incremental"):
        raise pytest.UsageError("--pwd-seeds compares clean compiles; leave out --pwd-incremental")
    if config.getoption("pwd_fix") == VERIFY:
        raise pytest.UsageError(
            "--pwd-fix=verify proves a patch by one seed; write it with --pwd-fix, then run --pwd-seeds again"
        )


def base_from_command_line(config: pytest.Config) -> str:
    """Return ``--pwd-base``; a folder is found from where pytest was started, and named from rootdir."""
    base: str = config.getoption("pwd_base") or ""
    folder = (config.invocation_params.dir / Path(base).expanduser()).resolve()
    if not base or not folder.is_dir():
        return base
    # The recipe holds this text: the same folder must have one name, wherever pytest was started.
    root = config.rootpath.resolve()
    return (folder.relative_to(root) if folder.is_relative_to(root) else folder).as_posix()


def base_from_ini(config: pytest.Config) -> str | None:
    """Return the ini key ``pwd_base``, or None."""
    return str(config.getini("pwd_base")) or None


def cache_folder(config: pytest.Config) -> Path:
    """Return the folder of artifacts and verdicts."""
    return config.rootpath / Path(str(config.getini("pwd_cache_dir"))).expanduser()
