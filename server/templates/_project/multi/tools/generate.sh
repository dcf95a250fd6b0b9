#!/bin/sh
# Brings flow.ts and the tests of every flow up to date with its flow.yaml. What you wrote stays as it is.
#   tools/generate.sh            tools/generate.sh --dry-run
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
command -v flowlang >/dev/null || { echo "flowlang is not installed: run npm install first." >&2; exit 2; }
for file in flows/*/flow.yaml; do
  flowlang scaffolder update "$file" -o "$(dirname "$file")" "$@"
done
