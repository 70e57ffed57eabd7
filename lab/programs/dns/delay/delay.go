// Package delay is a plugin that makes a server look farther away: `delay 5ms` comes before all other plugins, so that each
// query waits, also one that the cache answers.
package delay

import (
	"context"
	"time"

	"github.com/coredns/caddy"
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/plugin"
	"github.com/miekg/dns"
)

func init() {
	dnsserver.Directives = append([]string{"delay"}, dnsserver.Directives...)
	plugin.Register("delay", setup)
}

type delay struct {
	plugin.Handler
	by time.Duration
}

func setup(c *caddy.Controller) error {
	var text string
	c.Next()
	if !c.Args(&text) {
		return plugin.Error("delay", c.ArgErr())
	}
	by, err := time.ParseDuration(text)
	if err != nil {
		return plugin.Error("delay", err)
	}
	dnsserver.GetConfig(c).AddPlugin(func(next plugin.Handler) plugin.Handler { return delay{next, by} })
	return nil
}

func (d delay) Name() string { return "delay" }

func (d delay) ServeDNS(ctx context.Context, w dns.ResponseWriter, r *dns.Msg) (int, error) {
	time.Sleep(d.by)
	return plugin.NextOrFailure(d.Name(), d.Handler, ctx, w, r)
}
