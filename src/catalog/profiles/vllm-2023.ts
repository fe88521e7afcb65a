import { assumed } from '../sources.ts';
import { engineProfile, reserve } from './profile.ts';

const first = assumed('first value, before the fit to measured steps');

export const vllm2023 = engineProfile('vllm-2023', 'vLLM of late 2023 (0.2)', {
  hostSecondsPerLayer: [500e-6, first],
  hostSecondsPerStep: [0.5e-3, first],
  hostSecondsPerSequence: [5e-6, first],
  reserveBytes: reserve,
  gemmEfficiency: [0.7, first],
  attentionEfficiency: [0.55, first],
  memoryEfficiency: [0.75, first],
});
