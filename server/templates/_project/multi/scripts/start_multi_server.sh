#!/bin/sh
# Serves all flows. What is given here is passed on to `flowlang serve`.
#   scripts/start_multi_server.sh --port 8000 --reload
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"
command -v flowlang >/dev/null || { echo "flowlang is not installed: run npm install first." >&2; exit 2; }
exec flowlang serve --multi ./flows "$@"
