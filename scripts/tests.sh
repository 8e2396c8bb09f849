#!/bin/sh
# Set up, then check the package itself: style, types, tests.
set -eu
. "$(dirname "$0")/venv.sh"
ruff check .
ruff format --check .
mypy
exec pytest tests "$@"
