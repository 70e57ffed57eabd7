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
# Needs sh, iptables and, to keep, grep and sleep: what node-cache's images have.
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
    '') wrong "$1 is missing" ;;
    *[!$3]*) wrong "$1 is '$2', with a character that it cannot have" ;;
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

# Where a file of ELF says how the processor orders bytes. The shell leaves out those that are zero.
# shellcheck disable=SC2034 # the rest of the line
IFS= read -r elf < /proc/self/exe
little=$(printf '\001')

# hexadecimal IP: as /proc/net has it, four bytes at a time, in the processor's order
hexadecimal() (
  ip=$1 bytes=''
  IFS=.:
  # shellcheck disable=SC2086 # words
  set -- $ip
  case $ip in
    *:*)
      zeros=8
      for group; do [ -z "$group" ] || zeros=$((zeros - 1)); done
      for group; do
        if [ -n "$group" ]; then
          bytes="$bytes $((0x$group >> 8)) $((0x$group & 255))"
        else
          while [ $zeros -gt 0 ]; do bytes="$bytes 0 0" zeros=$((zeros - 1)); done
        fi
      done
      ;;
    *.0[0-9]*) ;;
    *) bytes="$1 $2 $3 $4" ;;
  esac
  IFS=' '
  # shellcheck disable=SC2086 # words
  set -- $bytes
  while [ $# -ge 4 ]; do
    case $elf in
      ?ELF?"$little"*) printf '%02X%02X%02X%02X' "$4" "$3" "$2" "$1" ;;
      *) printf '%02X%02X%02X%02X' "$1" "$2" "$3" "$4" ;;
    esac
    shift 4
  done
)

# The cache's sockets, for grep
sockets=''
for ip in $LOCAL_IPS $CLUSTER_DNS_IPS $BOUND_IPS; do
  socket=$(hexadecimal "$ip" 2> /dev/null)
  case $ip,${#socket} in
    *:*,32 | *.*,8) ;;
    *) wrong "'$ip' is not an IP address" ;;
  esac
  case " $BOUND_IPS " in *" $ip "*) sockets=$sockets${sockets:+|}$socket:0035 ;; esac
done

# pick IPS: those of $program's family
pick() {
  picked=''
  for ip in $1; do
    case $program$ip in iptables*:* | ip6tables*.*) ;; *) picked=$picked${picked:+ }$ip ;; esac
  done
}

# pick_one IPS: the one, or -
pick_one() {
  pick "$1"
  case $picked in *' '*) wrong "'$picked' are two addresses of one family" ;; esac
  picked=${picked:--}
}

# family: all that a rule of $program is made of; false where the cache has no address of that family. The comment of
# each rule says whose it is and what it was made of, so that one with other values is known as old. Each pod has rules
# of its own, so that one that ends does not take them from the one that has taken over.
family() {
  pick_one "$LOCAL_IPS"
  local_ip=$picked
  pick_one "$CLUSTER_DNS_IPS"
  dns_ip=$picked
  pick "$BOUND_IPS"
  bound=$picked
  [ -n "$bound" ] || return
  [ "$REDIRECT$dns_ip" != yes- ] || wrong "CLUSTER_DNS_IPS is '$CLUSTER_DNS_IPS', and has no address for $local_ip"
  case $program in iptables) to=$dns_ip:53 ;; *) to="[$dns_ip]:53" ;; esac
  values="node-local-dns fail-open $INTERFACE: $PROXY_MODE $local_ip $dns_ip"
  comment="$values $HEALTH_PORT $POD_NAME"
}

# each COMMAND...: for both families, also if it fails for one
each() {
  failed=0
  for program in iptables ip6tables; do
    if family; then "$@" || failed=1; fi
  done
  return $failed
}

# Waits for who else changes rules, as node-cache does.
tables() {
  "$program" -w 5 "$@" 2>&1
}

# add COMMENT TABLE CHAIN RULE...
add() {
  text=$1 table=$2 chain=$3
  shift 3
  set -- "$chain" "$@" -m comment --comment "$text"
  message=$(tables -t "$table" -C "$@") && return
  case $message in
    *'xtables lock'*) ;;
    *)
      # In a chain that iptables cannot read, it may be there all the same.
      case $message in *'matching rule'*) ;; *) tables -t "$table" -D "$@" > /dev/null ;; esac
      message=$(tables -t "$table" -I "$@") && { touched=y; return; }
      ;;
  esac
  refused="$program refused: -t $table -I $*: $message"
  return 1
}

