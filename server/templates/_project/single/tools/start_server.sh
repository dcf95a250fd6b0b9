#!/bin/sh
# Serves the flow. What is given here is passed on to `flowlang serve`.
#   tools/start_server.sh --reload            tools/start_server.sh --port 8080
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
command -v flowlang >/dev/null || { echo "flowlang is not installed: run npm install first." >&2; exit 2; }
exec flowlang serve --project . "$@"
