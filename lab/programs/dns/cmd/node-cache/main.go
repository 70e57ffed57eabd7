// Command node-cache stands in for the program of the same name, which no package registry serves: real CoreDNS with
// node-cache's plugins, behind a front that keeps to the contract of node-cache 1.26.8 as far as a manifest can tell.
// Its oddities are kept on purpose; lab/node-cache has a test for each.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/coredns/caddy"
	"github.com/coredns/coredns/coremain"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	_ "lab/dns/nodecache"
)

type settings struct {
	localIPs          []string
	setupInterface    bool
	interfaceName     string
	setupIptables     bool
	skipTeardown      bool
	syncInterval      time.Duration
	metricsAddress    string
	baseCorefile      string
	kubeDNSDirectory  string
	upstreamService   string
	healthPort        string
	reloadWithSignal  bool
	corefile, pidfile string
	port              string
}

var setupErrors = prometheus.NewCounterVec(prometheus.CounterOpts{
	Namespace: "coredns", Subsystem: "nodecache", Name: "setup_errors_total",
	Help: "Errors of periodic network setup",
}, []string{"errortype"})

func main() {
	log.Print("lab stand-in for node-cache 1.26.8: not the real program")
	s := parseFlags()
	serveMetrics(s.metricsAddress)
	config := newCorefile(s)
	config.write()
	network := network{s}
	network.ensureInterface()
	if !s.skipTeardown {
		caddy.OnProcessExit = append(caddy.OnProcessExit, network.teardown)
	}
	go config.watch()
	go network.keep()
	coremain.Run()
}

func parseFlags() settings {
	var s settings
	var localIPs string
	flag.StringVar(&localIPs, "localip", "", "addresses to bind, separated by commas")
	flag.BoolVar(&s.setupInterface, "setupinterface", true, "make the interface and its addresses")
	flag.StringVar(&s.interfaceName, "interfacename", "nodelocaldns", "name of the interface")
	flag.BoolVar(&s.setupIptables, "setupiptables", true, "make the iptables rules")
	flag.BoolVar(&s.skipTeardown, "skipteardown", false, "leave rules and interface at exit")
	flag.DurationVar(&s.syncInterval, "syncinterval", 60, "nanoseconds, which are taken for seconds")
	flag.StringVar(&s.metricsAddress, "metrics-listen-address", "0.0.0.0:9353", "address of the setup metrics")
	flag.StringVar(&s.baseCorefile, "basecorefile", "/etc/coredns/Corefile.base", "template of the Corefile")
	flag.String("corefile", "/etc/Corefile", "ignored: -conf says where the Corefile goes")
	flag.StringVar(&s.kubeDNSDirectory, "kubednscm", "", "directory of the kube-dns ConfigMap")
	flag.StringVar(&s.upstreamService, "upstreamsvc", "kube-dns", "Service whose address the environment has")
	flag.StringVar(&s.healthPort, "health-port", "8080", "port that the NOTRACK rules name; moves no listener")
	flag.BoolVar(&s.reloadWithSignal, "reloadwithsignal", false, "send SIGUSR1 after writing the Corefile")
	flag.Parse() // an unknown flag ends the process with status 2

	s.corefile = flag.Lookup("conf").Value.String()
	s.pidfile = flag.Lookup("pidfile").Value.String()
	s.port = flag.Lookup("dns.port").Value.String()
	if s.kubeDNSDirectory == "" {
		if _, err := os.Stat("/etc/kube-dns"); err == nil {
			s.kubeDNSDirectory = "/etc/kube-dns"
		}
	}
	var err error
	if s.localIPs, err = parseLocalIPs(localIPs); err != nil {
		log.Fatal(err)
	}
	return s
}

// parseLocalIPs neither trims spaces nor takes both families, like the original.
func parseLocalIPs(list string) ([]string, error) {
	addresses := strings.Split(list, ",")
	for _, address := range addresses {
		if net.ParseIP(address) == nil {
			return nil, fmt.Errorf("invalid localip specified - %q", address)
		}
		if isIPv6(address) != isIPv6(addresses[0]) {
			return nil, fmt.Errorf("unexpected IP Family for localIP - %q", address)
		}
	}
	return addresses, nil
}

func isIPv6(address string) bool { return strings.Contains(address, ":") }

// serveMetrics registers the error counter only when it can listen, like the original; it goes on either way.
func serveMetrics(address string) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Printf("Failed to start metrics handler: %v", err)
		return
	}
	prometheus.MustRegister(setupErrors)
	for _, kind := range []string{"iptables", "iptables_lock", "interface_add", "interface_check", "configmap"} {
		setupErrors.WithLabelValues(kind)
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.Handler())
	go http.Serve(listener, mux)
}
