#!/bin/sh
# Set up, then compile a model on the chemistry samples and test what it knows.
set -eu
. "$(dirname "$0")/venv.sh"
exec pytest disciplines/chemistry "$@"
