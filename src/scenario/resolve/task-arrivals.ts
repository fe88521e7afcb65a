import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { AgentCall, Agentic, ClientPools, Sessions, TaskContext } from '../scenario.ts';
import type { RawLength } from '../schema/length.ts';
import type { RawCall, RawTaskArrivals } from '../schema/task-arrivals.ts';
import { resolveDuration } from './duration.ts';
import { lengthSpec } from './lengths.ts';

/** What the process must know of the workload around it. */
export interface TaskArrivalsContext {
  readonly reporter: Reporter;
  /** Of the model; null where it is not known, or answers in one shot. */
  readonly contextTokens: number | null;
  readonly promptTokens: RawLength | undefined;
  readonly outputTokens: RawLength | undefined;
}

/** Assumed of a call that says nothing: a tool's result and the model's next step. */
const freshTokens = { distribution: 'lognormal', mean: 512, cv: 1, max: 8192 } as const;
const answerTokens = { distribution: 'lognormal', mean: 256, cv: 1, max: 4096 } as const;

export function resolveSessions(
  raw: RawTaskArrivals['sessions'],
  path: Path,
  context: TaskArrivalsContext,
): Sessions {
  const { reporter } = context;
  return {
    process: raw.process,
    ratePerSecond: raw.rate,
    turns: countLaw(raw.turns, [...path, 'turns'], reporter),
    think: resolveDuration(raw.thinkTime, [...path, 'thinkTime'], reporter),
    context: contextOf(raw, path, context),
    afterFailure: raw.afterFailure,
  };
}

export function resolveAgentic(
  raw: RawTaskArrivals['agentic'],
  path: Path,
  context: TaskArrivalsContext,
): Agentic {
  const positions = new Map<string, number>();
  const calls = raw.calls.map((call, i): AgentCall => {
    const at = [...path, 'calls', i];
    const resolved = resolveCall(call, at, positions, raw.calls, context);
    if (positions.has(call.name)) {
      const message = `there are two calls ${call.name}`;
      context.reporter.error([...at, 'name'], message, 'rename one');
    }
    positions.set(call.name, i);
    return resolved;
  });
  return {
    process: raw.process,
    ratePerSecond: raw.rate,
    calls,
    context: contextOf(raw, path, context),
    afterFailure: raw.afterFailure,
  };
}

/** Calls stand in an order in which they can be made: each after those that it names, so that there is no circle. */
function resolveCall(
  raw: RawCall,
  path: Path,
  positions: ReadonlyMap<string, number>,
  all: readonly RawCall[],
  { reporter, promptTokens, outputTokens }: TaskArrivalsContext,
): AgentCall {
  const find = (name: string, at: Path): number => {
    const position = positions.get(name);
    if (position !== undefined) return position;
    const message = `no call ${name} stands before ${raw.name}`;
    reporter.error(at, message, 'name calls above it; there must be no circle');
    return 0;
  };
  const after = (raw.after ?? []).map((name, i) => find(name, [...path, 'after', i]));
  const [first] = after;
  const isOnce = first !== undefined && (all[first]?.copies ?? 1) === 1;
  const usual = isOnce ? first : null;
  const named = raw.continues;
  const continues =
    named === undefined ? usual : named === 'none' ? null : find(named, [...path, 'continues']);
  const law = (key: 'promptTokens' | 'outputTokens', usually: LengthSpec): LengthSpec => {
    const own = raw[key] ?? { promptTokens, outputTokens }[key];
    if (own === undefined) return usually;
    const spec = lengthSpec(own, [...path, key], reporter);
    if (spec === null && own.distribution === 'joint') {
      const message = 'joint lengths are not for calls';
      reporter.error([...path, key], message, 'give the call laws of its own');
    }
    return spec ?? usually;
  };
  return {
    name: raw.name,
    after,
    continues,
    copies: countLaw(raw.copies, [...path, 'copies'], reporter),
    rounds: countLaw(raw.rounds, [...path, 'rounds'], reporter),
    wait: resolveDuration(raw.wait, [...path, 'wait'], reporter),
    promptTokens: law('promptTokens', freshTokens),
    outputTokens: law('outputTokens', answerTokens),
  };
}

export function resolveClientPools(
  raw: RawTaskArrivals['servegen'],
  path: Path,
  reporter: Reporter,
): ClientPools {
  const total = raw.pools.reduce((sum, { share }) => sum + share, 0);
  return {
    process: raw.process,
    ratePerSecond: raw.rate,
    pools: raw.pools.map((pool, i) => {
      const law = (key: 'promptTokens' | 'outputTokens'): LengthSpec | null => {
        const own = pool[key];
        const at = [...path, 'pools', i, key];
        if (own?.distribution !== 'joint') {
          return own === undefined ? null : lengthSpec(own, at, reporter);
        }
        reporter.error(at, 'joint lengths are the workload’s', 'write another law here');
        return null;
      };
      const { clients, skew, gaps, cv, promptSpread, outputSpread } = pool;
      const own = { promptTokens: law('promptTokens'), outputTokens: law('outputTokens') };
      const share = pool.share / total;
      return { clients, share, skew, gaps, cv, promptSpread, outputSpread, ...own };
    }),
  };
}

/** Completes a count, or a law of counts. */
export function countLaw(raw: number | RawLength, path: Path, reporter: Reporter): LengthSpec {
  if (typeof raw === 'number') return { distribution: 'fixed', value: raw };
  const spec = lengthSpec(raw, path, reporter);
  if (spec === null && raw.distribution === 'joint') {
    reporter.error(path, 'a joint law has pairs', 'write another law');
  }
  return spec ?? { distribution: 'fixed', value: 1 };
}

function contextOf(
  raw: { readonly contextLimit?: number | undefined; readonly whenFull: TaskContext['whenFull'] },
  path: Path,
  { reporter, contextTokens }: TaskArrivalsContext,
): TaskContext {
  if (raw.contextLimit === undefined && contextTokens !== null) {
    reporter.useDefault([...path, 'contextLimit'], contextTokens);
  }
  const own = contextTokens ?? Number.MAX_SAFE_INTEGER;
  return { contextTokens: Math.min(own, raw.contextLimit ?? own), whenFull: raw.whenFull };
}
