#!/bin/sh
# Tells this node's kubelet which nameservers it gives to pods, and takes that back.
#
#   kubelet.sh patch     sets $NAMESERVERS, restarts the kubelet, and puts the file back if the kubelet does not come back
#   kubelet.sh revert    undoes what `patch` has done on this node, whatever the parameters; what others changed stays
#
# Before it changes anything, it asks the kubelet that runs here what it really uses (running.sh): what would have no effect is
# an error. Afterwards it looks at what the next pod would get, and puts the file back if that is not $NAMESERVERS.
#
# Killed at any point, it leaves the old file or the new one, and goes on from there when it runs again. Done already, it
# writes nothing and restarts nothing. Whatever goes wrong is said, and leaves the file and the kubelet as they were.
#
# What it knows of this node is in $STATE, which is root's alone, until `revert`:
#   parameters   of the last patch, for `revert`
#   original     the file without us
#   ours         each list of nameservers that we have set
#   before       the file before a change that has not ended yet
#   failed       the file that had to be put back; it is not tried again while this is there
set -u
# The kubelet's files may have passwords in them. What others start from here has the mask that they know.
mask=$(umask)
umask 077
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY

: "${STATE:=/var/lib/node-local-dns}"
: "${LOCK:=/run/node-local-dns.lock}"
work=$STATE/work
PARAMETERS='KIND FILE CONFIG_DIR VARIABLE SERVICE RESTART_COMMAND HEALTHZ RESTART_SECONDS'

say() {
  echo "kubelet: $*"
}

fail() {
  echo "kubelet: $*" >&2
  exit 1
}

# edit get|set|rest TEXT [NAMESERVERS]: the nameservers in a text of the file; the text with others; what else is in it.
edit() {
  edit_as "$KIND" "$FILE" "$VARIABLE" "$@"
}

# A drop-in in $CONFIG_DIR that says nothing, which is as good as none.
nothing() {
  echo '# For NodeLocal DNSCache: kubelet.sh revert takes it away.'
  echo 'apiVersion: kubelet.config.k8s.io/v1beta1'
  echo 'kind: KubeletConfiguration'
}

content() {
  if [ -n "$CONFIG_DIR" ] && [ ! -e "$FILE" ]; then nothing; else cat "$FILE"; fi
}

has() {
  content | cmp -s - "$1"
}

# A file's mode, owner and group, and its SELinux label where `ls` knows of such.
# shellcheck disable=SC2012 # `stat` is not on every node, and what the name adds is not looked at
attributes() {
  ls -dn "$1" | awk '{ print $1, $3, $4 }'
  ls -dZ "$1" 2> /dev/null | awk '{ print $1 }'
}

# like_before: makes $FILE.new-dns a copy that whoever could not read the file cannot read either.
like_before() {
  [ -e "$FILE" ] || return 0
  cp -a "$FILE" "$FILE.new-dns" && [ "$(attributes "$FILE")" = "$(attributes "$FILE.new-dns")" ]
}

# put CONTENT: makes it the file's, which keeps its owner, mode and label. A new file is for root alone.
put() {
  if [ -n "$CONFIG_DIR" ] && nothing | cmp -s - "$1"; then
    rm -f "$FILE"
    return
  fi
  like_before && cat "$1" > "$FILE.new-dns" && cmp -s "$1" "$FILE.new-dns" &&
    { sync "$FILE.new-dns" 2> /dev/null || sync; } && mv -f "$FILE.new-dns" "$FILE" && return
  rm -f "$FILE.new-dns"
  return 1
}

# keep NAME: makes standard input a file of $STATE, all of it or nothing.
keep() {
  cat > "$work/$1" && mv -f "$work/$1" "$STATE/$1"
}

