# Shared by every NAME/start.sh and NAME/stop.sh. Source it with HERE set to the server's folder.
#
# Environment a caller may set:
#   PORT       port on 127.0.0.1 (each server has its own default)
#   TOKEN      bearer token (default: "secret-NAME")
#   CACHE      folder whose NAME/ holds the installed packages (default: target/interop)
#   RUN_DIR    where pidfile, log and data go (default: CACHE/run/PORT), so several
#              instances of one server can run on different ports
#   FRESH=1    wipe RUN_DIR first, so the server starts with no resources
#   WAIT_S     how long to wait for the server to answer (default 60)
set -euo pipefail

: "${HERE:?}"
NAME=$(basename "$HERE")
HOST=127.0.0.1
: "${PORT:?PORT not set}"
TOKEN=${TOKEN:-secret-$NAME}
CACHE=${CACHE:-$(cd "$HERE/../../.." && pwd)/target/interop}/$NAME
RUN_DIR=${RUN_DIR:-$CACHE/run/$PORT}
PIDFILE=$RUN_DIR/pid
LOG=$RUN_DIR/log
WAIT_S=${WAIT_S:-60}

# The kernel's start time of a process: with the pid it names one process for good.
_birth() { awk '{sub(/^.*\) /, ""); print $20}' "/proc/$1/stat" 2>/dev/null; }

is_running() {
  [ -f "$PIDFILE" ] || return 1
  local pid birth
  read -r pid birth <"$PIDFILE"
  [ -n "$pid" ] && [ -d "/proc/$pid" ] && [ "$(_birth "$pid")" = "$birth" ]
}

# Two starts of one server at the same time must not both install: the second waits for the first.
# The descriptor is closed again before the server starts, or the server would hold the lock.
alone() { mkdir -p "$CACHE"; exec 9>"$CACHE/install.lock"; flock 9; }

# venv_ready REQUIREMENTS: a venv at CACHE/venv with exactly those pinned packages.
venv_ready() {
  local req=$1 stamp
  stamp=$(sha256sum "$req" | cut -d' ' -f1)
  alone
  if [ "$(cat "$CACHE/venv/.stamp" 2>/dev/null || true)" != "$stamp" ]; then
    rm -rf "$CACHE/venv"
    mkdir -p "$CACHE"
    "${PYTHON:-python3}" -m venv "$CACHE/venv"
    "$CACHE/venv/bin/pip" install -q --disable-pip-version-check -r "$req" >&2
    echo "$stamp" >"$CACHE/venv/.stamp"
  fi
  exec 9>&-
}

# npm_ready: a copy of this server at CACHE/app with node_modules as package-lock.json pins them.
npm_ready() {
  local stamp
  alone
  stamp=$(cat "$HERE"/package-lock.json "$HERE"/*.mjs | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$CACHE/app/.stamp" 2>/dev/null || true)" != "$stamp" ]; then
    rm -rf "$CACHE/app" && mkdir -p "$CACHE/app"
    cp "$HERE"/package.json "$HERE"/package-lock.json "$HERE"/*.mjs "$CACHE/app/"
    (cd "$CACHE/app" && npm ci --silent --no-audit --no-fund >&2)
    echo "$stamp" >"$CACHE/app/.stamp"
  fi
  exec 9>&-
}

prepare_run_dir() {
  if [ "${FRESH:-0}" = 1 ]; then rm -rf "$RUN_DIR"; fi
  mkdir -p "$RUN_DIR"
}

# Say where the server is, for people (stdout) and for scripts (RUN_DIR/env).
announce() {
  local base=$1 auth=${2:-"Bearer $TOKEN"}
  {
    echo "SCIM_BASE='$base'"
    echo "SCIM_AUTH='$auth'"
    echo "SCIM_PID=$(cut -d' ' -f1 "$PIDFILE")"
  } | tee "$RUN_DIR/env"
}

# start_bg CMD...: in the background, in its own session, with a pidfile and a log.
start_bg() {
  setsid nohup "$@" >>"$LOG" 2>&1 </dev/null &
  local pid=$!
  sleep 0.1
  echo "$pid $(_birth "$pid")" >"$PIDFILE"
}

# wait_up URL: until the server answers anything but a 5xx.
wait_up() {
  local url=$1 code end=$((SECONDS + WAIT_S))
  while [ $SECONDS -lt $end ]; do
    if ! is_running; then echo "$NAME: died at start; see $LOG" >&2; tail -n 20 "$LOG" >&2; return 1; fi
    code=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$url" || true)
    case $code in 000|5*) sleep 0.2 ;; *) return 0 ;; esac
  done
  echo "$NAME: no answer from $url in ${WAIT_S}s; see $LOG" >&2
  return 1
}

# stop_pid: end only the process the pidfile names, and wait for it to be gone.
stop_pid() {
  if ! is_running; then rm -f "$PIDFILE"; echo "$NAME: not running on port $PORT"; return 0; fi
  local pid
  read -r pid _ <"$PIDFILE"
  kill "$pid"
  for _ in $(seq 50); do is_running || break; sleep 0.1; done
  if is_running; then kill -9 "$pid"; sleep 0.2; fi
  rm -f "$PIDFILE"
  echo "$NAME: stopped pid $pid"
}
