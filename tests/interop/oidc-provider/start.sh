#!/usr/bin/env bash
# oidc-provider (npm), an authorization server certified for OpenID Connect; everything in memory. TOKEN is the secret of
# its clients. UPSTREAM, UPSTREAM_TOKEN and LIFE: see server.mjs.
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-9108}
. "$HERE/../lib.sh"
BASE=http://$HOST:$PORT/scim/v2
is_running && { announce "$BASE"; exit 0; }
npm_ready
prepare_run_dir
export HOST PORT RUN_DIR CLIENT_SECRET=$TOKEN
start_bg node "$CACHE/app/server.mjs"
wait_up "http://$HOST:$PORT/up"
announce "$BASE"
