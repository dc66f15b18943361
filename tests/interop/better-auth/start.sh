#!/usr/bin/env bash
# better-auth (npm) with its SCIM plugin; users stand in its own tables, so a name must look like an address.
# Data in memory.
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-9105}
. "$HERE/../lib.sh"
BASE=http://$HOST:$PORT/api/auth/scim/v2
is_running && { announce "$BASE"; exit 0; }
npm_ready
prepare_run_dir
export HOST PORT TOKEN RUN_DIR
start_bg node "$CACHE/app/server.mjs"
wait_up "$BASE/ServiceProviderConfig"
announce "$BASE"
