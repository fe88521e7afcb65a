import { describe, expect, it } from 'vitest';
import { engineProfiles } from '../../../src/catalog/index.ts';
import { calibrate } from '../../../src/fit/calibrate.ts';
import { calibrationText } from '../../../src/fit/calibration-text.ts';
import { coefficients, valuesOfProfile } from '../../../src/fit/coefficients.ts';
import { fittedProfile } from '../../../src/fit/fitted-profile.ts';
import { readMeasured } from '../../../src/fit/measured/index.ts';
import { predict, profileOfValues, targetsOf } from '../../../src/fit/targets.ts';
import { readProfileFile } from '../../../src/scenario/profile-file/read.ts';
import { profileFileText } from '../../../src/scenario/profile-file/write.ts';

interface Setting {
  readonly model?: string;
  readonly concurrency: number;
  readonly prompt: number;
  readonly output: number;
}

const header = 'model,gpu,engine,tp,precision,concurrency,requests,prompt_tokens,output_tokens';
const assumed = { options: {}, pool: null, folder: '' };
const base = engineProfiles['vllm-v1'];

function rowsOf(settings: readonly Setting[], measured?: (index: number) => string): string {
  const lines = settings.map(({ model = 'Llama-3.1-8B', concurrency, prompt, output }, index) =>
    [
      `${model},H100,vllm,1,fp8,${concurrency},${Math.max(12, 2 * concurrency)},${prompt},${output}`,
      measured?.(index) ?? '1,1',
    ].join(','),
  );
  return [`${header},ttft_ms,tpot_ms`, ...lines].join('\n');
}

function targets(text: string) {
  const { rows, problems } = readMeasured(text);
  expect(problems).toEqual([]);
  return targetsOf(
    rows.map((row) => ({ file: 'rows.csv', row })),
    assumed,
    base,
  );
}

/** Rows that the simulator itself makes with other coefficients, each off by up to 1 %. */
function madeWith(truth: Readonly<Record<string, number>>, settings: readonly Setting[]) {
  const values = coefficients.map(
    ({ name }, index) => truth[name] ?? valuesOfProfile(base)[index] ?? 0,
  );
  const made = targets(rowsOf(settings)).targets.map((target) =>
    predict(target, profileOfValues('vllm-v1', values)),
  );
  const noise = (index: number) => 1 + 0.01 * Math.sin(7 * index + 1);
  return targets(
    rowsOf(settings, (index) => {
      const { ttft = 0, tpot = 0 } = made[index] ?? {};
      return `${1000 * ttft * noise(2 * index)},${1000 * tpot * noise(2 * index + 1)}`;
    }),
  ).targets;
}

const settings: readonly Setting[] = [
  { concurrency: 1, prompt: 256, output: 16 },
  { concurrency: 2, prompt: 2048, output: 16 },
  { concurrency: 4, prompt: 6000, output: 16 },
  { concurrency: 8, prompt: 512, output: 16 },
  { concurrency: 16, prompt: 3000, output: 16 },
  { concurrency: 32, prompt: 256, output: 16 },
  { concurrency: 64, prompt: 128, output: 16 },
  { model: 'Qwen/Qwen3-14B', concurrency: 4, prompt: 1024, output: 16 },
  { model: 'Qwen/Qwen3-14B', concurrency: 24, prompt: 512, output: 16 },
];
const truth = { hostSecondsPerStep: 2e-3, apiSeconds: 0.06, memoryEfficiency: 0.7 };

describe('calibrating', () => {
  it('finds the coefficients that made the rows, and writes them as a profile', () => {
    const calibration = calibrate(madeWith(truth, settings), 'vllm-v1');
    const of = (name: string) => calibration.coefficients.find((each) => each.name === name);
    for (const [name, value] of Object.entries(truth)) {
      expect(of(name), name).toMatchObject({ held: null });
      expect(Math.abs((of(name)?.value ?? 0) / value - 1), name).toBeLessThan(0.12);
      const [low = 1, high = 0] = of(name)?.interval ?? [];
      expect(low < (of(name)?.value ?? 0) && (of(name)?.value ?? 0) < high, name).toBe(true);
    }
    for (const { before, after, heldOut, modelLeftOut } of calibration.errors) {
      expect(before.medianApe).toBeGreaterThan(0.1);
      expect(after.medianApe).toBeLessThan(0.02);
      expect(heldOut?.n).toBe(settings.length);
      expect(heldOut?.medianApe).toBeLessThan(0.05);
      expect(modelLeftOut?.medianApe).toBeLessThan(0.05);
    }
    expect(calibration.intervalMethod).toBe('bootstrap over groups');
    const { profile, intervals } = fittedProfile(calibration, 'mine');
    const read = readProfileFile(profileFileText(profile, intervals), 'mine.yaml');
    expect(read).toEqual({ ok: true, profile });
    expect(profile.sources['apiSeconds']).toMatchObject({ kind: 'fit' });
    expect(profile.sources['apiSeconds']?.text).toContain('9 measured rows');
    expect(profile.calibrated).toMatchObject({
      accelerators: ['h100-sxm'],
      models: ['llama-3.1-8b', 'qwen3-14b'],
      concurrency: { from: 1, to: 64 },
      promptTokens: { from: 128, to: 6000 },
    });
    expect(calibrationText(calibration)).toContain('hostSecondsPerStep');
  });

  it('names what one load cannot tell apart, and leaves it at the base', () => {
    const single = [30, 60].map((output) => ({ concurrency: 1, prompt: 128, output }));
    const calibration = calibrate(madeWith({ hostSecondsPerStep: 2e-3 }, single), 'vllm-v1');
    const held = calibration.coefficients.filter((each) => each.held !== null);
    // One sequence a step: work per step and work per sequence are one thing.
    expect(held.map(({ name }) => name)).toContain('hostSecondsPerSequence');
    const sequence = held.find(({ name }) => name === 'hostSecondsPerSequence');
    expect(sequence?.value).toBe(base.hostSecondsPerSequence);
    const said = calibration.warnings.join('\n');
    expect(said).toContain('hostSecondsPerSequence is held');
    expect(said).toContain('all rows are of one group');
    expect(calibration.errors[0]?.heldOut).toBeNull();
  });

  it('says of every row that it cannot use why', () => {
    const text = [
      `${header},ttft_ms,tpot_ms,suspect`,
      'no-such-model,H100,vllm,1,fp8,4,,128,32,50,10,',
      'Llama-3.1-8B,H100,sglang,1,fp8,4,,128,32,50,10,',
      'Llama-3.1-8B,H100,vllm,1,fp8,,,128,32,50,10,',
      'Llama-3.1-8B,H100,vllm,1,fp8,4,,,32,50,10,',
      'Llama-3.1-8B,,vllm,1,fp8,4,,128,32,50,10,',
      'Llama-3.1-8B,H100,vllm,1,fp8,4,,128,32,,,',
      'Llama-3.1-8B,H100,vllm,1,fp8,4,,128,32,50,10,odd',
      'Llama-3.1-405B,H100,vllm,1,fp8,4,,128,32,50,10,',
    ].join('\n');
    const { targets: usable, leftOut } = targets(text);
    expect(usable).toEqual([]);
    expect(leftOut.map(({ place }) => place)).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((line) => `rows.csv:${line}`),
    );
    const reasons = leftOut.map(({ reason }) => reason);
    for (const [index, words] of [
      'not in the catalog',
      'engine sglang',
      'neither how many requests',
      'how long its prompts',
      'which accelerator',
      'no latency',
      'suspect: odd',
      'refused',
    ].entries()) {
      expect(reasons[index]).toContain(words);
    }
  });
});
