# Sourced by the other scripts: a virtual environment in .venv with the package in it, made if it isn't there.
cd "$(dirname "$0")/.."
if ! [ -x .venv/bin/pytest-pwd ]; then
    python3 -m venv .venv
    # This version first: it is the one that the figures were measured with.
    .venv/bin/python -m pip install --quiet torch==2.13.0
    .venv/bin/python -m pip install --quiet --editable '.[dev]'
fi
PATH="$PWD/.venv/bin:$PATH"
export PATH
