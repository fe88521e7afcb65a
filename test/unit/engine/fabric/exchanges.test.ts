import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../../../src/compile/compiled.ts';
import { Exchanged, StepTerms } from '../../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../../src/physics/step-time.ts';
import { linksCarryAll } from '../../../property/fabric-laws.ts';
import { facilityAccounts, premisesAccounts } from '../../../property/facility-laws.ts';
import { compileDraft } from '../../../property/random-scenario.ts';
import { record } from '../../../property/recorded-run.ts';

interface Choice {
  readonly parallelism: Readonly<Record<string, number>>;
  readonly model?: string;
  readonly perNode?: number;
  readonly topology?: string;
  readonly facility?: unknown;
  readonly stepping?: string;
  readonly accelerator?: string;
}

/** Three requests, one after the other: each computes its prompt of 100 tokens in one step, and decodes in nine. */
function scenario(choice: Choice): CompiledScenario {
  const { parallelism, model = 'llama-3.1-8b', perNode = 8, topology = 'rail-optimised' } = choice;
  return compileDraft({
    name: 'exchange',
    seed: 1,
    horizon: { requests: 3, warmup: 0 },
    facility: choice.facility ?? 'none',
    workloads: [
      {
        name: 'w',
        model,
        arrivals: { process: 'deterministic', rate: '1/s' },
        promptTokens: { distribution: 'fixed', value: 100 },
        outputTokens: { distribution: 'fixed', value: 10 },
      },
    ],
    pools: [
      {
        name: 'p',
        accelerator: choice.accelerator ?? 'h100-sxm',
        replicas: 1,
        parallelism,
        node: { acceleratorsPerNode: perNode },
        engine: { stepping: choice.stepping ?? 'stretched' },
      },
    ],
    fabric: topology === 'none' ? 'none' : { topology, scaleOut: 'ib-ndr-400' },
  });
}

/** What the steps of the three requests exchange, by the physics alone. */
function stepsOf(whole: CompiledScenario): Exchanged {
  const { step } = whole.pools[0]!;
  if (step.kind !== 'roofline') throw new Error('steps without physics');
  const model = rooflineStepModel(step.input);
  const sum = new Exchanged();
  const terms = new StepTerms();
  const add = (times: number) => {
    for (const key of Object.keys(sum) as (keyof Exchanged)[]) sum[key] += times * terms[key];
  };
  const prompt = { sequences: 1, tokens: 100, cachedTokens: 0, attentionPairs: 5050, finishing: 1 };
  model.mixed(0, prompt, terms);
  add(3);
  model.decode(1, terms);
  add(27);
  return sum;
}

const sent = ({ insideBytes, acrossBytes, handOnBytes }: Omit<Exchanged, 'insideSeconds'>) =>
  insideBytes + acrossBytes + handOnBytes;

function close(a: number, b: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b)));
}

