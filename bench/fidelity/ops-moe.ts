import { acceleratorId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { kernelProfile, oneLayer, operatorInput, operatorTime, prompts } from './operator-step.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';

/** The experts of one layer without router and shared expert. */
const wanted = /^(expert-|route and activation|quantise \(experts\))/;

/**
 * Spread of load between single experts by the row's distribution: the slowest rank's loads of power laws with these
 * exponents, 1.01 and 1.2, were described by these (physics/experts.ts).
 */
const loadCvs: Readonly<Record<string, number>> = { 'power_law_1.01': 1.1, 'power_law_1.2': 1.4 };

/** `spread` chips that are loaded alike to the last token are played as one: its share of experts and of routes. */
function shapeOf(row: DataRow, spread: number) {
  return oneLayer({
    hiddenSize: row.count('hidden_size'),
    intermediateSize: 0,
    moe: {
      experts: row.count('num_experts') / spread,
      expertsPerToken: row.count('topk') / spread,
      expertIntermediateSize: row.count('inter_size'),
      sharedIntermediateSize: 0,
      denseLayers: 0,
    },
  });
}

export const opsMoe: FileKind = {
  pattern: /^ops_moe/,
  play: 'the experts of one layer on the chip that has most of them, by the row’s distribution',
  labels: (row) => ({
    model: row.text('moe_dtype'),
    accelerator: row.text('system'),
    engine: row.text('distribution'),
  }),
  open:
    (_, profile = kernelProfile) =>
    (row) => {
      const system = row.text('system');
      const dtype = row.text('moe_dtype');
      const precision = precisionOf(dtype, acceleratorId(system), 'vllm-v1');
      const ranks = row.count('moe_ep_size', 1);
      const cut = row.count('moe_tp_size', 1);
      const expertLoadCv = loadCvs[row.text('distribution')];
      const input =
        expertLoadCv === undefined
          ? operatorInput(system, shapeOf(row, ranks), precision, { tensor: cut, profile })
          : operatorInput(system, shapeOf(row, 1), precision, {
              tensor: cut * ranks,
              expert: ranks,
              expertLoadCv,
              profile,
            });
      const load = prompts(1, row.count('num_tokens'));
      const time = operatorTime(input, load, ({ name }) => wanted.test(name));
      return { figures: figures(row, { latency_ms: time.milliseconds }), derive: time.derive };
    },
};
