#!/bin/bash
# Runs a command on a machine of its own that shares the host's kernel: namespaces for everything that a kernel has them
# for, cgroups below one of our own, and a root that forgets what is written to it (inside.sh).
#   host.sh COMMAND...      LAB_DEBIAN unpacked packages   LAB_OUT directory for results   LAB_SECONDS upper bound
set -eu
inside=$(dirname "$(readlink -f "$0")")/inside.sh
name=node-local-dns-lab-$$

# Version 1 has a directory for each controller, version 2 one for all.
cgroups=()
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
  cgroups=("/sys/fs/cgroup/$name")
else
  while read -r _ directory type _; do
    if [ "$type" = cgroup ]; then cgroups+=("$directory/$name"); fi
  done < /proc/mounts
fi
for cgroup in "${cgroups[@]}"; do
  mkdir "$cgroup"
  if [ -e "$cgroup/cpuset.cpus" ]; then
    cat "$cgroup/../cpuset.cpus" > "$cgroup/cpuset.cpus"
    cat "$cgroup/../cpuset.mems" > "$cgroup/cpuset.mems"
    echo 1 > "$cgroup/cgroup.clone_children"
  fi
done

# A cgroup can be removed once its last process is reaped, which takes a moment after the machine's end.
remove_cgroups() {
  for _ in $(seq 100); do
    left=0
    for cgroup in "${cgroups[@]}"; do
      if [ -d "$cgroup" ]; then find "$cgroup" -depth -type d -exec rmdir {} + 2> /dev/null || left=1; fi
    done
    if [ $left = 0 ]; then return; fi
    sleep 0.1
  done
  echo "cgroups left behind: ${cgroups[*]}" >&2
}
trap remove_cgroups EXIT

(
  for cgroup in "${cgroups[@]}"; do echo $BASHPID > "$cgroup/cgroup.procs"; done
  exec timeout --foreground --signal KILL "${LAB_SECONDS:-900}" \
    unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child=KILL "$inside" "$@"
) &
machine=$!
# Killing the first process of a PID namespace kills all of it; --kill-child sees to that.
trap 'kill -KILL $(cat /proc/$machine/task/$machine/children) $machine 2> /dev/null || true' INT TERM
status=0
wait $machine || status=$?
wait $machine 2> /dev/null || true
exit $status
