#!/bin/sh
# Writes a script to a file of the pod's own volume, for the other containers too, and runs it.
#
#   write-and-run.sh FILE TEXT ARGUMENT...
set -eu
file=$1
printf %s "$2" > "$file"
shift 2
exec /bin/sh "$file" "$@"
