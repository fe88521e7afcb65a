import { assert } from '../base/assert.ts';
import type { Ladder, Rung } from '../scenario/ladder.ts';
import { oneShotInput } from '../scenario/resolve/one-shot.ts';
import { poolOnRung } from '../scenario/rungs.ts';
import type { Pool, Workload } from '../scenario/scenario.ts';
import type { StepSpec } from './step-spec.ts';

/** A ladder as the engine goes up and down it; what steps cost on its rungs stands with the pools. */
export interface CompiledLadder extends Pick<Ladder, 'nearSeconds' | 'quietSeconds'> {
  readonly deadlineSeconds: number;
  /** Sources that send one request a round each; 1 where each request is a round of its own. */
  readonly sources: number;
  /** From the top down; `name` says what each does. */
  readonly rungs: readonly (Pick<Rung, 'every' | 'accuracy'> & { readonly name: string })[];
}

/** What steps of a pool cost on the rungs of a ladder below its own. */
export interface WithRungs {
  /** From the top down; absent where nobody goes down. */
  readonly rungs?: readonly StepSpec[];
}

/** Names what the rungs do, by the first pool that serves the workload. */
export function compileLadder(
  workload: Workload,
  pools: readonly Pool[],
): { readonly ladder?: CompiledLadder } {
  const { ladder, slo, arrivals } = workload;
  if (ladder === undefined) return {};
  const { deadlineSeconds } = slo;
  const pool = pools.find(({ serves }) => serves.some(({ ref }) => ref === workload.model));
  assert(deadlineSeconds !== undefined && pool !== undefined, 'a ladder without a deadline');
  const { nearSeconds, quietSeconds } = ladder;
  const sources = arrivals.process === 'periodic' ? arrivals.sources : 1;
  const rungs = ladder.rungs.map(({ model, precision, every, accuracy }) => {
    const format = precision ?? pool.precision.weights;
    const name = `${model} ${format}${every > 1 ? `, 1 in ${every}` : ''}`;
    return { name, every, accuracy };
  });
  return { ladder: { nearSeconds, quietSeconds, deadlineSeconds, sources, rungs } };
}

/** The rungs of a pool, by the workload that it serves. */
export function compileRungs(pool: Pool, workloads: readonly Workload[]): WithRungs {
  const ref = pool.serves[0]?.ref;
  const asking = workloads.find(({ model, ladder }) => ladder !== undefined && model === ref);
  if (asking?.ladder === undefined) return {};
  return {
    rungs: asking.ladder.rungs.slice(1).map((rung) => ({
      kind: 'one-shot',
      input: oneShotInput(poolOnRung(pool, rung), rung.shape),
    })),
  };
}
