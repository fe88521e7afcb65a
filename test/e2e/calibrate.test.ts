import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tailwatt, temporaryFolder } from './command.ts';

const scenario = (profile: string) => `
name: measured
horizon: { requests: 60, warmup: 0% }
workloads:
  - { name: w, model: llama-3.1-8b, arrivals: { process: poisson, rate: 8/s },
      promptTokens: { distribution: uniform, min: 100, max: 900 }, outputTokens: { distribution: uniform, min: 8, max: 40 } }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1, precision: { weights: fp8 }, engine: { profile: ${profile} } }
outputs: { timeseries: none }
`;

/** Rows as vLLM's tool writes them, much slower than the catalog's profile says. */
const row = (concurrency: number, ttft: number, tpot: number) =>
  JSON.stringify({
    model_id: 'meta-llama/Llama-3.1-8B-Instruct',
    backend: 'vllm',
    num_prompts: 12,
    completed: 12,
    request_rate: 'inf',
    max_concurrency: concurrency,
    total_input_tokens: 12 * 300,
    total_output_tokens: 12 * 12,
    mean_ttft_ms: ttft,
    mean_tpot_ms: tpot,
  });

describe('tailwatt calibrate', () => {
  it('writes a profile that a scenario names and runs with', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('rows.json'), [row(1, 90, 9), row(4, 120, 11), row(8, 160, 13)].join('\n'));
    writeFileSync(at('plain.yaml'), scenario('vllm-v1'));
    writeFileSync(at('fitted.yaml'), scenario('./mine.yaml'));
    const words = ['calibrate', at('rows.json'), '--scenario', at('plain.yaml')];
    const fitted = await tailwatt([...words, '--out', at('mine.yaml'), '--json']);
    expect(fitted).toMatchObject({ code: 0 });
    const document = JSON.parse(fitted.stdout) as {
      readonly rows: number;
      readonly errors: readonly { before: { medianApe: number }; after: { medianApe: number } }[];
    };
    expect(document.rows).toBe(3);
    for (const { before, after } of document.errors) {
      expect(after.medianApe).toBeLessThan(before.medianApe / 2);
    }
    expect(readFileSync(at('mine.yaml'), 'utf8')).toContain('base: vllm-v1');
    const [slow, quick] = await Promise.all(
      ['fitted', 'plain'].map((name) =>
        tailwatt(['run', at(`${name}.yaml`), '--out', at(name), '--json']),
      ),
    );
    const tpot = (stdout = '') =>
      (JSON.parse(stdout) as { latency: { tpotSeconds: { mean: number } } }).latency.tpotSeconds
        .mean;
    expect(slow).toMatchObject({ code: 0 });
    expect(tpot(slow?.stdout)).toBeGreaterThan(1.5 * tpot(quick?.stdout));
  });

  it('names what is wrong in the rows with its place, and asks for what they leave open', async () => {
    const folder = temporaryFolder();
    const bad = join(folder, 'bad.csv');
    writeFileSync(bad, 'model,gpu,concurrency,ttft_ms\nm,H100,x,5\nm,H100,2,y\n');
    const open = join(folder, 'open.json');
    writeFileSync(open, row(1, 90, 9));
    const [wrong, missing] = await Promise.all([
      tailwatt(['calibrate', bad]),
      tailwatt(['calibrate', open]),
    ]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain(`${bad}:2:8`);
    expect(wrong.stderr).toContain(`${bad}:3:10`);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('--accelerator');
  });
});

describe('tailwatt compare --measured', () => {
  it('finds no difference between a run and itself, and some to slower measurements', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 's.yaml');
    const out = join(folder, 'run');
    writeFileSync(file, scenario('vllm-v1'));
    expect(await tailwatt(['run', file, '--out', out])).toMatchObject({ code: 0 });
    const self = await tailwatt([
      'compare',
      out,
      '--measured',
      join(out, 'requests.arrow'),
      '--json',
    ]);
    const { completed, metrics } = JSON.parse(self.stdout) as {
      readonly completed: number;
      readonly metrics: readonly { readonly error: { readonly p90Ape: number; bias: number } }[];
    };
    expect(completed).toBe(60);
    expect(metrics).toHaveLength(3);
    for (const { error } of metrics) expect(error).toMatchObject({ p90Ape: 0, bias: 0 });

    const csv = join(folder, 'requests.csv');
    const header = 'arrival_seconds,prompt_tokens,output_tokens,ttft_ms,e2e_ms';
    writeFileSync(csv, `${header}\n0,200,10,500,900\n1,200,10,500,900\n`);
    const text = await tailwatt(['compare', out, '--measured', csv]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('2 of 2 requests');
    expect(text.stdout).toContain('500 ms');

    const aggregate = join(folder, 'rows.json');
    writeFileSync(aggregate, row(1, 90, 9));
    const none = await tailwatt(['compare', out, '--measured', aggregate]);
    expect(none).toMatchObject({ code: 1 });
    expect(none.stderr).toContain('no single requests');
  });
});
