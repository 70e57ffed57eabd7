#!/bin/sh
# Tells Kube-OVN of the cache, or takes it back: what its documents do with `kubectl edit`.
#
#   kube-ovn.sh apply     the controller's --node-local-dns-ip, U2O on the underlay Subnets, then the restarts
#   kube-ovn.sh revert    puts back what `apply` found, where it is still as `apply` left it
#
# What was there before is kept in an annotation of the object that was changed. What is as asked for is left alone, so
# that a run too many changes nothing and restarts nothing.
#
# When the work is done, it deletes the bindings of its own roles: what stays in the cluster has no right to anything.
#
# Needs sh, sleep and kubectl. It may get and patch the objects that its parameters name, and delete its bindings.
set -euf

: "${LOCAL_IP:?is not set: the IP address of the cache on every node}"
: "${CONTROLLER_NAMESPACE:?is not set: the namespace of the Deployment kube-ovn-controller}"
: "${CONTROLLER_NAME:?is not set: the name of that Deployment}"
: "${UNDERLAY_SUBNETS?is not set: names of Subnets, with spaces between them}"
: "${RESTART?is not set: kind/namespace/name of workloads, with spaces between them}"
: "${BINDING:?is not set: the name of the bindings of its own roles}"
: "${BINDING_NAMESPACES:?is not set: the namespaces of those bindings, with spaces between them}"
: "${PATIENCE:=300}"

flag=--node-local-dns-ip
record=cdk8s-node-local-dns/replaced
restarted_for=cdk8s-node-local-dns/restarted-for

fail() {
  echo "kube-ovn: $*" >&2
  exit 1
}

controller() {
  verb=$1
  shift
  kubectl --namespace "$CONTROLLER_NAMESPACE" "$verb" deployment "$CONTROLLER_NAME" "$@"
}

# Each argument in quotes on a line of its own, with its number. Go's quotes are JSON's for all that a flag can hold.
# shellcheck disable=SC2016 # these are variables of the template
template='generation {{.metadata.generation}}
{{range $key, $value := .metadata.annotations}}annotation {{$key}} {{printf "%q" $value}}
{{end}}{{range $number, $_ := .spec.template.spec.containers}}{{if eq .name "kube-ovn-controller"}}container {{$number}}
{{range $i, $arg := .args}}argument {{$i}} {{printf "%q" $arg}}
{{end}}{{end}}{{end}}'

# Sets generation, annotated, was (the record), found (the flag's number), now (its text) and args_path.
read_controller() {
  state=$(controller get --output "go-template=$template")
  generation='' annotated='' was='' at='' found='' now=''
  while read -r what key text; do
    case "$what $text" in
      generation*) generation=$key ;;
      container*) at=$key ;;
      annotation*)
        annotated=yes
        if [ "$key" = "$record" ]; then was=$text; fi
        ;;
      "argument \"$flag\"") fail "$flag and its value are two arguments of $CONTROLLER_NAME; write them as one, $flag=..." ;;
      "argument \"$flag="*)
        [ -z "$found" ] || fail "$flag is there twice in $CONTROLLER_NAME; take one out"
        found=$key now=$text
        ;;
    esac
  done << EOF
$state
EOF
  [ -n "$at" ] || fail "the Deployment $CONTROLLER_NAMESPACE/$CONTROLLER_NAME has no container kube-ovn-controller"
  args_path=/spec/template/spec/containers/$at/args
}

# patch_controller OPERATIONS, if the spec is still the one that was read
patch_controller() {
  controller patch --type json --patch "[{\"op\":\"test\",\"path\":\"/metadata/generation\",\"value\":$generation}$1]"
}

# operation OP PATH [VALUE]
operation() {
  printf ',{"op":"%s","path":"%s"%s}' "$1" "$2" "${3+,\"value\":$3}"
}

