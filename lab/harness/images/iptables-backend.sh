#!/bin/sh
# Prints which iptables this kernel speaks, nft or legacy: some kernels list what they cannot add to.
set -u
probe() { /usr/lib/iptables-nft/iptables -w 5 -t raw "$@" > /dev/null 2>&1; }
backend=legacy
probe -N lab-probe
if probe -A lab-probe -p udp -m comment --comment probe -j NOTRACK; then backend=nft; fi
probe -F lab-probe
probe -X lab-probe
echo $backend
