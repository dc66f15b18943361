#!/usr/bin/env bash
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-9108}
. "$HERE/../lib.sh"
stop_pid
