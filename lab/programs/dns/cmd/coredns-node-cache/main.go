// Command coredns-node-cache is plain CoreDNS with node-cache's plugins: it tells whether node-cache would take a Corefile.
package main

import (
	"github.com/coredns/coredns/coremain"

	_ "lab/dns/nodecache"
)

func main() { coremain.Run() }
