package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// How often the ConfigMaps' directories are looked at.
const pollInterval = 10 * time.Second

type corefile struct {
	settings
	seen string
}

func newCorefile(s settings) *corefile {
	c := &corefile{settings: s}
	if s.kubeDNSDirectory == "" {
		log.Print("Skipping kube-dns configmap sync as no directory was specified")
	}
	c.seen = c.fingerprint()
	return c
}

func (c *corefile) watch() {
	for range time.NewTicker(pollInterval).C {
		fingerprint := c.fingerprint()
		if fingerprint == c.seen {
			continue
		}
		c.seen = fingerprint
		c.write()
		if c.reloadWithSignal {
			_ = syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		}
	}
}

// write fills the template in. A template that cannot be read is logged only: CoreDNS then tells that -conf is missing.
func (c *corefile) write() {
	base, err := os.ReadFile(c.baseCorefile)
	if err != nil {
		c.failed("Failed to read node-cache coreFile %s - %v", c.baseCorefile, err)
		return
	}
	if err := os.WriteFile(c.corefile, []byte(c.fill(string(base))), 0o644); err != nil {
		log.Printf("Failed to write config file %s - err %v", c.corefile, err)
		return
	}
	log.Printf("Updated Corefile %s", c.corefile)
}

func (c *corefile) fill(text string) string {
	upstream := os.Getenv(strings.ToUpper(strings.ReplaceAll(c.upstreamService, "-", "_")) + "_SERVICE_HOST")
	if upstream == "" {
		log.Printf("Unable to lookup IP address of Upstream service %s", c.upstreamService)
		upstream = "<nil>"
	}
	stubDomains, nameservers := c.kubeDNS()
	servers := "/etc/resolv.conf"
	if len(nameservers) > 0 {
		servers = strings.Join(nameservers, " ")
		text = withoutForceTCP(text)
	}
	text = strings.NewReplacer(
		"__PILLAR__CLUSTER__DNS__", upstream,
		"__PILLAR__LOCAL__DNS__", strings.Join(c.localIPs, " "),
		"__PILLAR__UPSTREAM__SERVERS__", servers,
		"__PILLAR__DNS__SERVER__", "",
	).Replace(text)
	for domain, servers := range stubDomains {
		text += fmt.Sprintf("\n%s:%s {\n    errors\n    cache 30\n    bind %s\n    forward . %s\n}\n",
			domain, c.port, strings.Join(c.localIPs, " "), strings.Join(servers, " "))
	}
	return text
}

// withoutForceTCP makes nameservers of the kube-dns ConfigMap be asked over UDP. It knows one spelling, as the original.
func withoutForceTCP(text string) string {
	const forward = "    forward . __PILLAR__UPSTREAM__SERVERS__"
	return strings.Replace(text, forward+" {\n            force_tcp\n    }", forward, 1)
}

// kubeDNS reads the optional kube-dns ConfigMap.
func (c *corefile) kubeDNS() (stubDomains map[string][]string, nameservers []string) {
	read := func(name string, into any) {
		text, err := os.ReadFile(filepath.Join(c.kubeDNSDirectory, name))
		if err != nil {
			return
		}
		if err := json.Unmarshal(text, into); err != nil {
			c.failed("Failed to parse %s of the kube-dns configmap - %v", name, err)
		}
	}
	if c.kubeDNSDirectory != "" {
		read("stubDomains", &stubDomains)
		read("upstreamNameservers", &nameservers)
	}
	return stubDomains, nameservers
}

// fingerprint is of every file that is visible, readable and text, at the top of the two directories.
func (c *corefile) fingerprint() string {
	hash := sha256.New()
	for _, directory := range []string{filepath.Dir(c.baseCorefile), c.kubeDNSDirectory} {
		if directory == "" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(directory, "[^.]*"))
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil && utf8.Valid(text) {
				fmt.Fprintf(hash, "%s\x00%s\x00", file, text)
			}
		}
	}
	return string(hash.Sum(nil))
}

func (c *corefile) failed(format string, values ...any) {
	log.Printf(format, values...)
	setupErrors.WithLabelValues("configmap").Inc()
}
