#!/bin/sh
# Rules that send pods' queries to the cache while it listens, and let them go to kube-dns while it does not.
#
#   fail-open.sh set      sets the pod's rules, and removes older ones and those that node-cache sets by itself
#   fail-open.sh keep     sets them again and again, for who flushes them, until SIGTERM; then as `remove`
#   fail-open.sh remove   steps aside: all queries go to kube-dns, unless another pod's rules bring them to its cache
#
# NOTRACK keeps a packet from kube-proxy, and so brings it to the address that the cache has on this node. The official
# rules say so always; these say so if a socket is bound to that very address (`-m socket`), and the node still has the
# address (`-m addrtype`), which somebody may have taken away. All others are tracked, and kube-proxy sends them to the
# cluster's DNS as on a node without a cache. Hence a rule left behind does no harm.
#
# In IPVS mode the cache has the local IP alone, of which kube-proxy knows nothing: tracked packets for it are sent on
# to the kube-dns IP. That rule outlives the cache, since pods that were told the local IP go on asking it.
#
# Needs sh, iptables and, to keep, sleep: what node-cache's images have.
set -u

: "${LOCAL_IP:?is not set: the IP address of the cache on every node}"
: "${CLUSTER_DNS_IP:?is not set: the cluster IP of the Service kube-dns}"
: "${PROXY_MODE:?is not set: iptables, nftables or ipvs}"
: "${HEALTH_PORT:?is not set: the port of the health endpoint}"
: "${INTERFACE:?is not set: the interface of the cache, which tells its rules from those of another cache}"
: "${POD_NAME:?is not set: the name of the pod, whose rules end with it}"
: "${INTERVAL:=30}"

case $PROXY_MODE in
  iptables | nftables) addresses="$LOCAL_IP $CLUSTER_DNS_IP" ;;
  ipvs) addresses=$LOCAL_IP ;;
  *)
    echo "fail-open: PROXY_MODE is '$PROXY_MODE'; set iptables, nftables or ipvs" >&2
    exit 2
    ;;
esac
case $LOCAL_IP in
  *:*) program=ip6tables to="[$CLUSTER_DNS_IP]:53" ;;
  *) program=iptables to="$CLUSTER_DNS_IP:53" ;;
esac

# The comment of each rule says whose it is and what it was made of, so that one with other values is known as old. Each
# pod has rules of its own, so that one that ends does not take them from the one that has taken over.
owner="node-local-dns fail-open $INTERFACE"
values="$owner: $PROXY_MODE $LOCAL_IP $CLUSTER_DNS_IP"
comment="$values $HEALTH_PORT $POD_NAME"

# Waits for who else changes rules, as node-cache does.
tables() {
  "$program" -w 5 "$@"
}

# add COMMENT TABLE CHAIN RULE...
add() {
  said=$1 table=$2 chain=$3
  shift 3
  tables -t "$table" -C "$chain" "$@" -m comment --comment "$said" 2> /dev/null ||
    tables -t "$table" -I "$chain" "$@" -m comment --comment "$said"
}

# The one rule that a kernel may refuse comes first, so that such a node stays as it is.
set_rules() {
  for ip in $addresses; do
    for protocol in udp tcp; do
      add "$comment" raw PREROUTING -d "$ip" -p "$protocol" --dport 53 -m socket -m addrtype --dst-type LOCAL \
        -j NOTRACK || return
      add "$comment" raw OUTPUT -s "$ip" -p "$protocol" --sport 53 -j NOTRACK || return
      add "$comment" filter INPUT -d "$ip" -p "$protocol" --dport 53 -j ACCEPT || return
      add "$comment" filter OUTPUT -s "$ip" -p "$protocol" --sport 53 -j ACCEPT || return
      if [ "$PROXY_MODE" = ipvs ]; then
        add "$values" nat PREROUTING -d "$ip" -p "$protocol" --dport 53 -j DNAT --to-destination "$to" || return
      fi
    done
    # The kubelet's probes, as node-cache has it: a full conntrack table would fail them, and end a cache that serves.
    add "$comment" raw OUTPUT -d "$ip" -p tcp --dport "$HEALTH_PORT" -j NOTRACK || return
    add "$comment" raw OUTPUT -s "$ip" -p tcp --sport "$HEALTH_PORT" -j NOTRACK || return
  done
}

