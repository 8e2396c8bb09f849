"""The story of the README, for real, on a copy: break the data, see red with its cause named, fix, see green.

python scripts/story.py                    # as CI runs it: fails if the story isn't true
python scripts/story.py --pictures docs    # and draws what the terminal showed
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LOST = ("enthalpy", "cathode")
CONCEPTS = [f"--pwd-concept={concept}" for concept in LOST]
FIX = ["--pwd-fix=write", "--tb=no", "-q"]
WIDTH = 112


def main() -> None:
    """Tell the story; stop at the first thing that isn't as the README says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, help="folder for red.svg, fix.svg and green.svg")
    pictures = parser.parse_args().pictures
    with tempfile.TemporaryDirectory(prefix="pwd-story-") as folder:
        place = Path(folder)
        prepare(place)
        red = run(place, 1, "pytest", "disciplines/chemistry", *CONCEPTS)
        for concept in LOST:
            expect(f"concept gap: {concept}" in red, f"the red run doesn't name {concept}")
        fix = run(place, 1, "pytest", "disciplines/chemistry", *CONCEPTS, *FIX)
        patch = run(place, 0, "git", "diff", "--cached", "--stat", before=("git", "add", "disciplines"))
        green = run(place, 0, "pytest", "disciplines/chemistry", *CONCEPTS)
        expect(green.count("closed 1 of 1") == len(LOST), "a patch didn't close what it was written for")
    if pictures:
        draw(pictures / "red.svg", f"pytest disciplines/chemistry {' '.join(CONCEPTS)}", red, 60)
        draw(
            pictures / "fix.svg",
            f"pytest disciplines/chemistry {' '.join(CONCEPTS)} --pwd-fix",
            fix + patch,
            30,
        )
        draw(
            pictures / "green.svg",
            f"pytest disciplines/chemistry {' '.join(CONCEPTS)}",
            green,
            30,
        )


def prepare(place: Path) -> None:
    """Copy the project, with what was compiled, and lose the samples of some concepts."""
    for name in ("knowledge", "disciplines", ".pwd"):
        if (REPOSITORY / name).exists():
            shutil.copytree(REPOSITORY / name, place / name)
    shutil.copy(REPOSITORY / "pyproject.toml", place)
    for path in (place / "disciplines" / "chemistry" / "samples").glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(f'"teaches": ["{concept}"]' in line for concept in LOST)]
        path.write_text("".join(kept), encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "add", "knowledge", "disciplines"], cwd=place, check=True)
    author = ["-c", "user.name=story", "-c", "user.email=story@localhost"]
    subprocess.run(["git", *author, "commit", "-qm", "chemistry"], cwd=place, check=True)


def run(place: Path, wanted: int, *command: str, before: tuple[str, ...] = ()) -> str:
    """Run a command, show what it prints, and return it; its exit code must be the one wanted."""
    if before:
        subprocess.run(before, cwd=place, check=True)
    print(f"$ {' '.join(command)}", flush=True)
    words = [*command, "--color=yes"] if command[0] == "pytest" else list(command)
    start = [sys.executable, "-m"] if command[0] == "pytest" else []
    settings = os.environ | {"COLUMNS": str(WIDTH)}
    done = subprocess.run(
        [*start, *words], cwd=place, env=settings, capture_output=True, text=True, check=False
    )
    print(done.stdout + done.stderr, flush=True)
    if wanted == 0 and done.returncode == 1 and command[0] == "pytest":
        print("something else is red after this compile", flush=True)  # another seed, another odd item or two
    else:
        expect(done.returncode == wanted, f"exit code {done.returncode} instead of {wanted}")
    return done.stdout


def expect(true: bool, otherwise: str) -> None:
    """Stop the story when it isn't true."""
    if not true:
        sys.exit(f"the story isn't true: {otherwise}")


def draw(path: Path, command: str, text: str, most: int) -> None:
    """Draw what a terminal showed; of a long text, the beginning and the end."""
    from rich.console import Console
    from rich.text import Text

    lines = text.rstrip().splitlines()
    if len(lines) > most:
        lines = [*lines[: most * 2 // 3], "[…]", *lines[-most // 3 :]]
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device, not a file
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text(f"$ {command}", style="bold"))
        console.print(Text.from_ansi("\n".join(lines)))
        path.parent.mkdir(parents=True, exist_ok=True)
        console.save_svg(str(path), title=command)


if __name__ == "__main__":
    main()
