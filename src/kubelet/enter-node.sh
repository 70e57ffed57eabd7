#!/bin/sh
# Runs kubelet.sh on the node, from a privileged container.
#
#   sh -c "$ENTER_NODE" enter-node.sh patch|revert NAME TEXT [NAME TEXT]...
#
# This script and those that it brings to the node are arguments, not files of a ConfigMap: who may edit a ConfigMap does not
# decide what runs here. A NAME is that of a file beside kubelet.sh, and its TEXT is all of it.
#
# The node's mount namespace, which has its files and programs, is entered through its /proc at /host/proc, so that the
# pod needs no hostPID. What may have to wait for the cache of this very pod becomes a transient unit of systemd, and is
# in the journal.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
there=/var/lib/node-local-dns
unit=node-local-dns-kubelet
: "${PARAMETERS:=}" "${CACHE_HEALTH:=}"

usage() {
  echo "kubelet: $1, so nothing was changed" >&2
  echo 'usage: enter-node.sh patch|revert NAME TEXT [NAME TEXT]...' >&2
  exit 2
}

on_node() {
  nsenter -m/host/proc/1/ns/mnt -- "$@"
}

# Before anything is written: the action, and pairs of a plain name and a text, kubelet.sh among them.
check() {
  case ${1-} in patch | revert) ;; *) usage "the action is '${1-}', not patch or revert" ;; esac
  shift
  main=
  while [ $# -gt 0 ]; do
    case $1 in '' | .* | *[!A-Za-z0-9._-]*) usage "'$1' is no name of a script: letters, digits, '.', '_' and '-' alone" ;; esac
    [ $# -gt 1 ] && [ -n "$2" ] || usage "the script $1 has no text"
    [ "$1" != kubelet.sh ] || main=1
    shift 2
  done
  [ -n "$main" ] || usage 'there is no script kubelet.sh'
}

# Each by another name first, since another run may read its file on.
bring() {
  # shellcheck disable=SC2016 # for the shell on the node
  on_node sh -c 'umask 077 && mkdir -p "$1" && chmod 700 "$1"' sh "$there"
  while [ $# -gt 0 ]; do
    # shellcheck disable=SC2016 # for the shell on the node
    printf %s "$2" | on_node sh -c 'umask 077 && cat > "$1.new" && mv -f "$1.new" "$1"' sh "$there/$1"
    shift 2
  done
}

check "$@"
action=$1
shift
if [ "$action" = revert ] && [ ! -d "/host/proc/1/root$there" ]; then
  echo 'kubelet: this node was never patched'
  exit
fi

# What still waits would change the kubelet later, with other values or after its revert.
on_node systemctl stop "$unit.service" 2> /dev/null || :
on_node systemctl reset-failed "$unit.service" 2> /dev/null || :
bring "$@"

if [ -z "$CACHE_HEALTH" ]; then
  on_node sh "$there/kubelet.sh" "$action"
  exit
fi
if ! on_node sh -c 'command -v systemd-run > /dev/null'; then
  echo 'kubelet: this node has no systemd-run, so nothing can wait for the cache there, and nothing was changed;' \
    'use Availability.FAIL_OPEN, or waitForCache: false' >&2
  exit 1
fi
set --
for name in $PARAMETERS; do
  set -- "$@" "--setenv=$name=$(eval "printf %s \"\$$name\"")"
done
on_node systemd-run --unit="$unit" "$@" /bin/sh "$there/kubelet.sh" "$action"
echo "kubelet: waits for the cache; journalctl --unit=$unit on the node tells how it went"
