/**
 * What each scheduler, router, admission and autoscaling policy costs, in a small fleet and in a large one: `npm run bench:policies`.
 * Ratios to fcfs, least-outstanding, always and none, which run beside them.
 */
import type { admissions } from '../src/policy/admission/index.ts';
import type { autoscalers } from '../src/policy/autoscaling/index.ts';
import { routers } from '../src/policy/routing/index.ts';
import { schedulers } from '../src/policy/scheduling/index.ts';
import type { EngineLoad } from './engine-load.ts';
import type { Job } from './job.ts';
import { type Measured, measure, medianOf, medianRatio, userSecondsPerRequest } from './measure.ts';
import { type Figure, printReport, readOptions, say, sayFigure } from './report.ts';
import { saturationPerReplica } from './saturation.ts';

type Policies = NonNullable<EngineLoad['policies']>;

/** A policy that makes the whole run this much slower is a miss. */
const worstRatio = 3;
const worstCacheRatio = 2;

const options = readOptions();
/** The small one alone where it is to be quick. */
const fleets = options.quick ? [8] : [8, 1024];
// each sample repeats its run until it has used a quarter of a second: more requests would only take longer
const requests = options.quick ? 5000 : 50_000;
const rounds = options.quick ? 2 : 5;
/** Plain requests are at their full speed sooner than the calls of strategies are; there are ninety jobs to warm up. */
const warmUpSeconds = 2;

/** Requests of some 265 blocks, some of which others have left, fill the cache before half of the run is over; then, others leave. */
const cacheBlocks = options.quick ? 1_000_000 : 10_000_000;
const cachePrompt = 4000;
const cacheRequests = options.quick ? 10_000 : 100_000;

/** Blocks under which all requests get in, so that every policy has the same work behind it. */
const admissionBlocks: Readonly<Record<keyof typeof admissions, string>> = {
  always: '{ policy: always }',
  'queue-cap': '{ policy: queue-cap, maxQueued: 1000000 }',
  'token-bucket': '{ policy: token-bucket, rate: 1000000/s, burst: 1000000 }',
  'deadline-shed': '{ policy: deadline-shed }',
  'tier-shed': '{ policy: tier-shed, outstanding: 1000000 }',
};

/** Keys of each autoscaler, which decides every second and may not change anything: the work stays the same, too. */
const scalingKeys: Readonly<Record<keyof typeof autoscalers, string>> = {
  none: '',
  'target-utilization': '',
  'queue-length': '',
  'concurrency-target': '',
  'ongoing-requests': '',
  'slo-driven': '',
  schedule: ', steps: [{ at: 0s, replicas: 1000 }]',
  forecast: ', ratePerReplica: 5/s, bucket: 1s',
};
const scalingBlock = (policy: string, keys: string, replicas: number) =>
  policy === 'none'
    ? '{ policy: none }'
    : `{ policy: ${policy}, min: ${replicas}, max: ${replicas}, interval: 1s, coldStart: 1s${keys} }`;

const decisions = (replicas: number): Record<string, Record<string, Policies>> => ({
  scheduler: byName(Object.keys(schedulers), (scheduler) => ({
    scheduler,
    prefixCache: scheduler === 'longest-prefix-match',
  })),
  routing: byName(Object.keys(routers), (router) => ({
    router,
    prefixCache: router === 'prefix-affinity',
    sites: ['nearest', 'carbon-aware', 'price-aware'].includes(router),
  })),
  admission: Object.fromEntries(
    Object.entries(admissionBlocks).map(([name, admission]) => [name, { admission }]),
  ),
  autoscaling: Object.fromEntries(
    Object.entries(scalingKeys).map(([name, keys]) => [
      name,
      { autoscaling: scalingBlock(name, keys, replicas) },
    ]),
  ),
});

function byName(names: readonly string[], policies: (name: string) => Policies) {
  return Object.fromEntries(names.map((name) => [name, policies(name)]));
}

