/**
 * How fast calls of strategies are played: `npm run bench:calls`. User CPU time per call, and its ratio to a plain request of
 * the same lengths at the same load, which runs beside it.
 */
import type { Job } from './job.ts';
import { measure, median, medianOf } from './measure.ts';
import { type Figure, printReport, readOptions } from './report.ts';
import type { Sample } from './worker.ts';

const options = readOptions();
const samples = 64;
const many = 10_000;
const requests = options.quick ? 100 : 1000;
const rounds = options.quick ? 2 : 7;
const replicas = 16;
/** About half of what the replicas could serve. */
const callsPerSecond = replicas * 6;

function job(count: number, ratePerSecond: number, strategy: string): Job {
  const workload = [
    'task: { abilities: [{ model: llama-3.1-70b, passAt1: 0.5 }] }',
    `strategy: ${strategy}`,
  ];
  const load = { requests: count, replicas, outputTokens: 250, ratePerSecond, workload };
  return { kind: 'engine', load, recorder: 'nothing', slices: 1 };
}

const vote = (count: number, earlyStop: boolean) =>
  `{ kind: majority-vote, samples: ${count}, earlyStop: ${earlyStop} }`;
const votes = (earlyStop: boolean) =>
  job(requests, callsPerSecond / samples, vote(samples, earlyStop));

const jobs = {
  plain: job(requests * samples, callsPerSecond, '{ kind: single }'),
  vote: votes(false),
  early: votes(true),
  many: job(1, 1, vote(many, false)),
  manyEarly: job(1, 1, vote(many, true)),
};
const callsOf: Readonly<Record<keyof typeof jobs, number>> = {
  ...{ plain: 1, vote: samples, early: samples, many, manyEarly: many },
};

const measured = await measure(jobs, rounds);
const perCall = (name: keyof typeof jobs) => (sample: Sample) =>
  sample.userSeconds / (sample.requests * callsOf[name]);
const speed = (name: keyof typeof jobs) => 1 / medianOf(measured[name], perCall(name));

/** Median over rounds of what a call cost ÷ what a plain request cost in the same round. */
function ratioToPlain(name: keyof typeof jobs): number {
  const plain = measured.plain.samples.map(perCall('plain'));
  return median(measured[name].samples.map((sample, i) => perCall(name)(sample) / plain[i]!));
}

const figures: Figure[] = [];
for (const [name, text] of [
  ['vote', `a vote of ${samples}`],
  ['early', `a vote of ${samples} that stops early`],
] as const) {
  figures.push({
    name: `calls of ${text}`,
    value: speed(name),
    unit: 'calls/s',
    goal: { atLeast: 150_000 },
    note: `batch ${measured[name].first.batch.toFixed(1)}`,
  });
  figures.push({
    name: `a call of ${text} against a plain request`,
    value: ratioToPlain(name),
    unit: '× user CPU',
    goal: { below: 1.5 },
    note: `${Math.round(speed('plain')).toLocaleString('en')} plain requests/s`,
  });
}
for (const [name, text] of [
  ['many', 'all of them'],
  ['manyEarly', 'stopped early'],
] as const) {
  figures.push({
    name: `one request of ${many.toLocaleString('en')} calls, ${text}`,
    value: 1000 * (many / speed(name)),
    unit: 'ms',
    goal: { below: 100 },
  });
}
printReport({
  bench: 'calls',
  options,
  includes: [
    `${requests.toLocaleString('en')} requests a run, each a vote of ${samples}: Llama 3.1 70B fp8 on 4 × H100 a replica, ${replicas} replicas, ${callsPerSecond} calls a second.`,
    'Calls that a vote which stops early cancels are counted, too. The whole engine, rows dropped.',
    `User CPU time, median of ${rounds} rounds after V8 has compiled what is hot, bundled as the commands are.`,
  ],
  figures,
});
