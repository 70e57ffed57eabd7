#!/bin/sh
# Rules that send pods' queries to the cache while it listens and reads, and let them go to kube-dns while it does not.
#
#   fail-open.sh set NAME=VALUE...      sets the pod's rules; removes older ones, and those that node-cache sets by itself
#   fail-open.sh keep NAME=VALUE...     sets them again and again, and watches the cache, until SIGTERM; then as `remove`
#   fail-open.sh remove NAME=VALUE...   steps aside: all queries go to kube-dns, unless another pod has rules
#
#   LOCAL_IPS, CLUSTER_DNS_IPS   of the cache and of the Service kube-dns, at most one of each family
#   BOUND_IPS                    the addresses that the cache answers on
#   REDIRECT                     yes: tracked packets for a local IP are sent on to kube-dns; no: kube-proxy does that
#   PROXY_MODE, INTERFACE        words for the rules' comments; the interface tells one cache from another
#   HEALTH_PORT                  the port of the health endpoint
#   INTERVAL                     seconds after which `keep` looks for missing rules; 30 when left out
#   POD_NAME                     read from /etc/pod/name when left out
#
# NOTRACK keeps a packet from kube-proxy, and so brings it to the address that the cache has on this node. The official
# rules do so always; these only if a socket is bound to that very address (`-m socket`), and the node still has the
# address (`-m addrtype`), which somebody may have removed. All other packets are tracked, and kube-proxy sends them to
# the cluster's DNS as on a node without a cache. Hence a rule left behind does no harm.
#
# A cache that hangs keeps its sockets. While nobody reads one, `keep` removes the rules that bring queries to it, those
# of all pods: the kernel deals queries out to all sockets of an address. It sets the pod's rules again once the queue
# has been read, or the socket is gone.
#
# The DNAT of REDIRECT outlives the cache, since pods that were told the local IP go on asking it.
#
# Beside it are rules.sh and, for `keep` alone, hang-watch.sh. It needs sh, iptables and, to keep, grep and sleep: what
# node-cache's images have.
set -fu

say() {
  echo "fail-open: $*" >&2
}

wrong() {
  say "$*"
  exit 2
}

action=${1-}
case $action in
  set | keep | remove) shift ;;
  *) wrong 'usage: fail-open.sh set | keep | remove NAME=VALUE...' ;;
esac

# The environment is the user's, and gives no parameter.
LOCAL_IPS='' CLUSTER_DNS_IPS='' BOUND_IPS='' REDIRECT='' PROXY_MODE='' HEALTH_PORT='' INTERFACE='' INTERVAL=30 POD_NAME=''
for parameter; do
  value=${parameter#*=}
  case $parameter in
    LOCAL_IPS=*) LOCAL_IPS=$value ;;
    CLUSTER_DNS_IPS=*) CLUSTER_DNS_IPS=$value ;;
    BOUND_IPS=*) BOUND_IPS=$value ;;
    REDIRECT=*) REDIRECT=$value ;;
    PROXY_MODE=*) PROXY_MODE=$value ;;
    HEALTH_PORT=*) HEALTH_PORT=$value ;;
    INTERFACE=*) INTERFACE=$value ;;
    INTERVAL=*) INTERVAL=$value ;;
    POD_NAME=*) POD_NAME=$value ;;
    *) wrong "there is no parameter '$parameter'" ;;
  esac
done
# The file need not end with a newline, without which read says false.
[ -n "$POD_NAME" ] || { read -r POD_NAME || :; } 2> /dev/null < /etc/pod/name

