// Command node-cache stands in for the program of the same name, which no package registry serves.
package main

import (
	"github.com/coredns/coredns/coremain"
	_ "github.com/vishvananda/netlink"

	_ "lab/dns/nodecache"
)

func main() { coremain.Run() }
