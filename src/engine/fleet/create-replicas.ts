import { assert } from '../../base/assert.ts';
import type { CompiledPool, CompiledScenario } from '../../compile/compiled.ts';
import { enginesOf } from '../../compile/engines.ts';
import { partModels } from '../../physics/chip-demand.ts';
import type { PowerSetting } from '../../physics/power.ts';
import type { StepModel } from '../../physics/step-model.ts';
import { batchingRulesOf } from '../../policy/batching/index.ts';
import { HandleSpace } from '../../policy/scheduling/handle-space.ts';
import { createScheduler } from '../../policy/scheduling/index.ts';
import { ColocatedReplica } from '../replica/colocated.ts';
import { DraftAcceptance } from '../replica/draft-acceptance.ts';
import { EncoderReplica } from '../replica/encoder.ts';
import type { ReplicaHost } from '../replica/host.ts';
import { LockstepReplica } from '../replica/lockstep.ts';
import { PoolContext } from '../replica/pool-context.ts';
import type { EngineReplica } from '../replica/port.ts';
import { Replica } from '../replica/replica.ts';
import { SharedReplica } from '../replica/shared.ts';
import { type PartCosts, StepCosts, type StepModels } from '../replica/step-costs.ts';
import { schedulerOptions } from '../scheduler-options.ts';
import {
  createSingleStepModel,
  createStepModel,
  type StepData,
  stepDataTogether,
  stepDataUnder,
} from '../step-models.ts';
import { LeaseMeter } from './lease.ts';

/** Makes the replicas of all pools, numbered in order of pools; replica i owns slot `firstSlot + i`. */
export function createReplicas(
  scenario: CompiledScenario,
  replication: number,
  host: ReplicaHost,
  firstSlot: number,
): readonly EngineReplica[] {
  const replicas: EngineReplica[] = [];
  const space = new HandleSpace();
  for (const pool of scenario.pools) {
    const options = schedulerOptions(pool.engine, scenario.workloads);
    const contexts = enginesOf(pool).map((engine) =>
      createContext(engine, scenario, replication, pool.engines !== undefined),
    );
    const [context] = contexts;
    assert(context !== undefined, 'a pool without an engine');
    for (let i = 0; i < pool.replicas; i++) {
      const index = pool.firstReplica + i;
      assert(index === replicas.length, 'replicas are not numbered in order of pools');
      const waiting = () => createScheduler(pool.engine.scheduler, space, options);
      const slot = firstSlot + index;
      const replica =
        pool.step.kind === 'encoder'
          ? new EncoderReplica(host, index, slot, context)
          : pool.sharing !== undefined
            ? new ColocatedReplica(host, index, slot, contexts, waiting)
            : contexts.length > 1
              ? new SharedReplica(host, index, slot, contexts, waiting)
              : pool.dataRanks > 1
                ? new LockstepReplica(host, index, slot, context, waiting)
                : new Replica(host, index, slot, context, waiting());
      if (pool.billing?.billed === 'up') replica.life.lease = new LeaseMeter(pool.billing);
      replicas.push(replica);
    }
  }
  return replicas;
}

function modelsOf(data: StepData): StepModels {
  const model = createStepModel(data);
  return { model, single: createSingleStepModel(data, model) };
}

function createContext(
  engine: CompiledPool,
  { seed, groups }: CompiledScenario,
  replication: number,
  sharesChips: boolean,
): PoolContext {
  const { decoding, rungs = [] } = engine;
  const modelsUnder = (own: StepData) => (setting: PowerSetting | null) => {
    const data = setting === null ? own : stepDataUnder(own, setting);
    const together = (adapters: number) => modelsOf(stepDataTogether(data, adapters) ?? data);
    return { ...modelsOf(data), ...(engine.adapters === undefined ? {} : { together }) };
  };
  const acceptance =
    decoding?.kind === 'speculation'
      ? new DraftAcceptance({ seed, replication }, decoding.tokens, decoding.acceptance)
      : null;
  const handsOff = groups[engine.group]!.handOff !== undefined;
  const more = { parts: partsOf(engine), lower: rungs.map((step) => modelsUnder({ step })) };
  return new PoolContext(engine, modelsUnder(engine), acceptance, handsOff, sharesChips, more);
}

/** What steps take of single parts of the chip, where kernels of several processes run there at once. */
function partsOf({ sharing, step, engine }: CompiledPool): PartCosts | null {
  if (sharing?.kind !== 'mps' || step.kind !== 'roofline') return null;
  const { closed } = batchingRulesOf(engine);
  const { compute, memory, launches } = partModels(step.input);
  const costs = (model: StepModel) => new StepCosts({ model, single: null }, closed);
  return { compute: costs(compute), memory: costs(memory), launches: costs(launches) };
}
