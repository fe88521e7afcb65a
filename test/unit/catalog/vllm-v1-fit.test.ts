import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { median } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../../src/catalog/index.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';

const file = join(
  process.env['TAILWATT_DATA'] ?? '../shared/data',
  'calibration/energy_mlenergy_llm.csv',
);
const absent = !existsSync(file);
const note = absent ? ` (no measured data at ${file}: set TAILWATT_DATA)` : '';

const known = {
  'meta-llama/Llama-3.1-8B-Instruct': 'llama-3.1-8b',
  'meta-llama/Llama-3.1-70B-Instruct': 'llama-3.1-70b',
} as const;
const chips = { H100: 'h100-sxm', B200: 'b200' } as const;

/** Prompts of the chat task, whose lengths are not published (assumed by the data's own notes). */
const promptTokens = 250;

describe.skipIf(absent)(`the vllm-v1 profile against measured inter-token latency${note}`, () => {
  it.each(['H100', 'B200'] as const)('is near the medians of dense Llama on %s', (gpu) => {
    const table = Papa.parse<Record<string, string>>(readFileSync(file, 'utf8'), { header: true });
    const errors: number[] = [];
    for (const row of table.data) {
      const model = known[row['model_id'] as keyof typeof known];
      // A prompt joins less than every other step: the median step is a decode alone.
      const sequences = Number(row['avg_batch_size']);
      const outputTokens = Number(row['avg_output_len']);
      if (row['gpu_model'] !== gpu || model === undefined || row['suspect'] !== '') continue;
      if (row['task'] !== 'lm-arena-chat' || sequences / outputTokens > 0.5) continue;
      const accelerator = accelerators[chips[gpu]];
      const step = rooflineStepModel({
        accelerator,
        link: links[accelerator.link as keyof typeof links],
        model: models[model],
        profile: engineProfiles['vllm-v1'],
        tensor: Number(row['num_gpus']),
        pipeline: 1,
        data: 1,
        expert: 1,
        expertLoadCv: 0,
        weights: 'bf16',
        activations: 'bf16',
        kvCache: 'bf16',
      });
      const terms = new StepTerms();
      step.decode(sequences, terms);
      const milliseconds =
        1e3 * stepSeconds(terms, sequences * (promptTokens + 0.6 * outputTokens));
      errors.push(Math.abs(milliseconds / Number(row['median_itl_ms']) - 1));
    }
    expect(errors.length).toBeGreaterThan(6);
    expect(median(errors)).toBeLessThan(0.15);
  });
});
