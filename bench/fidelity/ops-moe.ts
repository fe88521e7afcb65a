import { acceleratorId } from './names.ts';
import { oneLayer, operatorInput, operatorTime, prompts } from './operator-step.ts';
import { type FileKind, figures } from './port.ts';
import { precisionOf } from './precision.ts';
import type { DataRow } from './row.ts';

/** The experts of one layer without router and shared expert. */
const wanted = /^(expert-|route and activation|quantise \(experts\))/;

/**
 * Experts spread over `moe_ep_size` chips are played on one of them: it holds that share of the experts and gets that
 * share of the routes, which is what a chip does when experts are loaded alike.
 */
function shapeOf(row: DataRow) {
  const spread = row.count('moe_ep_size', 1);
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
  play: 'the experts of one layer on one chip, loaded alike whatever the row’s distribution',
  labels: (row) => ({
    model: row.text('moe_dtype'),
    accelerator: row.text('system'),
    engine: row.text('distribution'),
  }),
  open: () => (row) => {
    const system = row.text('system');
    const dtype = row.text('moe_dtype');
    const precision = precisionOf(dtype, acceleratorId(system), 'vllm-v1');
    const input = operatorInput(system, shapeOf(row), precision, row.count('moe_tp_size', 1));
    const load = prompts(1, row.count('num_tokens'));
    const time = operatorTime(input, load, ({ name }) => wanted.test(name));
    return { figures: figures(row, { latency_ms: time.milliseconds }), derive: time.derive };
  },
};
