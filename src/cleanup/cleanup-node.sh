#!/bin/sh
# Removes what caches have left on this node.
#
#   cleanup-node.sh rules   removes their rules, of both backends of iptables, IPv4 and IPv6
#   cleanup-node.sh links   removes their interfaces
#
# Rules are known by their comments: those of fail-open.sh, whichever cache, pod and values they name, and those that
# node-cache sets by itself. All else stays, and a node without any of it stays as it is.
#
# `rules` needs the iptables of node-cache's image and cat; `links` needs ip and cat.
set -fu

say() {
  echo "cleanup: $*"
}

fail() {
  say "$*" >&2
  exit 1
}

# tables BACKEND PROGRAM ARGUMENT...: waits for who else changes rules, as node-cache does.
tables() {
  xtables="xtables-$1-multi $2"
  shift 2
  # shellcheck disable=SC2086 # two words
  $xtables -w 5 "$@"
}

# list BACKEND PROGRAM TABLE CHAIN
list() {
  if [ "$1" = legacy ]; then
    # To ask for a table would make it.
    case $(cat "/proc/net/${2%tables}_tables_names" 2> /dev/null) in
      *"$3"*) ;;
      *) return 0 ;;
    esac
  fi
  if listed=$(tables "$1" "$2" -t "$3" -S "$4" 2>&1); then
    echo "$listed"
    return
  fi
  case $listed in
    # A kernel without nf_tables.
    *'Failed to initialize nft'* | *'generation id: Invalid argument'*) ;;
    *)
      echo "$listed" >&2
      return 1
      ;;
  esac
}

# remove BACKEND PROGRAM TABLE CHAIN
remove() {
  rules=$(list "$@") || fail "$1 $2 cannot list $3 $4 (see above)"
  echo "$rules" | while read -r rule; do
    case $rule in
      *'--comment "node-local-dns fail-open '* | *'--comment "NodeLocal DNS Cache: '*) ;;
      *) continue ;;
    esac
    before=${rule%%\"*} after=${rule#*\"}
    comment=${after%%\"*} after=${after#*\"}
    # shellcheck disable=SC2086 # the rule's words; none but the comment has spaces
    tables "$1" "$2" -t "$3" -D ${before#-A } "$comment" $after || fail "$1 $2 did not remove from $3: $rule"
    say "$1 $2 removed from $3: $rule"
  done
}

# All places that fail-open.sh and node-cache set rules in.
remove_rules() {
  for backend in legacy nft; do
    command -v "xtables-$backend-multi" > /dev/null ||
      fail "there is no xtables-$backend-multi, so nothing was changed; use an image of node-cache"
  done
  for backend in legacy nft; do
    for program in iptables ip6tables; do
      for place in 'raw PREROUTING' 'raw OUTPUT' 'filter INPUT' 'filter OUTPUT' 'nat PREROUTING'; do
        remove "$backend" "$program" "${place% *}" "${place#* }" || exit
      done
    done
  done
  say 'no rule of a cache is left'
}

remove_links() {
  hex='[0-9a-f]'
  half=$hex$hex$hex$hex
  # Read first, since the list changes under who reads it.
  devices=$(cat /proc/net/dev)
  echo "$devices" | while read -r name _; do
    name=${name%%:*}
    # shellcheck disable=SC2254 # a pattern
    case $name in
      nodelocaldns | nld-$half$half)
        ip link delete "$name" || fail "cannot remove the interface $name (see above)"
        say "removed the interface $name"
        ;;
    esac
  done || exit
  say 'no interface of a cache is left'
}

case ${1-} in
  rules) remove_rules ;;
  links) remove_links ;;
  *)
    echo 'usage: cleanup-node.sh rules | links' >&2
    exit 2
    ;;
esac
