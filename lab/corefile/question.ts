import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';

export type Transport = 'udp' | 'tcp';

export interface Answer {
  /** NOERROR, NXDOMAIN and so on. */
  readonly code: string;
  readonly records: readonly ResourceRecord[];
}

export interface ResourceRecord {
  readonly name: string;
  readonly ttl: number;
  readonly type: string;
  readonly value: string;
}

const TYPES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, HINFO: 13 };
const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];
const TIMEOUT_MS = 10_000;

/** Asks one question over the transport, once. Unlike the resolver of Node.js, it tells TTLs and codes. */
export async function ask(server: string, name: string, type: string, transport: Transport = 'udp'): Promise<Answer> {
  return read(await (transport === 'udp' ? overUdp : overTcp)(server, question(name, type)));
}

function question(name: string, type: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  // One question, recursion desired; any id will do, since the socket is new.
  const header = [0x53, 0x53, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(header), ...labels, Buffer.from([0, 0, TYPES[type], 0, 1])]);
}

function overUdp(server: string, message: Buffer): Promise<Buffer> {
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4');
  return inTime<Buffer>((resolve, reject) => {
    socket.once('message', resolve).once('error', reject);
    socket.send(message, 53, server);
  }).finally(() => socket.close());
}

function overTcp(server: string, message: Buffer): Promise<Buffer> {
  const socket = connect(53, server);
  return inTime<Buffer>((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.once('error', reject).on('data', (data) => {
      received = Buffer.concat([received, data]);
      if (received.length > 2 && received.length >= 2 + received.readUInt16BE(0)) resolve(received.subarray(2));
    });
    socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]));
  }).finally(() => socket.destroy());
}

function inTime<T>(start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no answer')), TIMEOUT_MS);
    start(
      (value) => {
        clearTimeout(late);
        resolve(value);
      },
      (error) => {
        clearTimeout(late);
        reject(error);
      },
    );
  });
}

function read(message: Buffer): Answer {
  const code = CODES[message[3] & 15] ?? `${message[3] & 15}`;
  let { end } = nameAt(message, 12);
  end += 4;
  const records = Array.from({ length: message.readUInt16BE(6) }, () => {
    const owner = nameAt(message, end);
    const start = owner.end + 10;
    const type = message.readUInt16BE(owner.end);
    end = start + message.readUInt16BE(start - 2);
    const known = Object.keys(TYPES).find((name) => TYPES[name] === type) ?? `${type}`;
    return {
      name: owner.name,
      ttl: message.readUInt32BE(start - 6),
      type: known,
      value: valueAt(message, known, start, end),
    };
  });
  return { code, records };
}

function valueAt(message: Buffer, type: string, start: number, end: number): string {
  switch (type) {
    case 'A':
      return message.subarray(start, end).join('.');
    case 'AAAA':
      return new URL(
        `http://[${(message.subarray(start, end).toString('hex').match(/..../g) ?? []).join(':')}]`,
      ).hostname.slice(1, -1);
    case 'CNAME':
    case 'PTR':
      return nameAt(message, start).name;
    case 'SRV':
      return `${message.readUInt16BE(start + 4)} ${nameAt(message, start + 6).name}`;
    default:
      return message.subarray(start + 1, end).toString();
  }
}

/** The name at a place of a message, which may point to an earlier one, and where it ends. */
function nameAt(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  while (message[at] !== 0) {
    if (message[at] >= 192) {
      const rest = nameAt(message, message.readUInt16BE(at) & 0x3fff).name;
      return { name: [...labels, rest].join('.'), end: at + 2 };
    }
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  return { name: labels.join('.'), end: at + 1 };
}
