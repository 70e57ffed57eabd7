package main

import (
	"log"
	"os"
	"os/exec"
	"time"

	"github.com/vishvananda/netlink"
)

type network struct{ settings }

type rule struct {
	table, chain string
	match        []string
}

func (n network) rules() []rule {
	const skip, allow = "NodeLocal DNS Cache: skip conntrack", "NodeLocal DNS Cache: allow DNS traffic"
	var rules []rule
	add := func(table, chain, protocol, side, address, port, target, comment string) {
		rules = append(rules, rule{table, chain, []string{
			"-p", protocol, "-" + side, address, "--" + side + "port", port,
			"-j", target, "-m", "comment", "--comment", comment,
		}})
	}
	for _, ip := range n.localIPs {
		for _, protocol := range []string{"tcp", "udp"} {
			add("raw", "PREROUTING", protocol, "d", ip, n.port, "NOTRACK", skip)
			add("filter", "INPUT", protocol, "d", ip, n.port, "ACCEPT", allow)
			add("raw", "OUTPUT", protocol, "s", ip, n.port, "NOTRACK", skip)
			add("filter", "OUTPUT", protocol, "s", ip, n.port, "ACCEPT", allow)
			add("raw", "OUTPUT", protocol, "d", ip, n.port, "NOTRACK", skip)
		}
		add("raw", "OUTPUT", "tcp", "d", ip, n.healthPort, "NOTRACK", skip)
		add("raw", "OUTPUT", "tcp", "s", ip, n.healthPort, "NOTRACK", skip)
	}
	return rules
}

func (n network) iptables(operation string, r rule) error {
	program := "iptables"
	if isIPv6(n.localIPs[0]) {
		program = "ip6tables"
	}
	args := append([]string{"-w", "5", "-t", r.table, operation, r.chain}, r.match...)
	return exec.Command(program, args...).Run()
}

// keep installs the rules at the first tick, or within a second of the pidfile's appearance when there is one: CoreDNS
// writes it once it serves, so that the rules never lead to a port that nobody listens on.
func (n network) keep() {
	if n.pidfile != "" {
		for !exists(n.pidfile) {
			time.Sleep(time.Second)
		}
		n.sync()
	}
	for range time.NewTicker(n.syncInterval * time.Second).C { // the multiplication is the original's mistake
		n.sync()
	}
}

func (n network) sync() {
	if n.setupIptables {
		for _, rule := range n.rules() {
			if n.iptables("-C", rule) == nil {
				continue
			}
			if err := n.iptables("-I", rule); err != nil {
				log.Printf("Error adding rule %v: %v", rule, err)
				setupErrors.WithLabelValues("iptables").Inc()
				continue
			}
			log.Printf("Added back nodelocaldns rule - %v", rule)
		}
	}
	n.ensureInterface()
}

// ensureInterface uses a link that is there, adds addresses that are missing, and takes none away.
func (n network) ensureInterface() {
	if !n.setupInterface {
		return
	}
	link, err := netlink.LinkByName(n.interfaceName)
	if err != nil {
		attributes := netlink.NewLinkAttrs()
		attributes.Name = n.interfaceName
		link = &netlink.Dummy{LinkAttrs: attributes}
		if err := netlink.LinkAdd(link); err != nil {
			log.Printf("Failed to add non-existent interface %s: %v", n.interfaceName, err)
			setupErrors.WithLabelValues("interface_add").Inc()
		}
		log.Printf("Added interface - %s", n.interfaceName)
	}
	for _, ip := range n.localIPs {
		address, err := netlink.ParseAddr(ip + map[bool]string{true: "/128", false: "/32"}[isIPv6(ip)])
		if err == nil {
			_ = netlink.AddrAdd(link, address) // "already there" is the usual case
		}
	}
}

func (n network) teardown() {
	log.Print("Tearing down")
	if n.setupIptables {
		for _, rule := range n.rules() {
			for n.iptables("-D", rule) == nil { // as often as it is there
			}
		}
	}
	if n.setupInterface {
		if link, err := netlink.LinkByName(n.interfaceName); err == nil {
			_ = netlink.LinkDel(link)
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
