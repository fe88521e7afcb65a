import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Routing, Workload } from '../scenario.ts';

/** Whose requests are routed by difficulty: those of workloads with one of the models, which answer by one call. */
export function checkRoutedByDifficulty(
  { byDifficulty }: Routing,
  pools: readonly { readonly pool: Pool }[],
  workloads: readonly {
    readonly workload: Workload;
    readonly wrong: readonly string[];
    readonly path: Path;
  }[],
  reporter: Reporter,
): void {
  if (byDifficulty === undefined) return;
  const { models } = byDifficulty;
  const oneShot = pools
    .flatMap(({ pool }) => pool.serves)
    .find(({ ref, shape }) => models.includes(ref) && isOneShot(shape));
  if (oneShot !== undefined) {
    const message = `${oneShot.ref} generates no tokens: its answers are neither right nor wrong`;
    reporter.error(['routing', 'models'], message, 'name models that generate tokens');
  }
  const knowsModels = workloads.every(({ wrong }) => !touches(wrong, ['model']));
  if (knowsModels && !workloads.some(({ workload }) => models.includes(workload.model))) {
    const message = `no workload asks for any of ${models.join(', ')}: no request is routed by difficulty`;
    reporter.error(['routing', 'models'], message, 'name the model of a workload among them');
  }
  for (const { workload, path } of workloads) {
    const { routedTo, strategy } = workload;
    if (routedTo === undefined || strategy === undefined) continue;
    const message = `strategy ${strategy.kind} is not available with difficulty-aware routing: a strategy says itself which models it calls`;
    const fix = 'write strategy: single, or kind: route under another routing policy';
    reporter.error([...path, 'strategy'], message, fix);
  }
}