function job(replicas: number, ratePerReplica: number, policies: Policies): Job {
  const load: EngineLoad = {
    requests,
    replicas,
    outputTokens: 250,
    ratePerSecond: replicas * ratePerReplica,
    policies,
    // Tenants for those who share fairly, sessions for those who stick, deadlines that nobody misses.
    workload: [
      'tenants: { count: 64, skew: 1 }',
      'slo: { ttft: 1h, e2e: 10h }',
      ...(policies.sites ? ['region: coast'] : []),
      ...(policies.prefixCache ? ['prefix: { tokens: 200, groups: 64, skew: 1 }'] : []),
    ],
  };
  return { kind: 'engine', load, recorder: 'nothing', slices: 1 };
}

async function compared(replicas: number, ratePerReplica: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [decision, policies] of Object.entries(decisions(replicas))) {
    say(`${decision}, ${replicas.toLocaleString('en')} replicas`);
    const jobs = Object.fromEntries(
      Object.entries(policies).map(([name, each]) => [name, job(replicas, ratePerReplica, each)]),
    );
    const measured = await measure(
      { ...jobs, baseline: job(replicas, ratePerReplica, {}) },
      rounds,
      warmUpSeconds,
    );
    const { baseline, ...others } = measured as Record<string, Measured>;
    if (baseline === undefined) throw new Error('the baseline was not measured');
    for (const [name, each] of Object.entries(others)) {
      const speed = 1 / medianOf(each, userSecondsPerRequest);
      const figure: Figure = {
        name: `${decision} ${name}, ${replicas.toLocaleString('en')} replicas`,
        value: medianRatio(each, baseline, userSecondsPerRequest),
        unit: '× user CPU',
        goal: { below: worstRatio },
        note: `${Math.round(speed).toLocaleString('en')} requests/s, batch ${each.first.batch.toFixed(1)}`,
      };
      sayFigure(figure);
      figures.push(figure);
    }
  }
  return figures;
}

/** A prefix cache so large and so full, beside the same work without it. */
async function resident(): Promise<Figure> {
  say(`prefix cache of ${cacheBlocks.toLocaleString('en')} blocks`);
  const replicas = 8;
  const load = (prefixCache: boolean): EngineLoad => ({
    ...{ requests: cacheRequests, replicas, concurrency: 32 * replicas },
    ...{ outputTokens: 250, promptTokens: cachePrompt },
    policies: { prefixCache, kvBlocks: cacheBlocks / replicas },
    workload: ['prefix: { tokens: 1000, groups: 10000, skew: 1 }'],
  });
  const job = (prefixCache: boolean): Job => ({
    ...{ kind: 'engine', recorder: 'nothing', slices: 1 },
    load: load(prefixCache),
  });
  const { cached, plain } = await measure(
    { cached: job(true), plain: job(false) },
    rounds,
    warmUpSeconds,
  );
  const speed = 1 / medianOf(cached, userSecondsPerRequest);
  return {
    name: `prefix cache, ${cacheBlocks.toLocaleString('en')} resident blocks`,
    value: medianRatio(cached, plain, userSecondsPerRequest),
    unit: '× user CPU',
    goal: { below: worstCacheRatio },
    note: `${Math.round(speed).toLocaleString('en')} requests/s, batch ${cached.first.batch.toFixed(1)}`,
  };
}

say('saturation rate of a replica');
const ratePerReplica = 0.6 * (await saturationPerReplica(250));
const figures: Figure[] = [];
for (const replicas of fleets) figures.push(...(await compared(replicas, ratePerReplica)));
figures.push(await resident());
printReport({
  bench: 'policies',
  options,
  includes: [
    `${requests.toLocaleString('en')} requests a run, as in bench:engine: Llama 3.1 70B fp8 on 4 × H100 a replica, at 60 % of saturation, 64 tenants.`,
    'longest-prefix-match and prefix-affinity with a prefix cache and prompts that begin alike, nearest, carbon-aware and price-aware with two sites and ways to them: these, too, are in their ratios.',
    `The prefix cache holds ${cacheBlocks.toLocaleString('en')} blocks in 8 replicas and is full before half of ${cacheRequests.toLocaleString('en')} requests of ${cachePrompt} tokens and more; beside it the same without a prefix cache.`,
    'Each policy with the defaults of the other decisions, against fcfs + least-outstanding + always + none beside it; the whole engine, rows dropped.',
    `User CPU time per request, median of ${rounds} rounds after one to warm up; ratios within rounds.`,
  ],
  figures,
});