# need NAME VALUE CHARACTERS: VALUE is there, and made of nothing else.
need() {
  case $2 in
    *[!$3]*) wrong "$1 is '$2', with a character that it cannot have" ;;
    *[!' ']*) ;;
    *) wrong "$1 is missing" ;;
  esac
}
ips='0-9a-f:. '
need LOCAL_IPS "$LOCAL_IPS" "$ips"
need CLUSTER_DNS_IPS "$CLUSTER_DNS_IPS" "$ips"
need BOUND_IPS "$BOUND_IPS" "$ips"
need REDIRECT "$REDIRECT" a-z
need PROXY_MODE "$PROXY_MODE" a-z0-9-
need HEALTH_PORT "$HEALTH_PORT" 0-9
need INTERFACE "$INTERFACE" a-zA-Z0-9_.-
need INTERVAL "$INTERVAL" 0-9
need POD_NAME "$POD_NAME" a-z0-9.-
case $REDIRECT in yes | no) ;; *) wrong "REDIRECT is '$REDIRECT'; set yes or no" ;; esac

# is_ip TEXT: whether it is one. iptables takes any other text for a name, and asks for its address.
is_ip() (
  ip=$1
  IFS=.:
  # shellcheck disable=SC2086 # words
  set -- ${ip#:}
  case $ip in
    *. | :[!:]* | *[!:]: | *.*:* | *:*.* | *:::* | *::*::*) return 1 ;;
    *:*)
      for group; do case $group in ?????*) return 1 ;; esac; done
      case $ip in *::*) [ $# -le 8 ] ;; *) [ $# = 8 ] ;; esac
      ;;
    *)
      [ $# = 4 ] || return
      for byte; do
        case $byte in '' | 0?* | ????* | *[!0-9]*) return 1 ;; esac
        [ "$byte" -le 255 ] || return
      done
      ;;
  esac
)
for ip in $LOCAL_IPS $CLUSTER_DNS_IPS $BOUND_IPS; do
  is_ip "$ip" || wrong "'$ip' is not an IP address"
done

# Where this script is, with the others.
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
# shellcheck source-path=SCRIPTDIR
. "$here/rules.sh"

# A wrong value is found before anything is changed.
each :
touched='' refused=''
case $action in
  set)
    # What is old is found before anything is set. So of two pods that start at the same time, one at most removes rules
    # of the other, and its own stay.
    old=$(each find old 'raw PREROUTING' 'raw OUTPUT' 'filter INPUT' 'filter OUTPUT' 'nat PREROUTING')
    if ! each set_rules; then
      [ -z "$touched" ] || each remove_own
      case $refused in
        *'xtables lock'*) fix='Another program holds the lock of iptables: this container tries again' ;;
        *'-m socket'*)
          fix="The kernel may lack xt_socket (CONFIG_NETFILTER_XT_MATCH_SOCKET): use a kernel that has it, or"
          fix="$fix Availability.ROLLING"
          ;;
        *) fix='Use Availability.ROLLING where a node takes no such rule' ;;
      esac
      say "$refused"
      say "the cache does not start, and the node's DNS works as without it. $fix"
      exit 1
    fi
    # An old rule that stays does no harm, and is no reason not to start.
    [ -z "$old" ] || echo "$old" | delete
    each remove_node_caches
    ;;
  keep)
    trap 'each remove_own; exit "$?"' TERM
    if [ -r "$here/hang-watch.sh" ]; then
      # shellcheck source-path=SCRIPTDIR
      . "$here/hang-watch.sh"
    else
      say "there is no $here/hang-watch.sh, so a cache that hangs is not noticed"
      watch() { return 1; }
    fi
    left=0
    while :; do
      if watch; then
        # Again and again, for other pods that set theirs.
        each remove any 'raw PREROUTING'
        left=0
      elif [ $left -le 0 ]; then
        each set_rules || say "$refused; the next try is in $INTERVAL s"
        [ "$REDIRECT" = no ] || each remove old 'nat PREROUTING'
        left=$INTERVAL
      fi
      left=$((left - 1))
      sleep 1 &
      # Unlike sleep itself, this ends with the signal.
      wait "$!" || exit
    done
    ;;
  remove) each remove_own ;;
esac
