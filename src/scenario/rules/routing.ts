import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Routing, Workload } from '../scenario.ts';
import { checkAdapterScorer } from './adapter-scorer.ts';
import { checkKvSignal } from './kv-signal.ts';
import { checkModelsCome } from './models-come.ts';
import { checkPacking } from './packing.ts';
import { checkPrefixIsKept } from './prefix-is-kept.ts';
import { checkPrefixToFind } from './prefix-to-find.ts';
import { checkRoles } from './roles.ts';
import { checkRoutedByDifficulty } from './routed-by-difficulty.ts';
import { checkSignalIsRead } from './signal-is-read.ts';

type Placed<T> = T & { readonly wrong: readonly string[]; readonly path: Path };

/** Rules between routing, the pools and the workloads. */
export function checkRouting(
  routing: Routing,
  pools: readonly Placed<{ readonly pool: Pool }>[],
  workloads: readonly Placed<{ readonly workload: Workload }>[],
  reporter: Reporter,
): void {
  checkKvSignal(routing, pools, reporter);
  checkPrefixToFind(routing, pools, reporter);
  checkPrefixIsKept(workloads, pools, reporter);
  checkSignalIsRead(routing, reporter);
  checkAdapterScorer(routing, pools, reporter);
  checkPacking(routing, pools, reporter);
  checkModelsCome(routing, pools, reporter);
  checkRoutedByDifficulty(routing, pools, workloads, reporter);
  checkRoles(pools, reporter);
}