# The file without us, in $work/base: the original one, unless somebody has changed it since.
find_base() {
  # What a killed run has left.
  rm -f "$FILE.new-dns" || return
  content > "$work/now" && cp "$work/now" "$work/base" || return
  [ -f "$STATE/original" ] && [ -f "$STATE/ours" ] || return 0
  now=$(edit get "$work/now") || return
  grep -qxF "$now" "$STATE/ours" || return 0
  if edit set "$STATE/original" "$now" | cmp -s - "$work/now"; then
    cp "$STATE/original" "$work/base"
    return
  fi
  first=$(edit get "$STATE/original") || return
  # An empty list in a drop-in would still win over what it adds to.
  if [ -n "$CONFIG_DIR" ] && [ -z "$first" ]; then edit rest "$work/now"; else edit set "$work/now" "$first"; fi > "$work/base"
}

# change_to CONTENT [NAMESERVERS]: makes it the file's and restarts the kubelet, which then gives these to pods, or leaves
# both as they were.
change_to() {
  if [ -f "$STATE/failed" ] && cmp -s "$1" "$STATE/failed"; then
    [ ! -f "$STATE/before" ] || put_back
    fail "this $FILE had to be put back before; remove $STATE/failed to try again"
  fi
  if [ ! -f "$STATE/before" ]; then
    has "$1" && return
    within "$RESTART_SECONDS" healthy || fail "the kubelet is not up (seen by: $HEALTHZ), so nothing was changed"
    keep before < "$work/now" || fail "cannot write to $STATE (is the disk full?), so nothing was changed"
  fi
  if ! has "$1" && ! put "$1"; then
    rm -f "$STATE/before"
    fail "cannot write $FILE with its owner, mode and SELinux label, so nothing was changed"
  fi
  content=$1
  shift
  if comes_back "$@"; then
    rm "$STATE/before"
    return
  fi
  case $given in
    '') why="the kubelet did not come back with the new $FILE" ;;
    *) why="with the new $FILE the next pod would get the nameservers $given, not $1" ;;
  esac
  keep failed < "$content"
  put_back
  fail "$why, so the one before is in use again; see the kubelet's log"
}

put_back() {
  has "$STATE/before" || put "$STATE/before" || fail "cannot put $STATE/before back to $FILE"
  comes_back || fail "the kubelet does not come back with its old $FILE either; see its log"
  rm "$STATE/before"
}

check_programs() {
  for program in awk cmp find flock readlink; do
    command -v "$program" > /dev/null || fail "this node has no $program, so nothing was changed"
  done
  command -v curl > /dev/null || command -v wget > /dev/null || fail 'this node has neither curl nor wget, so nothing was changed'
}

# What must be so before anything is changed.
check_place() {
  [ -f "$here/$KIND.awk" ] || fail "KIND is '$KIND'; set config-file, environment-file or auto"
  [ ! -L "$FILE" ] || fail "$FILE is a symbolic link; name the file that it leads to"
  if [ -n "$CONFIG_DIR" ]; then
    [ ! -L "$CONFIG_DIR" ] || fail "$CONFIG_DIR is a symbolic link, in which the kubelet does not look for files"
    [ -d "$CONFIG_DIR" ] || fail "there is no directory $CONFIG_DIR"
    [ -w "$CONFIG_DIR" ] || fail "$CONFIG_DIR is read-only"
  else
    [ -f "$FILE" ] || fail "there is no file $FILE"
    [ -w "$FILE" ] || fail "$FILE is read-only"
  fi
  [ -n "$RESTART_COMMAND" ] || systemctl cat "$SERVICE" > /dev/null 2>&1 || fail "there is no service $SERVICE"
}

# Leaves nothing but what a later run needs.
end() {
  rm -rf "$work"
  rmdir "$STATE" 2> /dev/null
}

# One at a time, from the first look at $STATE to the last step; the lock ends with the process.
begin() {
  check_programs
  exec 9> "$LOCK"
  within 300 flock -n 9 || fail "another run has had $LOCK for 300 s"
  trap end EXIT
  # Older versions let others read it.
  { rm -rf "$work" && mkdir -p "$work" && chmod -R go= "$STATE"; } || fail "cannot write to $STATE, so nothing was changed"
}

save_parameters() {
  for name in $PARAMETERS; do
    printf "%s='%s'\n" "$name" "$(eval "printf %s \"\$$name\"" | sed "s/'/'\\\\''/g")"
  done | keep parameters
}

