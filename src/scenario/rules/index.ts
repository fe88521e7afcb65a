import { adapterEngine } from './adapter-engine.ts';
import { batchBudget } from './batch-budget.ts';
import { batchFitsMemory } from './batch-fits-memory.ts';
import { budgetCanBeKept } from './budget-can-be-kept.ts';
import { expertsDivideChips } from './experts-divide-chips.ts';
import { heatNeedsPhysics } from './heat-needs-physics.ts';
import { kvRoom } from './kv-room.ts';
import { pipelineWithinLayers } from './pipeline-within-layers.ts';
import { powerNeedsPhysics } from './power-needs-physics.ts';
import { precisionHasUnits } from './precision-has-units.ts';
import { prefixCacheParts } from './prefix-cache-parts.ts';
import { prefixMatchNeedsCache } from './prefix-match-needs-cache.ts';
import { profileRange } from './profile-range.ts';
import type { PoolRule, ServiceRule } from './rule.ts';
import { scalingBounds } from './scaling-bounds.ts';
import { sharedChips } from './shared-chips.ts';
import { singleSteps } from './single-steps.ts';
import { stepRoom } from './step-room.ts';
import { tensorDividesHeads } from './tensor-divides-heads.ts';
import { tensorFitsNode } from './tensor-fits-node.ts';
import { weightsFitMemory } from './weights-fit-memory.ts';

/** Rules between the keys of one pool. */
export const poolRules: readonly PoolRule[] = [
  tensorFitsNode,
  tensorDividesHeads,
  expertsDivideChips,
  pipelineWithinLayers,
  batchBudget,
  sharedChips,
  adapterEngine,
  singleSteps,
  prefixCacheParts,
  prefixMatchNeedsCache,
  precisionHasUnits,
  powerNeedsPhysics,
  budgetCanBeKept,
  heatNeedsPhysics,
  weightsFitMemory,
  batchFitsMemory,
  scalingBounds,
];

/** Rules between a workload and each pool that serves it. */
export const serviceRules: readonly ServiceRule[] = [kvRoom, profileRange, stepRoom];
