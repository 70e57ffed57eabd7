#!/bin/bash
# The first process under user-mode Linux: mounts what a host has mounted, and hands over to inside.sh.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
. "$LAB_OUT/command.sh"
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mountpoint -q /dev || mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
(exec -a insmod "$LAB_DEBIAN/usr/bin/kmod" "$LAB_DEBIAN/usr/lib/uml/modules/$(uname -r)/kernel/fs/overlayfs/overlay.ko")
# Through a pipe: what runs there would take the console for a terminal.
"$LAB_WORK_TREE/lab/harness/machine/inside.sh" "$@" < /dev/null 2>&1 | cat
echo "${PIPESTATUS[0]}" > "$LAB_OUT/status"
sync
echo o > /proc/sysrq-trigger
sleep 60
