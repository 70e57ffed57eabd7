#!/bin/sh
# Removes what caches have left on this node.
#
#   cleanup-node.sh rules   removes their rules, of both backends of iptables, IPv4 and IPv6
#   cleanup-node.sh links   removes their interfaces
#
# Rules are known by their whole comments: those of fail-open.sh, whichever cache, pod and values they name, and those
# that node-cache sets by itself. All else stays, and a node without any of it stays as it is. What cannot be read or
# removed does not keep the rest; it is named at the end, and the exit status is 1.
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

# is_ours RULE: whether a rule as `-S` prints it has a comment of node-cache, or one of the form that fail-open.sh gives:
#   node-local-dns fail-open INTERFACE: PROXY_MODE LOCAL_IP CLUSTER_DNS_IP [HEALTH_PORT POD_NAME]
is_ours() {
  text=${1#* --comment \"}
  [ "$text" != "$1" ] || return
  text=${text%%\"*}
  case $text in
    'NodeLocal DNS Cache: skip conntrack' | 'NodeLocal DNS Cache: allow DNS traffic') return ;;
    'node-local-dns fail-open '*) ;;
    *) return 1 ;;
  esac
  # shellcheck disable=SC2086 # words
  set -- $text
  case $# in 6 | 8) ;; *) return 1 ;; esac
  case $3 in *?:) ;; *) return 1 ;; esac
  case $4,$5,$6,${7-0},${8-x} in
    *[!a-z0-9-]*,*,*,*,* | *,*[!0-9a-f:.-]*,*,*,* | *,*,*[!0-9a-f:.-]*,*,* | *,*,*,*[!0-9]*,* | *,*,*,*,*[!a-z0-9.-]*)
      return 1
      ;;
  esac
}

# remove BACKEND PROGRAM TABLE CHAIN: says on stderr what stays
remove() {
  rules=$(list "$@" 2>&1) || {
    echo "$1 $2 cannot list $3 $4: $rules" >&2
    return
  }
  echo "$rules" | while read -r rule; do
    is_ours "$rule" || continue
    before=${rule%% --comment *} after=${rule#* --comment \"}
    # shellcheck disable=SC2086 # the rule's words; none but the comment has spaces
    if message=$(tables "$1" "$2" -t "$3" -D ${before#-A } --comment "${after%%\"*}" ${after#*\"} 2>&1); then
      say "$1 $2 removed from $3: $rule"
    else
      echo "$1 $2 did not remove from $3: $rule: $message" >&2
    fi
  done
}

# All places that fail-open.sh and node-cache set rules in.
remove_rules() {
  for backend in legacy nft; do
    command -v "xtables-$backend-multi" > /dev/null ||
      fail "there is no xtables-$backend-multi, so nothing was changed; use an image of node-cache"
  done
  # What is removed is said at once; what stays is kept for the end.
  {
    left=$(
      for backend in legacy nft; do
        for program in iptables ip6tables; do
          for place in 'raw PREROUTING' 'raw OUTPUT' 'filter INPUT' 'filter OUTPUT' 'nat PREROUTING'; do
            remove "$backend" "$program" "${place% *}" "${place#* }" 2>&1 >&3
          done
        done
      done
    )
  } 3>&1
  [ -z "$left" ] || fail "some rules may be left, and the others are removed:
$left"
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
