#!/bin/bash
# The first process of a node with a real systemd, in namespaces of its own: gives it directories that forget what is written
# to them, and becomes systemd, with the units of the directory $1 alone.
set -eu
mount --make-rprivate /
ip link set lo up
cgroups=$(awk '$3 ~ /^cgroup/ { print $2, $3, $4 }' /proc/mounts)
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  # Version 1: systemd's own hierarchy is enough for it.
  mount -t tmpfs cgroup /sys/fs/cgroup
  mkdir /sys/fs/cgroup/systemd
  grep -q name=systemd <<< "$cgroups"
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
fi
mkdir -p /host/proc
mount --bind /proc /host/proc
mount -t tmpfs none /var/lib
mount -t tmpfs none /run
mkdir /var/lib/kubelet
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin container=lab SYSTEMD_UNIT_PATH="$1" \
  /lib/systemd/systemd --system --log-target=console --show-status=no
