#!/bin/bash
# The stand-in's first process. A request is a line `ANSWER VERB UNIT` on the pipe; the status goes to the file ANSWER.
# The kubelet is the one service; every other unit is transient: the script /run/lab/units/UNIT. The kubelet has, as if by
# `EnvironmentFile=`, the flags that $CLUSTER_DNS of /etc/kubernetes/kubelet has.
mkdir -p /run/lab/units
mkfifo /run/lab/service-manager
exec 3<> /run/lab/service-manager

pid_of() { cat "/run/lab/$1.pid" 2> /dev/null; }
runs() { [ -n "$(pid_of "$1")" ] && kill -0 "$(pid_of "$1")" 2> /dev/null; }

start() {
  local command=(/bin/bash "/run/lab/units/$1")
  if [ "$1" = kubelet ]; then
    CLUSTER_DNS=
    . /etc/kubernetes/kubelet
    mapfile -d '' -t command < /run/lab/units/kubelet.command
    command+=($CLUSTER_DNS)
  fi
  setsid "${command[@]}" >> "/run/lab/log/$1.log" 2>&1 3>&- < /dev/null &
  echo $! > "/run/lab/$1.pid"
}

stop() {
  if ! runs "$1"; then return; fi
  # A service is started again as it was.
  if [ "$1" = kubelet ]; then
    grep --null-data --invert-match '^--cluster-dns=' "/proc/$(pid_of kubelet)/cmdline" > /run/lab/units/kubelet.command
  fi
  kill "$(pid_of "$1")"
  for _ in $(seq 200); do
    if ! runs "$1"; then return; fi
    sleep 0.05
  done
  kill -KILL "$(pid_of "$1")"
}

while read -r -u 3 answer verb unit; do
  case $verb in
    start) start "$unit" ;;
    stop) stop "$unit" ;;
    restart) stop "$unit" && start "$unit" ;;
    is-active) runs "$unit" ;;
    *) false ;;
  esac
  echo $? > "$answer.new" && mv "$answer.new" "$answer"
done
