#!/bin/sh
# What the kubelet that runs on this node really uses: its command line, its configuration, and its drop-ins. For kubelet.sh,
# which has `fail`.
#
# As the kubelet has it, a flag wins over every file. Of the files the last one that has the list counts: first the file of
# --config, then each *.conf in --config-dir, by their names, those of directories in it included.
# shellcheck disable=SC2034,SC2154 # what kubelet.sh reads and sets

: "${PROC:=/proc}"

# words PROCESS: its command line, a word on each line; nothing if it has ended meanwhile.
words() {
  { tr '\n\0' ' \n' < "$1/cmdline"; } 2> /dev/null
}

# processes NAME: those of that program, but for containers that have process IDs of their own: they are other nodes.
processes() {
  grep -ls "$1" "$PROC"/[0-9]*/cmdline | while read -r file; do
    process=${file%/cmdline}
    # k3s has its title in the place of all words.
    program=$(words "$process" | head -n 1 | cut -d ' ' -f 1)
    [ "${program##*/}" = "$1" ] && [ "$(readlink "$process/ns/pid")" = "$(readlink "$PROC/1/ns/pid")" ] && echo "$process"
  done
}

# Whether there is a kubelet, be it a part of another program.
runs() {
  for program in kubelet k3s kubelite; do [ -z "$(processes "$program")" ] || return 0; done
  return 1
}

# Which process the kubelet is, and the time at which it began; nothing while there is none.
identity() {
  for process in $(processes kubelet | head -n 1); do
    { sed 's/.*) //' "$process/stat"; } 2> /dev/null | awk -v process="$process" '{ print process, $20 }'
  done
}

# Takes in the kubelet's command line.
ask() {
  command_line=
  for process in $(processes kubelet); do
    more=$(words "$process")
    # A child of the kubelet has its command line for a moment.
    [ -z "$command_line" ] || [ -z "$more" ] || [ "$command_line" = "$more" ] ||
      fail 'kubelets with different flags run here, so nothing was changed'
    command_line=${more:-$command_line}
  done
  [ -n "$command_line" ] || no_kubelet
  case $SERVICE$command_line in
    kubelet*/var/lib/rancher/*)
      fail "the kubelet here is RKE2's, and a restart of it is one of RKE2, on servers of the API server and etcd too, so" \
        "nothing was changed; for agents name their service (service: 'rke2-agent'), and on servers write clusterDNS to a" \
        'file such as /var/lib/rancher/rke2/agent/etc/kubelet.conf.d/99-node-local-dns.conf, and restart node after node'
      ;;
  esac
}

no_kubelet() {
  [ -z "$(processes k3s)" ] || fail "the kubelet here is a part of k3s, and a restart of it is one of k3s, on servers of the" \
    'API server and etcd too, so nothing was changed; write clusterDNS to a file such as' \
    '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/99-node-local-dns.conf, and restart k3s node after node'
  [ -z "$(processes kubelite)" ] || fail 'the kubelet here is a part of MicroK8s, so nothing was changed; write' \
    '--cluster-dns to /var/snap/microk8s/current/args/kubelet, and restart snap.microk8s.daemon-kubelite'
  fail "no process here is called kubelet, so nothing was changed"
}

# flag NAME: each value that it has, on a line of its own.
flag() {
  printf '%s\n' "$command_line" | awk -v name="--$1" '
    value { print; value = 0; next }
    { word = $0; sub(/=.*/, "", word); gsub(/_/, "-", word) }
    word == name { if (sub(/^[^=]*=/, "")) print; else value = 1 }'
}

last_flag() {
  flag "$1" | tail -n 1
}

# Whether the kubelet has the nameservers from its command line, even if there are none.
told() {
  flag cluster-dns | grep -q ''
}

# A flag that is there twice adds to itself.
flag_list() {
  # shellcheck disable=SC2046 # a word for each address
  set -- $(flag cluster-dns | tr , ' ')
  echo "$*"
}

# edit_as KIND NAME VARIABLE ACTION TEXT [NAMESERVERS]: what the kind's awk program says of a text; the name is for errors.
edit_as() {
  { cat "$5" && echo x; } | LC_ALL=C awk -v file="$2" -v variable="$3" -v action="$4" -v to="${6-}" -f "$here/$1.awk"
}

in_config() {
  edit_as config-file "$2" '' "$1" "$2"
}

# Whether a configuration has the list, even if it is empty.
has_list() {
  grep -q clusterDNS "$1" 2> /dev/null || return
  in_config rest "$1" > "$work/says" || exit
  ! cmp -s "$work/says" "$1"
}

same_file() {
  [ "$(readlink -f "$1")" = "$(readlink -f "$2")" ]
}

# The files that the kubelet reads, in their order, with the drop-in that is to be among them.
files() {
  last_flag config | grep .
  directory=$(last_flag config-dir)
  [ -n "$directory" ] || return 0
  {
    find "$directory" -name '*.conf' ! -type d 2> /dev/null
    [ -z "$CONFIG_DIR" ] || ! same_file "$CONFIG_DIR" "$directory" || echo "$directory/${FILE##*/}"
  } | sed 's,//*,/,g' | tr / '\001' | LC_ALL=C sort -u | tr '\001' /
}

