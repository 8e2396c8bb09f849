"""The pytest plugin: the hooks that pytest sees; each hands over to a module beside this one.

Only pytest is imported here, so that a project without a ``discipline.yaml`` pays nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_pwd.plugin import hookspecs, options
from pytest_pwd.plugin.state import RUNS, UNSTABLE, Recorder

if TYPE_CHECKING:
    from pytest_pwd.plugin.fixture import PwdModel

MANIFEST = "discipline.yaml"
MANY = 5_000


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare this plugin's own hooks."""
    pluginmanager.add_hookspecs(hookspecs)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    options.declare(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse options that don't go together."""
    options.register_markers(config)
    options.refuse_unsafe(config)
    config.pluginmanager.register(Recorder(config), "pwd-recorder")


# ----------------------------------------------------------------------------- collection


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a ``discipline.yaml`` and the probes beside one."""
    name = file_path.name
    if file_path.suffix != ".yaml" or not (name == MANIFEST or name.startswith("test_")):
        return None
    if not (file_path.parent / MANIFEST).is_file():
        return None
    from pytest_pwd.plugin.collection import ManifestFile, ProbeFile

    kind = ManifestFile if name == MANIFEST else ProbeFile
    return kind.from_parent(parent, path=file_path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select by ``--pwd-concept``."""
    if wanted := config.getoption("pwd_concept"):
        from pytest_pwd.plugin.selection import select

        select(config, items, wanted)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector many items, which live to the end anyway: a fifth of a run of 10,000."""
    if RUNS in session.config.stash and len(session.items) >= MANY:
        gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tell the session-wide fixture ``pwd_model`` which folder asks for it."""
    if "pwd_model" in metafunc.fixturenames:
        from pytest_pwd.plugin.fixture import folder_above

        # A hidden parameter: one model for each discipline, and no brackets in the tests' names.
        folder = folder_above(metafunc.definition.path, metafunc.config.rootpath)
        metafunc.parametrize("pwd_model", [folder], ids=[pytest.HIDDEN_PARAM], indirect=True, scope="session")


# ----------------------------------------------------------------------------- run


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Compile and score before the first item of a discipline, outside of pytest's capturing."""
    if RUNS not in item.config.stash:
        return None
    from pytest_pwd.plugin.collection import prepare

    return prepare(item)


@pytest.hookimpl(trylast=True)
def pytest_pwd_base_model(config: pytest.Config) -> str | None:
    """Answer the hook for those who set an ini key; the command line comes before any hook."""
    return options.base_from_ini(config)


@pytest.fixture(scope="session")
def pwd_model(request: pytest.FixtureRequest) -> PwdModel:
    """The compiled model of the discipline whose folder the test is in, or else of the only one there is."""
    from pytest_pwd.plugin.fixture import model_for

    return model_for(request.config, getattr(request, "param", None))


# ----------------------------------------------------------------------------- reports


def pytest_report_teststatus(
    report: pytest.TestReport,
) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Count what is unstable apart from what passes and what fails."""
    if report.passed and report.when == "call" and (UNSTABLE, True) in report.user_properties:
        return "unstable", "u", ("UNSTABLE", {"yellow": True})
    return None


def pytest_report_collectionfinish(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> Iterable[str] | None:
    """Say what is tested, for each discipline."""
    if RUNS not in config.stash or config.get_verbosity() < 0:
        return None
    from pytest_pwd.plugin.terminal import headers

    return headers(config, items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write patches if they were asked for; a worker hands over what it knows."""
    if session.config.stash[Recorder.KEY].has_something:
        from pytest_pwd.plugin.finish import finish

        finish(session, exitstatus)
    if RUNS in session.config.stash and options.wants_coverage(session.config):
        from pytest_pwd.plugin.coverage import judge

        judge(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how each discipline ended, and what to do next."""
    if config.stash[Recorder.KEY].has_something:
        from pytest_pwd.plugin.terminal import write_summary

        write_summary(terminalreporter, config)
    if RUNS in config.stash and options.wants_coverage(config):
        from pytest_pwd.plugin.coverage import write_coverage

        write_coverage(terminalreporter, config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what an xdist worker knows."""
    node.config.stash[Recorder.KEY].take_over(getattr(node, "workeroutput", {}))
