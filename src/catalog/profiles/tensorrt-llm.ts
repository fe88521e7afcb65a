import { assumed } from '../sources.ts';
import { engineProfile, reserve } from './profile.ts';

const first = assumed('first value, before the fit to measured steps');

export const tensorrtLlm = engineProfile('tensorrt-llm', 'TensorRT-LLM', {
  hostSecondsPerLayer: [95e-6, first],
  hostSecondsPerStep: [0.5e-3, first],
  hostSecondsPerSequence: [5e-6, first],
  reserveBytes: reserve,
  gemmEfficiency: [0.7, first],
  attentionEfficiency: [0.55, first],
  memoryEfficiency: [0.75, first],
});
