import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import { imagesOfChunks } from '../../../src/engine/replica/prompt-images.ts';
import { field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';
import { imageModel } from '../../../src/physics/encoding.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { lawsOfEveryRun } from '../../property/laws.ts';
import { byRequest, record, withEngines } from '../../property/recorded-run.ts';

function compiled(images: string, top = '', pool = ''): CompiledScenario {
  const text = `
name: images
horizon: { requests: 60, warmup: 0 }
workloads:
  - name: screens
    model: qwen2.5-vl-7b
    arrivals: { process: poisson, rate: 20/s }
    ${images}
    promptTokens: { distribution: uniform, min: 20, max: 60 }
    outputTokens: { distribution: uniform, min: 1, max: 30 }
    ${top}
pools:
  - { name: p, replicas: 1, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 ${pool} } }
`;
  const parsed = parseScenario(text, { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return compileScenario(parsed.scenario, { traces: {} });
}

const some =
  'images: { perRequest: { distribution: uniform, min: 1, max: 4 }, width: 640, height: 480 }';
// 640 × 480 is 23 × 17 tokens
const each = 391;

function encodingSeconds({ pools }: CompiledScenario, images: number): number {
  const { step } = pools[0]!;
  if (step.kind !== 'roofline' || step.encoding === undefined) throw new Error('nothing encodes');
  const terms = new StepTerms();
  imageModel(step.encoding).fill(images, terms);
  return stepSeconds(terms, 0);
}

describe('prompts with images', () => {
  it('are as long as their text and images, and wait for these to be encoded', () => {
    const [seen, blind] = [compiled(some), compiled('')];
    const runs = [record(seen), record(blind)] as const;
    for (const [i, row] of byRequest(runs[0]).entries()) {
      const text = byRequest(runs[1])[i]!.promptTokens;
      const images = (row.promptTokens - text) / each;
      expect(Number.isInteger(images) && images >= 1 && images <= 4).toBe(true);
      expect(row.outcome).toBe('completed');
      // its own are encoded in the step that it waits for, at least
      expect(row.prefillSeconds).toBeGreaterThan(encodingSeconds(seen, images));
    }
  });

  it('take the time of one pass of the encoder more, alone on a replica', () => {
    const alone = (scenario: CompiledScenario): CompiledScenario => ({
      ...scenario,
      horizon: { ...scenario.horizon, maxRequests: 1 },
    });
    const seen = alone(compiled('images: { perRequest: 2, width: 640, height: 480 }'));
    const [row] = record(seen).rows;
    // the same tokens without images
    const blind = alone(compiled(''));
    const promptTokens = { distribution: 'fixed', value: row!.promptTokens } as const;
    const workloads = blind.workloads.map((workload) => ({ ...workload, promptTokens }));
    const difference = row!.ttftSeconds - record({ ...blind, workloads }).rows[0]!.ttftSeconds;
    expect(difference).toBeCloseTo(encodingSeconds(seen, 2), 9);
  });

  it.each([
    ['', ''],
    ['chunks of prompts', ', maxBatchedTokens: 512, maxSequences: 64'],
    ['few blocks', ', kvBlocks: 260, maxSequences: 16'],
    ['asynchronous plans', ', asyncScheduling: true'],
  ])('keep the laws, and are served alike in stretches and step by step: %s', (_, engine) => {
    const scenario = compiled(some, 'timeout: { total: 2s }', engine);
    const stretched = record(scenario);
    expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(stretched.rows);
    for (const law of Object.values(lawsOfEveryRun)) law(stretched, scenario);
    if (engine.includes('kvBlocks')) expect(stretched.totals.preemptions).toBeGreaterThan(0);
  });

  it('encode each image once, however their prompt is cut', () => {
    const table = new RequestTable();
    const handle = table.allocate();
    const imagesOf = imagesOfChunks(compiled(some).pools[0]!, table)!;
    const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(6), fc.nat(500), cuts, (images, text, lengths) => {
        table.rows[handle * STRIDE + field.images] = images;
        const prompt = images * each + text;
        let computed = 0;
        let encoded = 0;
        for (const length of [...lengths, prompt]) {
          const chunk = Math.min(length, prompt - computed);
          if (chunk === 0) break;
          encoded += imagesOf(handle, computed, chunk);
          computed += chunk;
          // none is late
          expect(encoded * each).toBeGreaterThanOrEqual(Math.min(computed, images * each));
        }
        expect(encoded).toBe(images);
      }),
    );
    expect(imagesOfChunks(compiled('').pools[0]!, table)).toBeNull();
  });

  it('ask for the same again where clients ask again', () => {
    const scenario = compiled(
      some,
      'timeout: { total: 300ms }\n    retry: { maxAttempts: 3, base: 100ms }',
    );
    const { rows } = record(scenario);
    const again = rows.filter(({ tries = 1 }) => tries > 1);
    expect(again.length).toBeGreaterThan(0);
    const first = new Map(rows.filter((r) => r.tries === 1).map((r) => [r.question, r]));
    for (const row of again) expect(row.promptTokens).toBe(first.get(row.question)!.promptTokens);
  });
});
