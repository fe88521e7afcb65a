import fc from 'fast-check';
import type { Draft } from '../random-scenario.ts';
import { type Patch, seconds, type Twist } from './twist.ts';

const samples = fc.integer({ min: 1, max: 6 });
const deadline = fc.oneof(fc.constant('none'), seconds(0.1, 2));
const verifier = fc.oneof(
  fc.record({ auc: seconds(0.5, 1), outputTokens: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ auc: seconds(0.5, 1), model: fc.constant('none') }),
);

/** Programs of programs and of several models; in the place of a model's name stands its workload's. */
const several = fc.array(fc.constant(''), { minLength: 2, maxLength: 3 });
const unsure = fc.record({
  kind: fc.constant('majority-vote'),
  samples: fc.integer({ min: 2, max: 4 }),
});
const tiers = fc.tuple(
  unsure,
  fc.oneof(
    fc.constant({}),
    fc.record({ kind: fc.constant('verify'), verifier }),
    fc.record({ kind: fc.constant('ensemble'), models: several }),
    fc.record({
      kind: fc.constant('think'),
      budgetTokens: fc.integer({ min: 1, max: 60 }),
      compliance: fc.record({ mean: seconds(0.5, 2), cv: seconds(0, 1) }),
    }),
    fc.record({
      ...{ kind: fc.constant('retrieve'), tool: fc.constant('store') },
      documents: fc.integer({ min: 1, max: 3 }),
      documentTokens: fc.constant({ distribution: 'geometric', mean: 20, max: 60 }),
      rounds: fc.integer({ min: 1, max: 2 }),
      examples: fc.integer({ min: 0, max: 1 }),
    }),
  ),
);
const composed = fc.oneof(
  fc.record({ kind: fc.constant('ensemble'), models: several, deadline }),
  fc.record({ kind: fc.constant('race'), models: several, verifier, deadline }),
  fc.record({ kind: fc.constant('cascade'), gate: seconds(0.4, 1), tiers, deadline }),
  fc.record({
    kind: fc.constant('route'),
    deepShare: seconds(0, 1),
    routerError: fc.constantFrom(0, 0.8, 'blind'),
    ...{ tiers, deadline },
  }),
  fc.record({
    kind: fc.constant('refine'),
    rounds: fc.integer({ min: 1, max: 3 }),
    critic: fc.record({ outputTokens: fc.integer({ min: 1, max: 20 }), fixes: seconds(0, 1) }),
    deadline,
  }),
  fc.record({
    kind: fc.constant('beam-search'),
    beams: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 3 }),
    steps: fc.integer({ min: 1, max: 4 }),
    ...{ verifier, deadline },
  }),
  fc.record({
    kind: fc.constant('tree-search'),
    budget: fc.integer({ min: 1, max: 6 }),
    temperature: seconds(0.1, 10),
    steps: fc.integer({ min: 1, max: 4 }),
    ...{ verifier, deadline },
  }),
);

/** Two texts, and an answer that waits for both or the first of them and is scored. */
const graph = fc
  .record({
    join: fc.constantFrom('all', 'first'),
    outputTokens: fc.integer({ min: 1, max: 40 }),
    helps: seconds(-1, 1),
    threshold: fc.option(seconds(-1, 1), { nil: undefined }),
    verifier,
    deadline,
  })
  .map(({ join, outputTokens, helps, verifier: scorer, ...more }) => ({
    kind: 'graph',
    calls: [
      { name: 'outline', role: 'text', outputTokens, helps },
      { name: 'notes', role: 'text' },
      { name: 'reply', role: 'answer', after: ['outline', 'notes'], join },
      { name: 'check', role: 'score', judges: 'reply', verifier: scorer },
    ],
    ...more,
  }));

/** Steps with a tool that may be wrong, may fail, and may have others waiting for it. */
const agent = fc.record({
  kind: fc.constant('agent'),
  turns: fc.constantFrom<unknown>(2, { distribution: 'uniform', min: 1, max: 4 }),
  tool: fc.constant('sandbox'),
  toolTokens: fc.constantFrom({ distribution: 'fixed', value: 20 }),
  toolSuccess: seconds(0.3, 1),
  stepSuccess: seconds(0.5, 1),
  repair: seconds(0, 1),
  maxCalls: fc.integer({ min: 2, max: 8 }),
  deadline,
});