# The one rule that a kernel may refuse comes first.
set_rules() {
  for ip in $bound; do
    for protocol in udp tcp; do
      add "$comment" raw PREROUTING -d "$ip" -p "$protocol" --dport 53 -m socket -m addrtype --dst-type LOCAL \
        -j NOTRACK || return
      add "$comment" raw OUTPUT -s "$ip" -p "$protocol" --sport 53 -j NOTRACK || return
      add "$comment" filter INPUT -d "$ip" -p "$protocol" --dport 53 -j ACCEPT || return
      add "$comment" filter OUTPUT -s "$ip" -p "$protocol" --sport 53 -j ACCEPT || return
      if [ "$REDIRECT$ip" = "yes$local_ip" ]; then
        add "$values" nat PREROUTING -d "$ip" -p "$protocol" --dport 53 -j DNAT --to-destination "$to" || return
      fi
    done
    # The kubelet's probes, as node-cache has it: a full conntrack table would fail them, and end a cache that serves.
    add "$comment" raw OUTPUT -d "$ip" -p tcp --dport "$HEALTH_PORT" -j NOTRACK || return
    add "$comment" raw OUTPUT -s "$ip" -p tcp --sport "$HEALTH_PORT" -j NOTRACK || return
  done
}

# is own | old | any TABLE RULE: whether a rule as `-S` prints it is this pod's; one of another pod or of other values,
# and of no more use; or one of any pod and cache with this local IP. Only the whole form of a comment counts.
is() {
  kind=$1 table=$2 text=${3#* --comment \"}
  [ "$text" != "$3" ] || return
  text=${text%%\"*}
  case $kind in own) [ "$text" = "$comment" ]; return ;; esac
  case $text in
    "$comment") [ "$kind" = any ]; return ;;
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
  case $kind in
    any) [ "$5" = "$local_ip" ] ;;
    old)
      # Pods live on that were told this local IP, or an earlier one. Where this one led before, whoever set it, goes:
      # the first such rule is the one that counts.
      if [ "$table$REDIRECT" = natyes ]; then
        [ "$5" = "$local_ip" ] && [ "$6" != "$dns_ip" ]
      else
        [ "$3" = "$INTERFACE:" ]
      fi
      ;;
  esac
}

# find KIND 'TABLE CHAIN'...: the rules of that kind, each after its program and table
find() {
  kind=$1 unread=0
  shift
  for place; do
    table=${place% *}
    if rules=$(tables -t "$table" -S "${place#* }"); then
      echo "$rules" | while read -r rule; do
        if is "$kind" "$table" "$rule"; then echo "$program $table $rule"; fi
      done
    else
      say "$program cannot list $place, so its rules stay: $rules"
      unread=1
      # Whoever holds the lock holds it for all.
      case $kind$rules in old*'xtables lock'*) break ;; esac
    fi
  done
  return $unread
}

