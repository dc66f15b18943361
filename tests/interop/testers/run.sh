#!/usr/bin/env bash
# run.sh BASE: what two testers that nobody here wrote say of the server at BASE, as lines of JSON (see ask.py).
# The bearer token is in SCIM_TOKEN. The first run installs the pinned packages under target/interop.
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=0
. "$HERE/../lib.sh"
venv_ready "$HERE/requirements.txt"
exec "$CACHE/venv/bin/python" "$HERE/ask.py" "${1:?the base URL}"
