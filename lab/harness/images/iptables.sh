#!/bin/sh
# As the image's own iptables: picks the backend in which the kubelet has left its hint.
backend=legacy
if /usr/lib/iptables-nft/iptables -w 5 -t mangle -S KUBE-IPTABLES-HINT > /dev/null 2>&1; then backend=nft; fi
exec "/usr/lib/iptables-$backend/${0##*/}" "$@"
