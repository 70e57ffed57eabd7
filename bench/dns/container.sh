#!/bin/sh
# Runs a program as a container runs it: with the files of DIRECTORY/etc laid over /etc, and changes of its own to it and /tmp.
#   ip netns exec NAMESPACE container.sh DIRECTORY PROGRAM...
set -eu
directory=$1
shift
for place in etc tmp; do
  layers=lowerdir=/$place,upperdir=$directory/$place,workdir=$directory/work-$place
  mkdir -p "$directory/$place" "$directory/work-$place"
  mount -t overlay -o "$layers" lab "/$place"
done
exec "$@"
