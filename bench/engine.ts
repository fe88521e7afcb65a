/**
 * How fast the engine is on one core: `npm run bench:engine`. The load is the one that its peers were measured with;
 * what each figure includes is printed above the table.
 */
import type { EngineLoad } from './engine-load.ts';
import type { Job } from './job.ts';
import {
  type Measured,
  measure,
  medianOf,
  medianRatio,
  userSecondsPerEvent,
  userSecondsPerRequest,
} from './measure.ts';
import { type Figure, printReport, readOptions, say } from './report.ts';
import { saturationPerReplica } from './saturation.ts';

/** The fastest step-by-step peer, written in Go, on such requests (500 / 250 tokens, 1 to 8 replicas). */
const peer = { requestsPerSecond: 3300, bytesPerRequest: 27e3 };

const replicas = 8;
const loads = [0.05, 0.2, 0.4, 0.6, 0.8] as const;

const options = readOptions();
const requests = options.quick ? 100_000 : 1_000_000;
const rounds = options.quick ? 3 : 5;

function engineJob(load: EngineLoad, recorder: 'metrics' | 'nothing' = 'metrics', slices = 1): Job {
  return { kind: 'engine', load, recorder, slices };
}

async function speed(ratePerSecond: number): Promise<Figure[]> {
  say(`${requests.toLocaleString('en')} requests: listed, unlisted, bare`);
  const load = { requests, replicas, outputTokens: 250, ratePerSecond };
  const measured = await measure(
    {
      recorded: engineJob(load),
      unlisted: engineJob({ ...load, rows: 'none' }),
      bare: engineJob(load, 'nothing'),
      reference: { kind: 'reference', events: 10 * requests, stations: 1 },
    },
    rounds,
  );
  const { recorded, unlisted, bare, reference } = measured;
  const rate = (of: Measured) => 1 / medianOf(of, userSecondsPerRequest);
  const facts = recorded.first;
  const referenceRate = 1 / medianOf(reference, userSecondsPerEvent);
  return [
    {
      name: 'requests, recorded',
      value: rate(recorded),
      unit: '/s of user CPU',
      goal: { atLeast: 500_000 },
      note: `average batch ${facts.batch.toFixed(1)}, ${facts.preemptions} preemptions`,
    },
    {
      name: '  best round',
      value: 1 / Math.min(...recorded.samples.map(userSecondsPerRequest)),
      unit: '/s of user CPU',
      note: 'on a busy machine the one that is nearest to what the code costs',
    },
    {
      name: '  first run of a fresh process',
      value: 1 / userSecondsPerRequest(recorded.first),
      unit: '/s of user CPU',
      note: 'pays for compiling the hot code',
    },
    { name: 'requests, outputs.requests: none', value: rate(unlisted), unit: '/s of user CPU' },
    {
      name: 'requests, recorder that drops all',
      value: rate(bare),
      unit: '/s of user CPU',
      note: 'the engine alone: KV blocks, joules and latency parts are still kept',
    },
    {
      name: 'events per request',
      value: facts.events / facts.requests,
      unit: '',
      goal: { below: 4.5 },
    },
    { name: 'bare M/M/1 heap loop', value: referenceRate, unit: 'events/s of user CPU' },
    {
      name: 'one recorded request costs',
      value: medianRatio(recorded, reference, userSecondsPerRequest),
      unit: 'events of the bare loop',
      note: 'the ratio to compare between machines',
    },
    {
      name: 'one event of the recorded run costs',
      value: medianRatio(recorded, reference, userSecondsPerEvent),
      unit: 'events of the bare loop',
    },
    {
      name: 'recorded ÷ bare engine',
      value: medianRatio(recorded, bare, userSecondsPerRequest),
      unit: '× user CPU',
    },
    {
      name: 'against the fastest step-by-step peer',
      value: rate(recorded) / peer.requestsPerSecond,
      unit: '×',
      goal: { atLeast: 100 },
      note: '2,650–3,300 requests/s in Go, taken at 3,300 and measured on another machine',
    },
    {
      name: 'peak memory ÷ requests, recorded',
      value: recorded.peakBytes / requests,
      unit: 'bytes',
      note: `all of the process, Node too; the peer: ${peer.bytesPerRequest}`,
    },
  ];
}

