import { modelsAsked } from './called-models.ts';
import type { Path } from './document/tree.ts';
import type { Reporter } from './reporter.ts';
import type { ResolvedPool } from './resolve/pool.ts';
import { checkBillingOfAll } from './rules/billing-of-all.ts';
import { checkEncoders } from './rules/encoders.ts';
import { checkFloorsCanHold } from './rules/floors-can-hold.ts';
import { checkHedgeCanHappen } from './rules/hedge-can-happen.ts';
import { checkImages } from './rules/images.ts';
import { serviceRules } from './rules/index.ts';
import { checkLadderPools } from './rules/ladder-pools.ts';
import { checkOrders } from './rules/orders.ts';
import { checkScalingAlone } from './rules/scaling-alone.ts';
import { checkServedModels } from './rules/served-models.ts';
import { checkStrategyCombines } from './rules/strategy-combines.ts';
import { checkUniqueNames } from './rules/unique-names.ts';
import { type Salvaged, touches } from './salvage.ts';
import type { Pool, Workload } from './scenario.ts';
import type { RawPool } from './schema/pool.ts';
import { modelViews } from './served-models.ts';

/** A workload, with what was wrong in it and where it stands. */
export interface ResolvedWorkload {
  readonly workload: Workload;
  readonly wrong: readonly string[];
  readonly path: Path;
}

/** A candidate pool that stands for the model of another one. */
export interface Succession {
  readonly pool: string;
  readonly model: string;
  /** The model that takes over from it. */
  readonly successor: string | undefined;
}

/** Rules between workloads and pools. */
export function checkAcross(
  workloads: readonly ResolvedWorkload[],
  pools: readonly (ResolvedPool & { readonly path: Path })[],
  rawPools: readonly Salvaged<RawPool>[],
  reporter: Reporter,
  succession: Succession | null = null,
): void {
  const named = <T extends { readonly wrong: readonly string[] }>(items: readonly T[]) =>
    items.filter(({ wrong }) => !touches(wrong, ['name']));
  const askers = named(workloads).map(({ workload, path }) => ({ name: workload.name, path }));
  checkUniqueNames(askers, reporter);
  const servers = named(pools).map(({ pool, path }) => ({ name: pool.name, path }));
  checkUniqueNames(servers, reporter);
  const asking = workloads.filter(({ wrong }) => !touches(wrong, ['model']));
  const serving = pools.filter(({ wrong }) => !touches(wrong, ['serves']));
  const asked = ({ name, serves }: Pool) =>
    name === succession?.pool ? [succession.model] : serves.map(({ ref }) => ref);
  // A pool without `serves` serves what is asked for: there is no mistake of its own to find.
  const knowsAllServed = rawPools.every(
    ({ value, wrong }) => value?.serves !== undefined && !touches(wrong, ['serves']),
  );
  checkServedModels(
    {
      workloads: asking.flatMap(({ workload, path }) => askedBy(workload, path)),
      pools: serving.flatMap(({ pool, path }) =>
        asked(pool).map((model) => ({ model, path, alone: pool.serves.length === 1 })),
      ),
      named: rawPools.flatMap(({ value }) => value?.serves ?? []),
      knowsAllServed,
      knowsAllAsked: workloads.every(({ wrong }) => !touches(wrong, ['model', 'strategy', 'task'])),
    },
    reporter,
  );
  checkOrders(workloads, pools, reporter);
  checkStrategyCombines(
    workloads.map(({ workload: value, path }) => ({ value, path })),
    serving.map(({ pool: value, path }) => ({ value, path })),
    reporter,
  );
  checkScalingAlone(serving, reporter);
  checkImages(
    asking.filter(({ wrong }) => !touches(wrong, ['images', 'task', 'strategy'])),
    serving,
    reporter,
  );
  const knowsImages = workloads.every(({ wrong }) => !touches(wrong, ['images', 'model']));
  checkEncoders(pools, knowsImages ? workloads.map(({ workload }) => workload) : null, reporter);
  refuseSucceeded(asking, succession, reporter);
  checkHedgeCanHappen(
    asking.filter(({ wrong }) => !touches(wrong, ['hedge', 'timeout'])),
    serving.filter(({ wrong }) => !touches(wrong, ['replicas'])).map(({ pool }) => pool),
    reporter,
  );
  checkLadderPools(
    asking.filter(({ wrong }) => !touches(wrong, ['slo', 'kind'])),
    serving.filter(({ wrong }) => !touches(wrong, ['accelerator', 'precision', 'engine'])),
    reporter,
  );
  if (pools.every(({ wrong }) => !touches(wrong, ['billing']))) checkBillingOfAll(pools, reporter);
  for (const { workload, wrong, path } of asking) {
    if (touches(wrong, ['task', 'strategy'])) continue;
    const served = serving.map(({ pool }) => pool);
    checkFloorsCanHold(workload, served, path, reporter);
  }
  for (const { workload, wrong } of asking) {
    for (const { pool, wrong: wrongInPool, path } of serving) {
      for (const model of modelsAsked(workload).answering) {
        const view = modelViews(pool).find((each) => asked(each)[0] === model);
        if (view === undefined) continue;
        for (const rule of serviceRules) {
          if (touches(wrong, rule.involvesWorkload) || touches(wrongInPool, rule.involvesPool))
            continue;
          rule.check({ ...workload, model }, view, path, reporter);
        }
      }
    }
  }
}

/** Images, and ladders, of a model that another pool is to take over. */
function refuseSucceeded(
  asking: readonly ResolvedWorkload[],
  succession: Succession | null,
  reporter: Reporter,
): void {
  for (const { workload, path } of asking) {
    if (workload.model !== succession?.model) continue;
    if (workload.ladder !== undefined) {
      const message = 'degrade is not available with a roll-out of the model';
      reporter.error([...path, 'slo', 'onMiss'], message, 'write drop, or leave rollout out');
    }
    if (workload.images === undefined) continue;
    const message = 'images are not available with a roll-out of their model';
    reporter.error([...path, 'images'], message, 'leave images out, or rollout');
  }
}

/** Models that a workload calls, and where it says so. */
function askedBy(workload: Workload, path: Path) {
  const { model: own, strategy, routedTo } = workload;
  const { answering, judging } = modelsAsked(workload);
  const at = routedTo === undefined ? [...path, 'strategy'] : ['routing', 'models'];
  const judge = strategy !== undefined && 'verifier' in strategy ? [...at, 'verifier'] : at;
  return [
    ...answering.map((model) => ({ model, path: model === own ? path : at })),
    ...judging.map((model) => ({ model, path: judge })),
  ];
}