# delete TABLE RULE: a rule as `-S` prints it. Two pods may be at it at the same time, so that one of them finds it gone.
delete() {
  before=${2%%\"*} after=${2#*\"}
  # shellcheck disable=SC2086 # the rule's words; none but the comment has spaces
  tables -t "$1" -D ${before#-A } "${after%%\"*}" ${after#*\"} 2> /dev/null
}

# remove_from TABLE CHAIN own | old: removes the pod's rules, or those of an earlier pod or of other values.
remove_from() {
  tables -t "$1" -S "$2" | while read -r rule; do
    case $rule in
      *"--comment \"$comment\""*) age=own ;;
      *"--comment \"$owner: "*) age=old ;;
      *) continue ;;
    esac
    [ "$age" != "$3" ] || delete "$1" "$rule"
  done
}

# remove own | old
remove() {
  remove_from raw PREROUTING "$1"
  remove_from raw OUTPUT "$1"
  remove_from filter INPUT "$1"
  remove_from filter OUTPUT "$1"
  # Pods live on that were told this local IP, or an earlier one.
  [ "$PROXY_MODE" = ipvs ] || remove_from nat PREROUTING "$1"
}

# Where the local IP led before, whoever set it: the first rule of them would be the one that counts.
remove_other_ways() {
  [ "$PROXY_MODE" = ipvs ] || return 0
  tables -t nat -S PREROUTING | while read -r rule; do
    case $rule in
      *": ipvs $LOCAL_IP $CLUSTER_DNS_IP\""*) ;;
      *'--comment "node-local-dns fail-open '*": ipvs $LOCAL_IP "*) delete nat "$rule" ;;
    esac
  done
}

# drop COMMENT TABLE CHAIN RULE...: removes a rule of node-cache's own, which may be there more than once.
drop() {
  said=$1 table=$2 chain=$3
  shift 3
  while tables -t "$table" -D "$chain" "$@" -m comment --comment "NodeLocal DNS Cache: $said" 2> /dev/null; do :; done
}

# A node-cache that was killed before this package set its rules has left its own, which do not fail open.
remove_node_caches() {
  for ip in $addresses; do
    for protocol in udp tcp; do
      drop 'skip conntrack' raw PREROUTING -p "$protocol" -d "$ip" --dport 53 -j NOTRACK
      drop 'skip conntrack' raw OUTPUT -p "$protocol" -d "$ip" --dport 53 -j NOTRACK
      drop 'skip conntrack' raw OUTPUT -p "$protocol" -s "$ip" --sport 53 -j NOTRACK
      drop 'allow DNS traffic' filter INPUT -p "$protocol" -d "$ip" --dport 53 -j ACCEPT
      drop 'allow DNS traffic' filter OUTPUT -p "$protocol" -s "$ip" --sport 53 -j ACCEPT
    done
    drop 'skip conntrack' raw OUTPUT -p tcp -d "$ip" --dport "$HEALTH_PORT" -j NOTRACK
    drop 'skip conntrack' raw OUTPUT -p tcp -s "$ip" --sport "$HEALTH_PORT" -j NOTRACK
  done
}

case ${1-} in
  set)
    if ! set_rules; then
      echo "fail-open: $program refused a rule (see above), so the cache does not start, and the node's DNS works as" \
        "without it. If it was one with '-m socket', the kernel lacks xt_socket (CONFIG_NETFILTER_XT_MATCH_SOCKET):" \
        'use a kernel that has it, or Availability.ROLLING' >&2
      exit 1
    fi
    remove old
    remove_other_ways
    remove_node_caches
    ;;
  keep)
    trap 'remove own; exit 0' TERM
    while :; do
      set_rules || echo "fail-open: $program refused a rule; the next try is in $INTERVAL s" >&2
      remove_other_ways
      sleep "$INTERVAL" &
      # Unlike sleep itself, this ends with the signal.
      wait "$!" || exit
    done
    ;;
  remove) remove own ;;
  *)
    echo "usage: fail-open.sh set | keep | remove" >&2
    exit 2
    ;;
esac
