import { LOCAL_DNS } from '../../lab/harness/addresses';
import { ended, until } from '../../lab/harness/process';
import type { Sample, Start } from './figures';
import { ask, type Duration } from './generator';
import { Lane } from './lane';
import { startServer } from './server';
import { Upstream } from './upstream';
import { cpuSeconds, peakMemoryMb } from './usage';
import type { Variant } from './variants';

/** How long to wait for rules: the official configuration sets them after a minute. */
const LAST_RULE_SECONDS = 90;
/** After this time the next variant starts, and the wait for the first rule goes on beside it. */
const SOON_SECONDS = 5;

/** A variant that answers on the node of a lane. */
export class Serving {
  private constructor(
    readonly variant: Variant,
    readonly lane: Lane,
    readonly upstream: Upstream,
    readonly pids: () => readonly number[],
  ) {}

  static async start(variant: Variant): Promise<Serving> {
    const { lane, upstream } = await laneWithUpstream();
    return new Serving(variant, lane, upstream, await startServer(variant, lane, upstream));
  }

  /** Starts a variant, and measures its start; the time of the first rule may come much later. */
  static async measured(variant: Variant): Promise<{ serving: Serving; start: Promise<Start> }> {
    const { lane, upstream } = await laneWithUpstream();
    const begin = Date.now();
    const passed = () => (Date.now() - begin) / 1000;
    const inNode = (...command: string[]) => ended('ip', ['netns', 'exec', lane.namespace('node'), ...command]);
    const dig = ['dig', `@${LOCAL_DNS}`, '+tries=1', '+timeout=1', 'www.example.org'];
    const answered = async () => ((await inNode(...dig)).ok ? passed() : undefined);
    const list = ['iptables', '-t', 'raw', '-S'];
    const ruled = async () => (/notrack/i.test((await inNode(...list)).output) ? passed() : undefined);
    const started = startServer(variant, lane, upstream);
    const firstAnswer = until(`${variant.name} answers`, answered, { every: 0.01 });
    const soon = until('rules', ruled, { every: 0.02, seconds: SOON_SECONDS }).catch(() => undefined);
    const serving = new Serving(variant, lane, upstream, await started);
    const times = [await firstAnswer, await soon] as const;
    const later = { every: 0.5, seconds: LAST_RULE_SECONDS };
    const start = (async () => ({
      variant: variant.name,
      firstAnswer: times[0],
      firstRule: times[1] ?? (await until(`${variant.name} has rules`, ruled, later)),
    }))();
    return { serving, start };
  }

  /** Sends queries for some seconds, and measures the answers and the processes. */
  async measure(workload: string, file: string, duration: Duration, countUpstream = false): Promise<Sample> {
    const upstreamBefore = countUpstream ? this.upstream.queries() : 0;
    const cpuBefore = cpuSeconds(this.pids());
    const { sent, failed, ...answers } = await ask(this.lane, file, duration);
    const cpu = cpuSeconds(this.pids()) - cpuBefore;
    return {
      variant: this.variant.name,
      workload,
      ...answers,
      failedShare: failed / sent,
      cpuSecondsPerMillion: (cpu / sent) * 1e6,
      peakMemoryMb: peakMemoryMb(this.pids()),
      ...(countUpstream ? { upstreamShare: (this.upstream.queries() - upstreamBefore) / sent } : {}),
    };
  }
}

async function laneWithUpstream() {
  const lane = new Lane();
  const upstream = new Upstream(lane);
  await upstream.start(0);
  return { lane, upstream };
}
