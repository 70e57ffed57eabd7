// A stand-in for the kubelet, for a service of systemd: it reads its configuration, ends if that is one that it cannot start
// with, and else answers at its health endpoint, if it has one.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , fatal, ...flags] = process.argv;
const config = flags.find((flag) => flag.startsWith('--config='))?.slice('--config='.length);
const text = (config ? readFileSync(config, 'utf8') : '') + flags.join(' ');
if (text.includes(fatal)) process.exit(1);
if (text.includes('healthzPort: 0')) setInterval(() => undefined, 1000);
else createServer((_, response) => response.end('ok')).listen(10248, '127.0.0.1');
