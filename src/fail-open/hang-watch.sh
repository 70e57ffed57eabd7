#!/bin/sh
# Notices that a cache hangs: it keeps its sockets, and reads none. For fail-open.sh, which has the parameters and `say`.
#
# Needs grep and sleep.

command -v grep > /dev/null || say 'this image has no grep, so a cache that hangs is not noticed'

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
for ip in $BOUND_IPS; do sockets=$sockets${sockets:+|}$(hexadecimal "$ip"):0035; done
suspects='' seen=''

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

# watch: whether the cache hangs. It says so when that begins, and when it ends.
watch() {
  if [ -n "$suspects" ]; then
    look_again
    [ -n "$suspects" ] || { say 'the cache reads again'; return 1; }
  else
    hangs || return
    say 'the cache does not read what it is asked: all queries go to kube-dns'
  fi
}
