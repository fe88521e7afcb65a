import { acceleratorId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { kernelProfile, oneLayer, operatorInput, operatorTime, prompts } from './operator-step.ts';
import { type FileKind, figures } from './port.ts';

/** One product of m rows with an n × k matrix: the first matrix of an MLP without a gate. */
export const opsGemm: FileKind = {
  pattern: /^ops_gemm/,
  play: 'the product alone, its inputs in the format of the weights already',
  labels: (row) => ({
    model: row.text('gemm_dtype'),
    accelerator: row.text('system'),
    engine: 'gemm',
  }),
  open:
    (_, profile = kernelProfile) =>
    (row) => {
      const model = oneLayer({
        hiddenSize: row.count('k'),
        intermediateSize: row.count('n'),
        gatedMlp: false,
      });
      const system = row.text('system');
      const precision = precisionOf(row.text('gemm_dtype'), acceleratorId(system), 'vllm-v1');
      const input = operatorInput(system, model, precision, { profile });
      const time = operatorTime(input, prompts(1, row.count('m')), ({ name }) => name === 'up');
      return { figures: figures(row, { latency_ms: time.milliseconds }), derive: time.derive };
    },
};
