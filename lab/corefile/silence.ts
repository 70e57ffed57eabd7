import { execFileSync } from 'node:child_process';

/** A bridge without ports: what is sent there is lost, and nobody hears of it. */
const NOWHERE = 'nowhere';
const TABLE = '53';

/** From now on packets to these IPv4 addresses are dropped; connections and sockets stay. */
export function silence(addresses: readonly string[]) {
  ip(
    `link add ${NOWHERE} type bridge`,
    `link set ${NOWHERE} up`,
    `route add default dev ${NOWHERE} table ${TABLE}`,
    // The rules of these addresses go before the one that finds the machine's own.
    'rule add pref 1 lookup local',
    'rule del pref 0',
    ...addresses.flatMap((address) => [
      `neigh add ${address} lladdr 02:00:00:00:00:01 dev ${NOWHERE} nud permanent`,
      `rule add pref 0 to ${address} table ${TABLE}`,
    ]),
  );
}

/** The reverse, for some of the addresses; when none is left, the namespace is as it was. */
export function endSilence(addresses: readonly string[]) {
  ip(...addresses.map((address) => `rule del pref 0 to ${address} table ${TABLE}`));
  const rules = execFileSync('ip', ['rule', 'list'], { encoding: 'utf8' });
  if (rules.startsWith('0:')) return;
  ip('rule add pref 0 lookup local', 'rule del pref 1', `link del ${NOWHERE}`);
}

function ip(...commands: string[]) {
  execFileSync('ip', ['-batch', '-'], { input: commands.join('\n') });
}
