#!/bin/bash
# Runs a command on a machine with a kernel of its own: user-mode Linux, which is an ordinary program.
#   uml.sh COMMAND...      LAB_DEBIAN unpacked packages   LAB_OUT directory for results   LAB_SECONDS upper bound
#                          LAB_PROCESSOR which of the host's processors, counted from the last, 1
set -eu
here=$(dirname "$(readlink -f "$0")")

# The kernel's command line has no room for this.
{ export -p; printf 'set --'; printf ' %q' "$@"; echo; } > "$LAB_OUT/command.sh"

# Its kernel has one processor, and its processes trace each other: on one of the host's, that costs a third of the time.
cpus=$(taskset --cpu-list --pid $$ | sed 's/.*: //' | tr , '\n' | while IFS=- read -r from to; do seq "$from" "${to:-$from}"; done)
cpu=$(echo "$cpus" | tail -n "$LAB_PROCESSOR" | head -n 1)

# Its memory is a file, which belongs in memory; its processes end with the PID namespace that they are in.
TMPDIR=/dev/shm timeout --foreground --signal KILL "${LAB_SECONDS:-2400}" \
  taskset --cpu-list "$cpu" unshare --mount-proc --net --pid --fork --kill-child=KILL \
  "$LAB_DEBIAN/usr/bin/linux.uml" mem=8G root=none rootfstype=hostfs rootflags=/ ro \
  "init=$here/uml-init.sh" "LAB_OUT=$LAB_OUT" con=null con0=fd:0,fd:1 "uml_dir=$LAB_OUT/" umid=uml quiet \
  < /dev/null || true
exit "$(cat "$LAB_OUT/status" 2> /dev/null || echo 1)"
