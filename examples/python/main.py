from cdk8s import App, Chart
from cdk8s_node_local_dns import NodeLocalDnsCache

app = App()
chart = Chart(app, "node-local-dns")
NodeLocalDnsCache(chart, "nld")
app.synth()
