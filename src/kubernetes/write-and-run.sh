#!/bin/sh
# Writes scripts to a volume of the pod's own, for the other containers too, and runs the first of them.
#
#   write-and-run.sh DIRECTORY NAME TEXT [NAME TEXT]... -- ARGUMENT...
set -eu
directory=$1
first=$2
shift
while [ "$1" != -- ]; do
  printf %s "$2" > "$directory/$1"
  shift 2
done
shift
exec /bin/sh "$directory/$first" "$@"