# delete: removes the rules that find has found. Two pods may be at it at the same time, so that one finds a rule gone.
delete() {
  left=0
  while read -r program table rule; do
    before=${rule%% --comment *} after=${rule#* --comment \"}
    # shellcheck disable=SC2086 # the rule's words; none but the comment has spaces
    message=$(tables -t "$table" -D ${before#-A } --comment "${after%%\"*}" ${after#*\"}) && continue
    case $message in *'matching rule'* | *'No such file'*) continue ;; esac
    say "$program did not remove from $table: $rule: $message"
    left=1
  done
  return $left
}

# remove KIND 'TABLE CHAIN'...
remove() {
  found=$(find "$@")
  all=$?
  [ -z "$found" ] || echo "$found" | delete || all=1
  return $all
}

# Own rules are none of nat's, where no rule has a pod's name.
remove_own() {
  remove own 'raw PREROUTING' 'raw OUTPUT' 'filter INPUT' 'filter OUTPUT'
}

# drop COMMENT TARGET TABLE CHAIN RULE...: removes a rule of node-cache's own, which may be there more than once.
drop() {
  text="NodeLocal DNS Cache: $1" target=$2 table=$3
  shift 3
  while tables -t "$table" -D "$@" -m comment --comment "$text" -j "$target" > /dev/null; do :; done
}

# A node-cache that was killed before this package set its rules has left its own, which do not fail open.
remove_node_caches() {
  for ip in $bound; do
    for end in 'udp 53' 'tcp 53' "tcp $HEALTH_PORT"; do
      protocol=${end% *} port=${end#* }
      drop 'skip conntrack' NOTRACK raw OUTPUT -p "$protocol" -d "$ip" --dport "$port"
      drop 'skip conntrack' NOTRACK raw OUTPUT -p "$protocol" -s "$ip" --sport "$port"
      [ "$port" = 53 ] || continue
      drop 'skip conntrack' NOTRACK raw PREROUTING -p "$protocol" -d "$ip" --dport 53
      drop 'allow DNS traffic' ACCEPT filter INPUT -p "$protocol" -d "$ip" --dport 53
      drop 'allow DNS traffic' ACCEPT filter OUTPUT -p "$protocol" -s "$ip" --sport 53
    done
  done
}

# look: INODE:BYTES of each socket of the cache whose queue is not empty, in `now`. A queue of TCP is that of connections
# that nobody has accepted. To list TCP is dear, since the kernel walks through a large table: that is done only if the
# node has got a connection since the last look, or something waits. Sockets that listen come first; one of the others is
# matched only to end grep, after 16 lines.
look() {
  rest=' [^ ]+ [^ ]+ +[0-9]+ +[0-9]+ [0-9]+'
  queue='[0-9A-F]+:0*[1-9A-F][0-9A-F]*'
  lines=$(grep -ohE "^Tcp:( -?[0-9]+){6}|^ *[0-9]+: ($sockets) [^ ]+ 07 $queue$rest" \
    /proc/net/snmp /proc/net/udp /proc/net/udp6 2> /dev/null)
  # shellcheck disable=SC2086 # words
  set -- $lines
  opened=${7-} now=''
  [ $# -lt 7 ] || shift 7
  if [ "$opened" != "$seen" ] || [ -n "$suspects" ]; then
    lines=$(grep -ohEm 16 "^ *[0-9]+: (($sockets) [^ ]+ 0A $queue|[^ ]+ [^ ]+ 0[^A] [^ ]+)$rest" \
      /proc/net/tcp /proc/net/tcp6 2> /dev/null)
    # shellcheck disable=SC2086 # words
    set -- "$@" $lines
  fi
  seen=$opened
  while [ $# -ge 10 ]; do
    case $4 in 07 | 0A) now="$now ${10}:$((0x${5#*:}))" ;; esac
    shift 10
  done
}

# look_again: keeps those suspects that have no less to read than before
look_again() {
  look
  still=''
  for socket in $now; do
    for suspect in $suspects; do
      if [ "${socket%:*}" = "${suspect%:*}" ] && [ "${socket#*:}" -ge "${suspect#*:}" ]; then still="$still $socket"; fi
    done
  done
  suspects=$still
}

# hangs: whether a socket never has less to read at 14 looks, however much is asked. A cache that is merely busy reads in
# bursts: its queue is empty, or shorter than before, at every second or third look. The time between two looks is no
# part of the 100 ms in which the kernel deals out a container's processor time.
hangs() {
  look
  suspects=$now looks=0
  while [ -n "$suspects" ]; do
    [ $looks -lt 14 ] || return 0
    looks=$((looks + 1))
    sleep 0.07
    look_again
  done
  return 1
}

# A wrong value is found before anything is changed.
[ -n "$sockets" ] || wrong 'BOUND_IPS is empty'
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
    command -v grep > /dev/null || say 'this image has no grep, so a cache that hangs is not noticed'
    trap 'each remove_own; exit "$?"' TERM
    suspects='' seen='' left=0
    while :; do
      if [ -n "$suspects" ]; then
        look_again
        [ -n "$suspects" ] || { say 'the cache reads again'; left=0; }
      elif hangs; then
        say 'the cache does not read what it is asked: all queries go to kube-dns'
      fi
      if [ -n "$suspects" ]; then
        # Again and again, for other pods that set theirs.
        each remove any 'raw PREROUTING'
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
