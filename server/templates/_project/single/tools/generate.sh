#!/bin/sh
# Brings flow.ts, the tests and the README up to date with flow.yaml. What you wrote stays as it is.
#   tools/generate.sh            tools/generate.sh --dry-run
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
command -v flowlang >/dev/null || { echo "flowlang is not installed: run npm install first." >&2; exit 2; }
exec flowlang scaffolder update flow.yaml -o . "$@"
