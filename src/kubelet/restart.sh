#!/bin/sh
# How the kubelet is restarted, and whether it is back. For kubelet.sh, which has the parameters and $mask, and running.sh,
# which says what runs.
# shellcheck disable=SC2034,SC2154 # what kubelet.sh reads and sets

# within SECONDS COMMAND...: tries it about once a second.
within() {
  end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$end" ] || return
    sleep 1
  done
}

answers() {
  if command -v curl > /dev/null; then
    curl --silent --fail --globoff --max-time 2 --output /dev/null "$1"
  else
    wget -q -T 2 -O /dev/null "$1"
  fi
}

# A kubelet that ends soon after its start is not back. Without an endpoint it must be the same process for 10 s: one that
# cannot start is another one by then, or none.
healthy() {
  if [ "$HEALTHZ" = process ]; then
    process=$(identity)
    [ -n "$process" ] && sleep 10 && [ "$(identity)" = "$process" ]
    return
  fi
  answers "$HEALTHZ" && sleep 1 && answers "$HEALTHZ" && sleep 1 && answers "$HEALTHZ"
}

restart() {
  if [ -n "$RESTART_COMMAND" ]; then
    (umask "$mask" && exec sh -c "$RESTART_COMMAND" 9>&-)
  else
    systemctl reset-failed "$SERVICE" 2> /dev/null
    systemctl restart "$SERVICE"
  fi
}

# comes_back [NAMESERVERS]: restarts the kubelet, and waits for another process, which answers, and gives these to pods.
comes_back() {
  before=$(identity) given=
  restart && within "$RESTART_SECONDS" is_back "$@"
}

is_back() {
  { [ -z "$before" ] || [ "$(identity)" != "$before" ]; } && healthy && { [ $# = 0 ] || gives "$1"; }
}