const learned = fc.record({
  kind: fc.constant('learned'),
  maxSamples: fc.integer({ min: 2, max: 5 }),
  features: fc.constantFrom(['votes'], ['votes', 'spent'], ['votes', 'spent', 'queue']),
  episodes: fc.constant(1000),
  deadline,
});

/** A strategy of several calls, with few samples. */
export const anyStrategy = fc.oneof(
  { weight: 6, arbitrary: composed },
  graph,
  agent,
  learned,
  fc.record({ kind: fc.constant('majority-vote'), samples, earlyStop: fc.boolean(), deadline }),
  fc.record({
    kind: fc.constantFrom('best-of-n', 'weighted-vote'),
    ...{ samples, verifier, deadline },
  }),
  fc.record({
    kind: fc.constant('verify'),
    checks: fc.integer({ min: 1, max: 3 }),
    retries: fc.integer({ min: 0, max: 3 }),
    ...{ verifier, deadline },
  }),
  fc.record({
    kind: fc.constant('adaptive-vote'),
    batch: fc.integer({ min: 1, max: 3 }),
    maxSamples: fc.integer({ min: 1, max: 8 }),
    deadline,
  }),
);

const MOST_REQUESTS = 40;

export const anyTool = fc.record({
  time: seconds(0.001, 0.2),
  concurrency: fc.constantFrom<unknown>(1, 3, 'unlimited'),
});

/** How well the models do what some strategy is for. */
export interface Skill {
  readonly passAt1: number;
  readonly effort: number;
  readonly tool: object;
}
export const anySkill: fc.Arbitrary<Skill> = fc.record({
  passAt1: seconds(0.05, 0.95),
  effort: fc.constantFrom(1, 1, 0.5, 2),
  tool: anyTool,
});

/**
 * Every workload has a task, and some strategy answers it; what is refused of clients beside it is undone. Each request is
 * many: there are fewer of them.
 */
export function thinking(strategy: object, { passAt1, effort, tool }: Skill): Twist {
  return (draft) => ({
    ...draft,
    ...toolsOf(tool, strategy),
    outputs: { timeseries: 0.25, calls: true },
    horizon: withFewer(draft.horizon),
    workloads: draft.workloads.map((workload) => {
      const { model = 'llama-3.1-70b' } = workload as { readonly model?: string };
      // chains that are asked for a length say themselves how much they think
      const isAsked = JSON.stringify(strategy).includes('"think"');
      const task = { abilities: [{ model, passAt1 }], effort: isAsked ? 1 : effort };
      return { ...workload, task, strategy: named(strategy, model), hedge: 'none' };
    }),
  });
}

/** The first workload's strategy gives way to another one, while monitors look. */
export function thinkingAnew(
  stable: object,
  candidate: object,
  skill: Skill,
  { stick: _, ...rollout }: Patch,
): Twist {
  return (draft) => {
    const [workload] = draft.workloads;
    const { model = 'llama-3.1-70b' } = workload as { readonly model?: string };
    const { deadline: ___, ...strategy } = named(candidate, model) as Patch;
    return {
      ...thinking(stable, skill)(draft),
      ...toolsOf(skill.tool, stable, candidate),
      rollout: { workload: workload!.name, strategy, ...rollout },
    };
  };
}

/** The tools that strategies name, wherever in them. */
function toolsOf(tool: object, ...strategies: readonly object[]): Patch {
  const written = JSON.stringify(strategies);
  const named = ['sandbox', 'store'].filter((name) => written.includes(`"${name}"`));
  return named.length === 0 ? {} : { tools: named.map((name) => ({ ...tool, name })) };
}

function withFewer(horizon: Draft['horizon']): Draft['horizon'] {
  const { requests } = horizon as { readonly requests?: number };
  return requests === undefined
    ? horizon
    : { ...horizon, requests: Math.min(requests, MOST_REQUESTS) };
}

/** The strategy with `model` in the place of all models' names. */
function named(strategy: object, model: string): object {
  return Object.fromEntries(
    Object.entries(strategy).map(([key, value]) => {
      if (key === 'models') return [key, (value as string[]).map(() => model)];
      if (key === 'tiers') return [key, (value as object[]).map((tier) => named(tier, model))];
      return [key, value];
    }),
  );
}
