import type { Source } from '../../physics/data-sheets.ts';
import { assumed, paper } from '../sources.ts';

const recalled = (repository: string) =>
  assumed(`num_nextn_predict_layers 1 in config.json of ${repository}, not looked up again`);

/** Models that were published with layers that predict further tokens: how many (num_nextn_predict_layers of config.json). */
export const predictionLayers: Readonly<
  Record<string, { readonly layers: number; readonly source: Source }>
> = {
  'deepseek-v3': {
    layers: 1,
    source: paper('DeepSeek-V3 technical report (arXiv 2412.19437), section 2.2: depth 1'),
  },
  'deepseek-r1': {
    layers: 1,
    source: recalled('deepseek-ai/DeepSeek-R1'),
  },
  'deepseek-v3.1': {
    layers: 1,
    source: recalled('deepseek-ai/DeepSeek-V3.1'),
  },
  'glm-4.5': {
    layers: 1,
    source: recalled('zai-org/GLM-4.5'),
  },
  'glm-4.5-air': {
    layers: 1,
    source: recalled('zai-org/GLM-4.5-Air'),
  },
};
