#!/bin/sh
# Gives node-cache what its own image and kernel give it, and then runs it unchanged.
set -eu

# It adds a dummy device unless the link is there. A kernel without the module gets a bridge with no port instead, which
# holds addresses just as well.
name=nodelocaldns setup=true
previous=
for argument; do
  case "$argument" in
    -setupinterface=false | --setupinterface=false) setup=false ;;
    -interfacename=* | --interfacename=*) name=${argument#*=} ;;
  esac
  case "$previous" in -interfacename | --interfacename) name=$argument ;; esac
  previous=$argument
done
if [ $setup = true ] && ! ip link show "$name" > /dev/null 2>&1; then
  if ip link add "$name" type dummy 2> /dev/null; then
    ip link delete "$name"
  else
    ip link add "$name" type bridge
  fi
fi
exec "$@"