# Sets $dns to what the next pod gets, and $place to what that is from: --cluster-dns, a file, or nothing. $reads says
# whether the kubelet reads $FILE, and $later is a file after it that has the list too.
look() {
  place='' dns='' reads='' later=''
  if told; then
    place=--cluster-dns dns=$(flag_list)
    return
  fi
  files > "$work/files"
  while IFS= read -r file; do
    ours=
    if same_file "$file" "$FILE"; then ours=1 reads=1; fi
    has_list "$file" || continue
    place=$file
    [ -z "$reads" ] || [ -n "$ours" ] || later=$file
  done < "$work/files"
  [ -z "$place" ] || dns=$(in_config get "$place") || exit
}

# gives NAMESERVERS: whether the next pod gets these; else $given says what it would get.
gives() {
  given=$( (ask && look && echo "${dns:-none}, by ${place:-nothing}") 2> /dev/null)
  [ "${given%%, by *}" = "$1" ]
}

# What must be so before anything is changed: what is written to $FILE is what counts.
check_wins() {
  ask
  dns=$(flag_list)
  flags="--cluster-dns=$(echo "$dns" | tr ' ' ,)"
  if [ "$KIND" = environment-file ]; then
    mine=$(edit get "$FILE") || exit
    [ "$dns" = "$mine" ] || told || refuse "$VARIABLE in $FILE has --cluster-dns, and the kubelet runs without it:" \
      'its service does not use the variable, or was not restarted since'
    [ "$dns" = "$mine" ] || refuse "the kubelet runs with $flags, which $VARIABLE in $FILE" \
      'does not say: it is from another place, or the kubelet was not restarted since'
    return
  fi
  ! told || refuse "the kubelet runs with $flags, which wins over $FILE"
  look
  [ -n "$reads" ] || refuse "the kubelet does not read $FILE: its --config is $(last_flag config | grep . || echo none)," \
    "its --config-dir $(last_flag config-dir | grep . || echo none)"
  [ -z "$later" ] || refuse "clusterDNS in $later is ${dns:-empty}, and wins over $FILE"
}

refuse() {
  fail "$*, so nothing was changed; $(advice)"
}

advice() {
  (find_place && echo "use $(patch_for_place)") 2>&1 | sed 's/^kubelet: //'
}

# Sets KIND, FILE, CONFIG_DIR and VARIABLE to the place that counts:
#   with --cluster-dns   the one variable with that very list, in an environment file that the service names and uses
#   with --config-dir    a drop-in of ours; or the last file after it that has the list too
#   with --config        that file
find_place() {
  KIND=config-file FILE=$(last_flag config) VARIABLE='' CONFIG_DIR=$(last_flag config-dir | sed 's,/*$,,')
  if told; then
    find_variable
  elif [ -n "$CONFIG_DIR" ]; then
    FILE=$CONFIG_DIR/99-node-local-dns.conf
    look
    if [ -n "$later" ]; then FILE=$later CONFIG_DIR=; fi
  elif [ -z "$FILE" ]; then
    fail 'the kubelet runs without --config, --config-dir and --cluster-dns: use KubeletPatch.environmentFile({ path, variable })' \
      'with a variable that its service uses'
  fi
  [ -n "$CONFIG_DIR" ] || FILE=$(readlink -f "$FILE")
}

service_text() {
  systemctl cat "$SERVICE" 2> /dev/null
}

# Of the variables in the environment files of the kubelet's service, the one that has just what the kubelet runs with.
find_variable() {
  KIND=environment-file CONFIG_DIR=
  found=$(
    service_text | sed -n 's/^EnvironmentFile=-*//p' | sort -u | while IFS= read -r file; do
      sed -n 's/^[[:space:]]*\([A-Za-z_][A-Za-z0-9_]*\)[[:space:]]*=.*/\1/p' "$file" | sort -u | while read -r name; do
        service_text | grep -v '^[[:space:]]*[#;]' | grep -qE "[\$][{]?$name([^A-Za-z0-9_]|\$)" || continue
        list=$(edit_as environment-file "$file" "$name" get "$file")
        [ -z "$list" ] || [ "$list" != "$(flag_list)" ] || echo "$name $file"
      done
    done 2> /dev/null
  )
  case $found in
    '' | *"
"*)
      fail "the service $SERVICE has --cluster-dns from no environment file that can be told for certain$(units);" \
        'move the flag to one and use KubeletPatch.environmentFile({ path, variable }), or remove it, so that a' \
        'configuration file counts'
      ;;
  esac
  VARIABLE=${found%% *} FILE=${found#* }
}

# The units that have the flag, by their files.
units() {
  service_text | awk '/^# \// { unit = substr($0, 3) } /--cluster-dns/ { print " (it stands in " unit ")" }' | sort -u
}

patch_for_place() {
  if [ "$KIND" = environment-file ]; then
    echo "KubeletPatch.environmentFile({ path: '$FILE', variable: '$VARIABLE' })"
  elif [ -n "$CONFIG_DIR" ]; then
    echo "KubeletPatch.dropIn({ directory: '$CONFIG_DIR' })"
  else
    echo "KubeletPatch.configFile({ path: '$FILE' })"
  fi
}

# Sets HEALTHZ to where the kubelet says that it is well, or to `process` if it has no such place (healthzPort: 0).
find_healthz() {
  port=$(
    {
      files | while IFS= read -r file; do ! grep -q healthzPort "$file" || in_config healthz "$file"; done
      last_flag healthz-port
    } 2> /dev/null | grep . | tail -n 1
  )
  case $port in
    '') ;;
    0) HEALTHZ=process ;;
    *) HEALTHZ=http://127.0.0.1:$port/healthz ;;
  esac
}