describe('exchanges inside steps', () => {
  const cases: Readonly<Record<string, Choice>> = {
    'stay on the links of their node': { parallelism: { tensor: 4 } },
    'go by slots where these join the chips': {
      ...{ parallelism: { tensor: 2 }, accelerator: 'l40s', perNode: 4 },
    },
    'cross the fabric where a group spans nodes': { parallelism: { tensor: 4 }, perNode: 2 },
    'hand on between stages on several nodes': {
      ...{ parallelism: { tensor: 2, pipeline: 2 }, perNode: 2, topology: 'fat-tree' },
    },
  };
  for (const [name, choice] of Object.entries(cases)) {
    it(`${name}, as many bytes as steps send`, () => {
      const whole = scenario(choice);
      const { links, totals } = record(whole);
      const expected = stepsOf(whole);
      const { exchanges } = totals.network!;
      expect(sent(expected)).toBeGreaterThan(0);
      close(exchanges.insideBytes, expected.insideBytes);
      close(exchanges.acrossBytes, expected.acrossBytes);
      close(exchanges.handOnBytes, expected.handOnBytes);
      // stages of this case lie on nodes of their own
      const isAway = choice.parallelism['pipeline'] !== undefined;
      close(exchanges.handOnAcrossBytes, isAway ? expected.handOnBytes : 0);
      close(
        exchanges.acrossSeconds,
        expected.acrossSeconds + (isAway ? expected.handOnSeconds : 0),
      );
      close(
        exchanges.seconds,
        expected.insideSeconds + expected.acrossSeconds + expected.handOnSeconds,
      );
      const over = (end: RegExp) =>
        links
          .filter(({ link }) => end.test(whole.fabric!.linkNames[link]!))
          .reduce((sum, { exchangeBytes }) => sum + exchangeBytes, 0);
      close(over(/chip-\d+\.(link|host)-out$/), sent(expected));
      close(over(/chip-\d+\.(link|host)-in$/), sent(expected));
      close(over(/adapter-\d+\.out$/), expected.acrossBytes + expected.handOnBytes);
    });
  }

  it('are of the rows that each data rank has, in the time of the fullest: an idle one sends nothing', () => {
    const parallelism = { tensor: 1, data: 4, expert: 4 };
    const whole = scenario({ parallelism, model: 'qwen3-30b-a3b' });
    const { step } = whole.pools[0]!;
    if (step.kind !== 'roofline') throw new Error('steps without physics');
    const model = rooflineStepModel(step.input);
    const none = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };
    const of = (own: number, tokens: number) => {
      const terms = new StepTerms();
      model.mixed(own, none, terms, { tokens, most: 8 });
      return terms;
    };
    const [full, half, idle] = [of(8, 12), of(4, 12), of(0, 12)];
    expect(full.insideBytes).toBeGreaterThan(0);
    close(half.insideBytes, full.insideBytes / 2);
    expect(idle.insideBytes).toBe(0);
    for (const each of [half, idle]) close(each.insideSeconds, full.insideSeconds);
    // one request at a time: 100 tokens of its prompt and 9 of its answer, on one of four ranks
    const { exchanges } = record(whole).totals.network!;
    close(exchanges.insideBytes, (3 * (100 + 9) * full.insideBytes) / 8);
  });

  it('take their time out of the steps', () => {
    for (const choice of Object.values(cases)) {
      const { seconds, stepSeconds } = record(scenario(choice)).totals.network!.exchanges;
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(stepSeconds);
    }
  });

  it('of data ranks are all that the ranks send, and the time of the one that takes longest', () => {
    const model = 'qwen3-30b-a3b';
    const whole = scenario({ parallelism: { data: 4, expert: 4 }, perNode: 2, model });
    const run = record(whole);
    linksCarryAll(run, whole);
    const { exchanges } = run.totals.network!;
    expect(exchanges.acrossBytes).toBeGreaterThan(0);
    expect(exchanges.expertSeconds).toBeGreaterThan(0.99 * exchanges.seconds);
    expect(exchanges.seconds).toBeLessThan(exchanges.stepSeconds);
    expect(exchanges.over).toContain('NDR');
    // one rank runs; the three others send nothing of their own, yet take part in every exchange
    const { step } = whole.pools[0]!;
    const model4 = step.kind === 'roofline' ? rooflineStepModel(step.input) : null;
    const terms = new StepTerms();
    const none = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };
    const of = (sequences: number, prefill = none) => {
      const tokens = sequences + prefill.tokens;
      model4!.mixed(sequences, prefill, terms, { tokens, most: tokens });
      return terms.acrossBytes;
    };
    const prompt = { ...none, sequences: 1, tokens: 100, attentionPairs: 5050, finishing: 1 };
    const idle = (tokens: number) => {
      model4!.mixed(0, none, terms, { tokens, most: tokens });
      return 3 * terms.acrossBytes;
    };
    close(exchanges.acrossBytes, 3 * (of(0, prompt) + idle(100)) + 27 * (of(1) + idle(1)));
  });

  it('are the same stretched and step by step', () => {
    const of = (stepping: string) =>
      record(scenario({ parallelism: { tensor: 4 }, perNode: 2, stepping })).links;
    expect(of('stretched')).toEqual(of('stepwise'));
  });

  it('count what adapters take for them as energy of the network', () => {
    const whole = scenario({ parallelism: { tensor: 4 }, perNode: 2, facility: {} });
    const run = record(whole);
    linksCarryAll(run, whole);
    facilityAccounts(run, whole);
    premisesAccounts(run, whole);
    expect(run.totals.network!.exchanges.joules).toBeGreaterThan(0);
  });

  it('stand nowhere without a topology', () => {
    const run = record(scenario({ parallelism: { tensor: 4 }, topology: 'none' }));
    expect(run.links).toEqual([]);
    expect(run.totals.network).toBeUndefined();
  });
});
