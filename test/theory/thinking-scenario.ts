import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { parseScenario } from '../../src/scenario/parse.ts';

type Patch = Readonly<Record<string, unknown>>;

/** Small fleet with an affine step time, whose requests are problems that one sample solves at 55 % on average. */
export interface ThinkingCase {
  readonly requests?: number;
  readonly ratePerSecond?: number;
  readonly strategy?: Patch;
  readonly task?: Patch | 'none';
  readonly workload?: Patch;
  readonly engine?: Patch;
  readonly replicas?: number;
  readonly more?: Patch;
}

export const LARGE = 'llama-3.1-8b';
export const SMALL = 'llama-3.2-3b';
export const passAt1 = 0.55;
export const concentration = 1.5;

/** Compiles a case. */
export function thinkingScenario(of: ThinkingCase): CompiledScenario {
  const { requests = 300, ratePerSecond = 4, strategy, task, workload, engine, replicas = 1 } = of;
  const stepTime = {
    kind: 'affine',
    base: '8ms',
    perPrefillToken: '20us',
    perDecodeSequence: '30us',
    perContextToken: '2ns',
  };
  const document = {
    name: 'thinking',
    horizon: { requests, warmup: 0 },
    workloads: [
      {
        name: 'q',
        model: 'llama-3.1-8b',
        arrivals: { process: 'poisson', rate: ratePerSecond },
        promptTokens: { distribution: 'uniform', min: 20, max: 120 },
        outputTokens: { distribution: 'geometric', mean: 20, max: 200 },
        task: task ?? { abilities: [{ model: 'llama-3.1-8b', passAt1, concentration }] },
        ...(strategy && { strategy }),
        ...workload,
      },
    ],
    pools: [
      {
        name: 'p',
        accelerator: 'h100-sxm',
        replicas,
        serves: ['llama-3.1-8b'],
        engine: { prefixCache: true, stepTime, ...engine },
      },
    ],
    outputs: { timeseries: 'none' },
    ...of.more,
  };
  const result = parseScenario(JSON.stringify(document), { file: 'thinking.json' });
  if (!result.ok) throw new Error(JSON.stringify(result.issues, null, 1));
  return compileScenario(result.scenario, { traces: {} });
}

/** Of the model of {@link twoModels} that is quick. */
export const quickPassAt1 = 0.35;
export const quickConcentration = 2.5;

/** The same with a second, smaller model on a pool of its own, whose steps are shorter. */
export function twoModels(of: ThinkingCase): ThinkingCase {
  const { ratePerSecond = 4, engine, replicas = 1 } = of;
  const stepTime = { kind: 'affine', perPrefillToken: '20us', perDecodeSequence: '30us' };
  const pool = (name: string, model: string, base: string) => ({
    ...{ name, accelerator: 'h100-sxm', replicas, serves: [model] },
    engine: { prefixCache: true, stepTime: { ...stepTime, base, perContextToken: 0 }, ...engine },
  });
  const abilities = [
    { model: LARGE, passAt1, concentration },
    { model: SMALL, passAt1: quickPassAt1, concentration: quickConcentration },
  ];
  return {
    ...of,
    ratePerSecond,
    task: { abilities },
    more: { pools: [pool('large', LARGE, '8ms'), pool('small', SMALL, '3ms')], ...of.more },
  };
}