apply_controller() {
  read_controller
  [ "$now" != "\"$flag=$LOCAL_IP\"" ] || return 0
  operations=
  [ -n "$annotated" ] || operations=$(operation add /metadata/annotations '{}')
  [ -n "$was" ] || operations=$operations$(operation add "$record_path" "${now:-\"\"}")
  if [ -n "$found" ]; then
    operations=$operations$(operation replace "$args_path/$found" "\"$flag=$LOCAL_IP\"")
  else
    operations=$operations$(operation add "$args_path/-" "\"$flag=$LOCAL_IP\"")
  fi
  patch_controller "$operations"
}

revert_controller() {
  read_controller
  [ -n "$was" ] || return 0
  operations=$(operation remove "$record_path")
  if [ "$now" != "\"$flag=$LOCAL_IP\"" ]; then
    echo "kube-ovn: $flag of $CONTROLLER_NAME is no more $LOCAL_IP, and stays"
  elif [ "$was" = '""' ]; then
    operations=$operations$(operation remove "$args_path/$found")
  else
    operations=$operations$(operation replace "$args_path/$found" "$was")
  fi
  patch_controller "$operations"
}

# subnet NAME JSONPATH
subnet() {
  kubectl get subnets.kubeovn.io "$1" --output "jsonpath={$2}"
}

# patch_subnet NAME U2O RECORD, both as JSON
patch_subnet() {
  kubectl patch subnets.kubeovn.io "$1" --type merge \
    --patch "{\"metadata\":{\"annotations\":{\"$record\":$3}},\"spec\":{\"u2oInterconnection\":$2}}"
}

apply_subnet() {
  value=$(subnet "$1" .spec.u2oInterconnection)
  [ "$value" = true ] || patch_subnet "$1" true "\"${value:-null}\""
}

revert_subnet() {
  value=$(subnet "$1" ".metadata.annotations.$record")
  case $value in
    '') ;;
    false | null) patch_subnet "$1" "$value" null ;;
    *) fail "the annotation $record of the Subnet $1 is '$value', neither false nor null" ;;
  esac
}

# Kube-OVN gives a pod its routes when it makes it, so the controller comes first.
wait_for_controller() {
  waited=0
  while ! rolled_out; do
    [ "$waited" -lt "$PATIENCE" ] || fail "$CONTROLLER_NAME is not up to date after $PATIENCE s; nothing is restarted"
    sleep 2
    waited=$((waited + 2))
  done
}

rolled_out() {
  numbers=$(controller get --output 'jsonpath={.metadata.generation} {.status.observedGeneration} {.spec.replicas} {.status.replicas} {.status.updatedReplicas} {.status.availableReplicas}')
  # shellcheck disable=SC2086 # they are six words, or fewer while the status is incomplete
  set -- $numbers
  [ "$#" -eq 6 ] && [ "$1" = "$2" ] && [ "$3" = "$4" ] && [ "$3" = "$5" ] && [ "$3" = "$6" ]
}

# restart VALUE, of an annotation that the pods then have, as JSON: the same one again restarts nothing
restart() {
  [ -z "$RESTART" ] || wait_for_controller
  for workload in $RESTART; do
    name=${workload##*/}
    rest=${workload%/*}
    kubectl --namespace "${rest#*/}" patch "${rest%%/*}" "$name" --type merge \
      --patch "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"$restarted_for\":$1}}}}}"
  done
}

# The binding of the controller's namespace is the last one, since a second try begins there.
give_rights_back() {
  [ -z "$UNDERLAY_SUBNETS" ] || kubectl delete clusterrolebinding "$BINDING" --ignore-not-found
  for namespace in $BINDING_NAMESPACES; do
    kubectl --namespace "$namespace" delete rolebinding "$BINDING" --ignore-not-found
  done
}

case ${1-} in
  apply | revert) ;;
  *) fail "say apply or revert" ;;
esac
record_path=/metadata/annotations/${record%/*}~1${record#*/}

"$1_controller"
for name in $UNDERLAY_SUBNETS; do "$1_subnet" "$name"; done
case $1 in
  apply) restart "\"$LOCAL_IP${UNDERLAY_SUBNETS:+ $UNDERLAY_SUBNETS}\"" ;;
  revert) restart null ;;
esac
give_rights_back
