#!/bin/sh
# The story of the README, for real, on a copy: break the data, see red with the cause named, fix, see green.
set -eu
. "$(dirname "$0")/venv.sh"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R conftest.py pyproject.toml knowledge disciplines "$copy"
[ ! -d .pwd ] || cp -R .pwd "$copy"
cd "$copy"

expect() { # the exit code that a command must end with, and the command
    wanted=$1
    shift
    echo "\$ $*"
    code=0
    "$@" || code=$?
    [ "$code" -eq "$wanted" ] || { echo "exit code $code instead of $wanted"; exit 1; }
}

for concept in enthalpy cathode; do
    for file in disciplines/chemistry/samples/*.jsonl; do
        grep -v "\"teaches\": \[\"$concept\"\]" "$file" >"$file.kept" || true
        mv "$file.kept" "$file"
    done
done
expect 1 pytest disciplines/chemistry --pwd-fix=write | tee red.txt
grep -q "concept gap: enthalpy" red.txt
expect 0 pytest disciplines/chemistry
