#!/bin/bash
# The first process of a machine: gives it a root that forgets what is written to it, and runs the command there.
set -eu
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
root=/mnt/root
host_mounts=$(cat /proc/mounts)

mount --make-rprivate /
mount -t tmpfs -o size=8G lab /mnt
mkdir /mnt/work $root
# A copy, because the kernel refuses two layers of which one is inside the other.
cp -a "$LAB_DEBIAN" /mnt/upper
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work lab $root

mount -t proc proc $root/proc
mount -t sysfs sysfs $root/sys
mount --rbind /dev $root/dev
mount --make-rprivate $root/dev
mount -t tmpfs tmpfs $root/run
# The container runtime lays overlays of its own, which the kernel does not allow on top of an overlay.
for directory in /var/lib/containerd /var/lib/kubelet /var/log; do
  mkdir -p $root$directory
  mount -t tmpfs tmpfs $root$directory
done
# A work tree or a cache on another file system is not in the overlay.
for directory in $LAB_DIRECTORIES; do
  if [ "$(stat -c %d "$directory")" != "$(stat -c %d /)" ]; then
    mkdir -p "$root$directory"
    mount --bind "$directory" "$root$directory"
  fi
done
# The one place where results go out.
mkdir -p "$root$LAB_OUT"
if [ "$(stat -f -c %T /)" = hostfs ]; then
  mount -t hostfs -o "$LAB_OUT" none "$root$LAB_OUT"
else
  mount --bind "$LAB_OUT" "$root$LAB_OUT"
fi

# The cgroup namespace shows our own cgroups as the whole of them.
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
  mount -t cgroup2 cgroup2 $root/sys/fs/cgroup
  # Controllers are handed down only by a cgroup that has no process.
  mkdir $root/sys/fs/cgroup/init
  # Threads of the kernel, which a kernel of our own shows, must stay: real-time ones keep the cpu controller away.
  for pid in $(cat $root/sys/fs/cgroup/cgroup.procs); do
    if readlink "/proc/$pid/exe" > /dev/null; then echo "$pid" > $root/sys/fs/cgroup/init/cgroup.procs; fi
  done
  for controller in $(cat $root/sys/fs/cgroup/cgroup.controllers); do
    echo "+$controller" > $root/sys/fs/cgroup/cgroup.subtree_control 2> /dev/null || true
  done
else
  mount -t tmpfs cgroup $root/sys/fs/cgroup
  while read -r _ directory type options _; do
    if [ "$type" != cgroup ]; then continue; fi
    case "$options" in *name=systemd*) controllers=none,name=systemd ;; *) controllers=$(basename "$directory") ;; esac
    mkdir -p "$root$directory"
    mount -t cgroup -o "$controllers" cgroup "$root$directory"
  done <<< "$host_mounts"
fi

mkdir $root/.host
pivot_root $root $root/.host
umount -l /.host
rmdir /.host
cd "$LAB_WORK_TREE"
mount --make-rshared /

# The kubelet writes settings that belong to the whole kernel. It is shown a copy that has them already.
mkdir /run/sysctl
while read -r name value; do
  copy=/run/sysctl/$(basename "$name")
  echo "$value" > "$copy"
  if [ -e "/proc/sys/$name" ]; then mount --bind "$copy" "/proc/sys/$name"; fi
done << SYSCTL
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
SYSCTL

hostname lab-node
echo '127.0.0.1 localhost lab-node' > /etc/hosts
ip link set lo up
"$@"