# What `revert` will need. The list comes last: until it is there, nothing in the file counts as ours.
remember() {
  save_parameters && { cmp -s "$work/base" "$STATE/original" || keep original < "$work/base"; } &&
    { cat "$STATE/ours" 2> /dev/null; echo "$NAMESERVERS"; } | sort -u | keep ours
}

patch() {
  : "${NAMESERVERS:?is not set: IP addresses, separated by a space}"
  [ -z "$CACHE_HEALTH" ] || within "$CACHE_SECONDS" answers "$CACHE_HEALTH" ||
    fail "the cache did not answer at $CACHE_HEALTH within $CACHE_SECONDS s, so nothing was changed"
  begin
  if [ -f "$STATE/before" ]; then
    resume
  else
    # It may just be starting, as a node does.
    within "$RESTART_SECONDS" runs
    ask
    find_healthz
    [ "$KIND" != auto ] || find_place
  fi
  if [ -f "$STATE/parameters" ] && ! (same_place); then undo || exit; fi
  check_place
  [ -f "$STATE/before" ] || check_wins
  find_base && edit set "$work/base" "$NAMESERVERS" > "$work/new" || exit
  differs_in_nothing_else || fail "cannot set the nameservers alone in $FILE, so nothing was changed"
  if has "$work/new" && [ ! -f "$STATE/before" ]; then
    say "$FILE has $NAMESERVERS already"
  else
    remember || fail "cannot write to $STATE (is the disk full?), so nothing was changed"
    change_to "$work/new" "$NAMESERVERS"
    say "$FILE has $NAMESERVERS, and the kubelet is back"
  fi
}

differs_in_nothing_else() {
  [ "$(edit get "$work/new")" = "$NAMESERVERS" ] && edit rest "$work/base" > "$work/rest" &&
    edit rest "$work/new" | cmp -s - "$work/rest"
}

# A change that has not ended yet goes on where it was: its kubelet may be down, and cannot be asked.
resume() {
  HEALTHZ=$(saved HEALTHZ)
  [ "$KIND" != auto ] || KIND=$(saved KIND) FILE=$(saved FILE) CONFIG_DIR=$(saved CONFIG_DIR) VARIABLE=$(saved VARIABLE)
}

saved() (
  # shellcheck disable=SC1091 # what save_parameters wrote
  . "$STATE/parameters" && eval "printf %s \"\$$1\""
)

same_place() {
  place="$KIND $FILE $VARIABLE"
  # shellcheck disable=SC1091 # what save_parameters wrote
  . "$STATE/parameters"
  [ "$KIND $FILE $VARIABLE" = "$place" ]
}

# In a shell of its own, with the parameters of the patch. The scripts may be in $STATE too, and stay.
undo() (
  # shellcheck disable=SC1091 # what save_parameters wrote
  . "$STATE/parameters"
  check_place
  [ -z "$(processes kubelet)" ] || { ask && find_healthz; }
  find_base && change_to "$work/base" || exit
  say "$FILE is as without the cache"
  (cd "$STATE" && rm -f parameters original ours failed)
)

revert() {
  if [ ! -d "$STATE" ]; then
    say 'nothing to undo'
    return
  fi
  begin
  [ ! -f "$STATE/parameters" ] || undo || exit
  rm -rf "$STATE"
}

: "${KIND:=config-file}"
: "${FILE:=/var/lib/kubelet/config.yaml}"
: "${CONFIG_DIR:=}"
: "${VARIABLE:=}"
: "${SERVICE:=kubelet}"
: "${RESTART_COMMAND:=}"
: "${RESTART_SECONDS:=60}"
: "${HEALTHZ:=http://127.0.0.1:10248/healthz}"
: "${CACHE_HEALTH:=}"
: "${CACHE_SECONDS:=300}"
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR
. "$here/running.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/restart.sh"

case ${1-} in
  patch | revert) "$1" ;;
  *)
    echo 'usage: kubelet.sh patch | revert' >&2
    exit 2
    ;;
esac
