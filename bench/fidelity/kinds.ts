import { energyDiffusion } from './energy-diffusion.ts';
import { energyLlm } from './energy-llm.ts';
import { opsAttentionContext, opsAttentionGeneration } from './ops-attention.ts';
import { opsCollectivesAic, opsCollectivesApex, opsCollectivesVidur } from './ops-collectives.ts';
import { opsGemm } from './ops-gemm.ts';
import { opsLayer } from './ops-layer.ts';
import { opsMoe } from './ops-moe.ts';
import type { FileKind } from './port.ts';
import { replaySummary, requestsReplay } from './replay.ts';
import { servingApex } from './serving-apex.ts';
import { servingInferencex } from './serving-inferencex.ts';
import { servingMlperf } from './serving-mlperf.ts';
import { servingTrtllm } from './serving-trtllm.ts';
import { stepsSplitwise } from './steps-splitwise.ts';

/** Every kind of file that can be predicted; a file belongs to the first whose pattern fits its name. */
export const fileKinds = {
  steps: stepsSplitwise,
  inferencex: servingInferencex,
  apex: servingApex,
  trtllm: servingTrtllm,
  mlperf: servingMlperf,
  'energy-llm': energyLlm,
  'energy-diffusion': energyDiffusion,
  replay: requestsReplay,
  'replay-summary': replaySummary,
  gemm: opsGemm,
  'attention-context': opsAttentionContext,
  'attention-generation': opsAttentionGeneration,
  moe: opsMoe,
  'layer-linear': opsLayer,
  'collectives-aic': opsCollectivesAic,
  'collectives-apex': opsCollectivesApex,
  'collectives-vidur': opsCollectivesVidur,
} as const satisfies Readonly<Record<string, FileKind>>;

/** The kind of a file by its name; null where none fits. */
export function kindOf(name: string): FileKind | null {
  return Object.values(fileKinds).find(({ pattern }) => pattern.test(name)) ?? null;
}