/** A run cut into slices against the whole one: a small difference, so more pairs of shorter runs. */
async function slicing(ratePerSecond: number): Promise<Figure> {
  say('1,000 slices against one');
  const load = { requests: requests / 4, replicas, outputTokens: 250, ratePerSecond };
  const { whole, sliced } = await measure(
    { whole: engineJob(load), sliced: engineJob(load, 'metrics', 1000) },
    3 * rounds,
  );
  return {
    name: 'cut into 1,000 slices ÷ whole',
    value: medianRatio(sliced, whole, userSecondsPerRequest),
    unit: '× user CPU',
    goal: { below: 1.05 },
    note: `${(requests / 4).toLocaleString('en')} requests, median of ${3 * rounds} pairs`,
  };
}

/** Requests per run of the comparison: enough to fill and drain the pool, few enough for the stepwise loop. */
function comparedRequests(outputTokens: number, load: number): number {
  const tokens = load < 0.1 ? 6e6 : 30e6;
  return Math.ceil((options.quick ? 0.1 : 1) * (tokens / outputTokens));
}

/** Stretched against stepwise, over loads; the goals are for long outputs, the floor is for all. */
async function stretching(outputTokens: number, saturation: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const share of loads) {
    const name = `${outputTokens} output tokens at ${(100 * share).toFixed(0)} % load`;
    say(`stretched against stepwise, ${name}`);
    const load = {
      requests: comparedRequests(outputTokens, share),
      replicas,
      outputTokens,
      ratePerSecond: share * saturation,
    };
    const { stretched, stepwise } = await measure(
      {
        stretched: engineJob({ ...load, stepping: 'stretched' }),
        stepwise: engineJob({ ...load, stepping: 'stepwise' }),
      },
      rounds,
    );
    const perRequest = (of: Measured) => (of.first.events / of.first.requests).toFixed(1);
    const long = outputTokens === 2000;
    figures.push({
      name: `stretched vs stepwise, ${name}`,
      value: medianRatio(stepwise, stretched, userSecondsPerRequest),
      unit: '× as fast',
      goal: { atLeast: long && share === 0.05 ? 8 : long && share === 0.6 ? 1.5 : 0.85 },
      note:
        `${perRequest(stretched)} vs ${perRequest(stepwise)} events per request, ` +
        `batch ${stretched.first.batch.toFixed(1)}`,
    });
  }
  return figures;
}

say('saturation rates of the pool');
const saturation = {
  short: await saturationPerReplica(250),
  long: await saturationPerReplica(2000),
};
const rate = 0.6 * saturation.short * replicas;
const figures = [
  ...(await speed(rate)),
  await slicing(rate),
  ...(await stretching(2000, saturation.long * replicas)),
  ...(await stretching(250, saturation.short * replicas)),
];
printReport({
  bench: 'engine',
  options,
  includes: [
    `${requests.toLocaleString('en')} requests, Poisson at ${rate.toFixed(1)}/s, exponential prompts (mean 500 tokens) and outputs (250),`,
    `${replicas} replicas of Llama 3.1 70B fp8 on 4 × H100, at 60 % of the ${(saturation.short * replicas).toFixed(1)}/s that they complete when never idle.`,
    'recorded: paged KV, roofline steps, joules per request, all percentile samples and gap sketches, time series, and every',
    'column of the requests table, built in chunks that are then dropped. Not included: Arrow encoding, files (bench:process).',
    `User CPU time of all threads of a process per job, median of ${rounds} rounds after one to warm up; ratios within rounds.`,
    'stretched vs stepwise: both recorded; 250-token and 2,000-token outputs, loads as shares of their own saturation.',
  ],
  figures,
});
