#!/bin/sh
# The rules of fail-open.sh: what they are made of, how they are set, found and removed. For fail-open.sh, which has the
# parameters.
# shellcheck disable=SC2034 # what fail-open.sh reads

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
