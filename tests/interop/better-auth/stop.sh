#!/usr/bin/env bash
HERE=$(cd "$(dirname "$0")" && pwd)
PORT=${PORT:-9105}
. "$HERE/../lib.sh"
stop_pid
