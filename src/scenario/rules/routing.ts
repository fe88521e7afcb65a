import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Routing } from '../scenario.ts';
import { checkAdapterScorer } from './adapter-scorer.ts';
import { checkKvSignal } from './kv-signal.ts';
import { checkModelsCome } from './models-come.ts';
import { checkPacking } from './packing.ts';
import { checkPrefixToFind } from './prefix-to-find.ts';
import { checkRoles } from './roles.ts';

/** Rules between routing and the pools. */
export function checkRouting(
  routing: Routing,
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[]; readonly path: Path }[],
  reporter: Reporter,
): void {
  checkKvSignal(routing, pools, reporter);
  checkPrefixToFind(routing, pools, reporter);
  checkAdapterScorer(routing, pools, reporter);
  checkPacking(routing, pools, reporter);
  checkModelsCome(routing, pools, reporter);
  checkRoles(pools, reporter);
}
