import { stringify } from 'yaml';
import type { Precision } from '../../src/fit/precision.ts';

/** A row as a scenario of one workload on one pool. */
export interface Played {
  readonly name: string;
  readonly kind?: string;
  readonly model: string;
  readonly accelerator: string;
  readonly replicas: number;
  readonly parallelism: {
    readonly tensor: number;
    readonly pipeline?: number;
    readonly data?: number;
    readonly expert?: number;
    readonly ring?: number;
  };
  readonly precision: Precision;
  readonly engine: Readonly<Record<string, string | number>>;
  /** Cap of each board; absent where none was set. */
  readonly capWatts?: number | null;
  readonly arrivals: Readonly<Record<string, string | number>>;
  /** Absent where the trace brings lengths. */
  readonly promptTokens?: Length;
  readonly outputTokens?: Length;
  /** What a request asks for of a model that answers in one shot. */
  readonly job?: Readonly<Record<string, string | number>>;
  readonly horizon: Readonly<Record<string, string | number>> | 'trace';
  /**
   * Tokens of every prompt, where a measurement went beyond the context that the model was trained for. A scenario file
   * refuses that; the run takes this length and as long a context all the same.
   */
  readonly promptBeyondContext?: number;
}

export type Length = Readonly<Record<string, string | number>>;

export const fixed = (value: number): Length => ({
  distribution: 'fixed',
  value: Math.max(1, Math.round(value)),
});

/** The scenario file that a row amounts to. */
export function scenarioText(played: Played): string {
  const { name, kind, model, accelerator, replicas, parallelism, precision, engine } = played;
  const { arrivals, promptTokens, outputTokens, job, horizon, capWatts = null } = played;
  const workload = {
    name: 'row',
    ...(kind === undefined ? {} : { kind }),
    model,
    arrivals,
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(job === undefined ? {} : { job }),
  };
  const power = capWatts === null ? {} : { power: { capPerAccelerator: `${capWatts}W` } };
  const pool = { name: 'chips', accelerator, replicas, serves: [model], parallelism, ...power };
  return stringify({
    name,
    seed: 1,
    horizon,
    workloads: [workload],
    pools: [{ ...pool, precision, engine }],
    routing: { policy: 'least-outstanding', signalInterval: '0s' },
    outputs: { requests: 'all', percentiles: 'exact', timeseries: 'none' },
  });
}
