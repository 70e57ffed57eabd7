#!/bin/sh
# Runs kubelet.sh on the node, from a privileged container: what follows the name of this script is its command.
#
# The node's mount namespace, which has its files and programs, is entered through its /proc at /host/proc, so that the
# pod needs no hostPID. What may have to wait for the cache of this very pod becomes a transient unit of systemd, and is
# in the journal.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
here=$(dirname "$0")
there=/var/lib/node-local-dns
unit=node-local-dns-kubelet
: "${PARAMETERS:=}" "${CACHE_HEALTH:=}"

on_node() {
  nsenter -m/host/proc/1/ns/mnt -- "$@"
}

if [ "$1" = revert ] && [ ! -d "/host/proc/1/root$there" ]; then
  echo 'kubelet: this node was never patched'
  exit
fi

# What still waits would change the kubelet later, with other values or after its revert.
on_node systemctl stop "$unit.service" 2> /dev/null || :
on_node systemctl reset-failed "$unit.service" 2> /dev/null || :

# By another name first, since another run may read its file on.
on_node mkdir -p "$there"
for file in "$here/kubelet.sh" "$here"/*.awk; do
  [ -f "$file" ] || continue
  # shellcheck disable=SC2016 # for the shell on the node
  on_node sh -c 'cat > "$1.new" && mv -f "$1.new" "$1"' sh "$there/${file##*/}" < "$file"
done

if [ -z "$CACHE_HEALTH" ]; then
  on_node sh "$there/kubelet.sh" "$@"
  exit
fi
if ! on_node sh -c 'command -v systemd-run > /dev/null'; then
  echo 'kubelet: this node has no systemd-run, so nothing can wait for the cache there, and nothing was changed;' \
    'use Availability.FAIL_OPEN, or waitForCache: false' >&2
  exit 1
fi
action=$1
set --
for name in $PARAMETERS; do
  set -- "$@" "--setenv=$name=$(eval "printf %s \"\$$name\"")"
done
on_node systemd-run --unit="$unit" "$@" /bin/sh "$there/kubelet.sh" "$action"
echo "kubelet: waits for the cache; journalctl --unit=$unit on the node tells how it went"
