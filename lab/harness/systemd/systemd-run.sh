#!/bin/bash
# A stand-in for systemd-run: `systemd-run --unit=NAME [--setenv=NAME=VALUE]... COMMAND...`.
environment=()
while [[ $1 == --* ]]; do
  case $1 in
    --unit=*) unit=${1#*=} ;;
    --setenv=*) environment+=("${1#*=}") ;;
  esac
  shift
done
printf '%q ' exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin "${environment[@]}" "$@" > "/run/lab/units/$unit"
exec "$(dirname "$0")/systemctl" start "$unit"
