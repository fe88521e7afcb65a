import type { EngineProfile } from '../../physics/data-sheets.ts';
import { assumed } from '../sources.ts';

/** Every known serving engine, by id. */
export const engineProfiles = {
  'vllm-v1': {
    id: 'vllm-v1',
    name: 'vLLM, V1 engine',
    hostSecondsPerLayer: 95e-6,
    hostSecondsPerStep: 0.5e-3,
    hostSecondsPerSequence: 5e-6,
    reserveBytes: 3.9e9,
    gemmEfficiency: 0.7,
    attentionEfficiency: 0.55,
    memoryEfficiency: 0.75,
    sources: { all: assumed('first values, before the fit') },
  },
} as const satisfies Readonly<Record<string, EngineProfile>>;
