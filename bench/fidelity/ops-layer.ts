import { models } from '../../src/catalog/index.ts';
import { modelId } from '../../src/fit/catalog-names.ts';
import type { ModelShape } from '../../src/physics/data-sheets.ts';
import type { StepTerm } from '../../src/physics/explain.ts';
import { operatorInput, operatorTime, prompts } from './operator-step.ts';
import { type FileKind, figures } from './port.ts';

/** What of a step stands outside the layers, or is attention itself. */
const outside: readonly string[] = [
  'embedding',
  'lm-head',
  'prefill attention',
  'decode attention',
];

const inLayer = ({ name, bound }: StepTerm) =>
  bound !== 'host' && bound !== 'link' && !outside.includes(name);

/** One layer without its attention kernel and its collectives. */
export const opsLayer: FileKind = {
  pattern: /^ops_layer/,
  play: 'products, norms and activation of one layer, without attention and collectives',
  labels: (row) => ({
    model: row.text('model'),
    accelerator: row.text('gpu'),
    engine: `tensor ${row.text('tp')}`,
  }),
  open: () => (row) => {
    const shape: ModelShape = models[modelId(row.text('model')) as keyof typeof models];
    const precision = { weights: 'bf16', activations: 'bf16', kvCache: 'bf16' } as const;
    const one = { ...shape, layers: 1 };
    const input = operatorInput(row.text('gpu'), one, precision, {
      tensor: row.count('tp', 1),
    });
    const time = operatorTime(input, prompts(1, row.count('num_tokens')), inLayer);
    const metrics = { per_layer_nonattention_ms: time.milliseconds };
    return { figures: figures(row, metrics), derive: time.derive };
  },
};
