/**
 * How cost and memory grow: with replicas at equal load per replica, and with the length of the run.
 * `npm run bench:scale`.
 */

import type { Job } from './job.ts';
import {
  type Measured,
  measure,
  measureOnce,
  medianOf,
  medianRatio,
  userSecondsPerEvent,
  userSecondsPerRequest,
} from './measure.ts';
import { type Figure, printReport, readOptions, say } from './report.ts';
import { saturationPerReplica } from './saturation.ts';
import type { Sample } from './worker.ts';

const fleets = [8, 32, 128, 512, 1024] as const;
const options = readOptions();
const requests = options.quick ? 100_000 : 1_000_000;
const rounds = options.quick ? 2 : 4;

function job(replicas: number, ratePerReplica: number) {
  const ratePerSecond = replicas * ratePerReplica;
  return {
    kind: 'engine',
    load: { requests, replicas, outputTokens: 250, ratePerSecond },
    recorder: 'metrics',
    slices: 1,
  } as const;
}

async function overReplicas(ratePerReplica: number): Promise<Figure[]> {
  say(`${fleets.join(', ')} replicas, ${requests.toLocaleString('en')} requests each`);
  const bare = (stations: number) =>
    ({ kind: 'reference', events: 5 * requests, stations }) as const;
  const jobs: Record<string, Job> = {
    reference: bare(fleets[0]),
    bigReference: bare(fleets.at(-1)!),
  };
  for (const size of fleets) jobs[size] = job(size, ratePerReplica);
  const measured = await measure(jobs, rounds);
  const of = (name: string | number) => measured[String(name)]!;
  const smallest = of(fleets[0]);
  const growth = (big: Measured) => medianRatio(big, smallest, userSecondsPerRequest);
  const largest = of(fleets.at(-1)!);
  return [
    ...fleets.map((size) => ({
      name: `${size} replicas`,
      value: 1e6 * medianOf(of(size), userSecondsPerRequest),
      unit: 'µs of user CPU per request',
      note:
        `× ${growth(of(size)).toFixed(2)}, batch ${of(size).first.batch.toFixed(1)}, ` +
        `${(of(size).first.events / of(size).first.requests).toFixed(2)} events per request, ` +
        `peak ${(of(size).peakBytes / 1e6).toFixed(0)} MB`,
    })),
    {
      name: 'growth from 8 to 1,024 replicas',
      value: growth(largest),
      unit: '× user CPU per request',
      goal: { below: 2 },
      note: 'stretch goal: 1.5; the fastest step-by-step peer: 4 from 1 to 512',
    },
    {
      name: 'growth of the bare heap loop, 8 to 1,024 M/M/1 queues',
      value: medianRatio(of('bigReference'), of('reference'), userSecondsPerEvent),
      unit: '× user CPU per event',
      note: 'what the heap and the cache cost any loop',
    },
    {
      name: 'one request on 8 replicas costs',
      value: medianRatio(smallest, of('reference'), userSecondsPerRequest),
      unit: 'events of the bare loop',
    },
  ];
}

async function overRequests(ratePerReplica: number): Promise<Figure[]> {
  const counts = [requests, 10 * requests] as const;
  const samples: Sample[] = [];
  for (const count of counts) {
    say(`${count.toLocaleString('en')} requests with outputs.requests: none`);
    const { load, ...rest } = job(8, ratePerReplica);
    samples.push(await measureOnce({ ...rest, load: { ...load, requests: count, rows: 'none' } }));
  }
  const [short, long] = samples;
  const idle = await measureOnce({ kind: 'reference', events: 1000, stations: 1 });
  return [
    ...counts.map((count, i) => ({
      name: `${count.toLocaleString('en')} requests, outputs.requests: none`,
      value: samples[i]!.peakBytes / 1e6,
      unit: 'MB peak',
      note: `one run in a fresh process, ${(1e6 * userSecondsPerRequest(samples[i]!)).toFixed(2)} µs per request`,
    })),
    {
      name: '  of which a process that runs nothing',
      value: idle.peakBytes / 1e6,
      unit: 'MB peak',
      note: 'Node and the code; bench:process measures the shipped program',
    },
    {
      name: 'growth of peak memory over ten times the requests',
      value: long!.peakBytes / short!.peakBytes,
      unit: '×',
      goal: { below: 1.1 },
      note: 'flat',
    },
  ];
}

say('saturation rate of the pool');
const ratePerReplica = 0.6 * (await saturationPerReplica(250));
const figures = [...(await overReplicas(ratePerReplica)), ...(await overRequests(ratePerReplica))];
printReport({
  bench: 'scale',
  options,
  includes: [
    `Llama 3.1 70B fp8 on 4 × H100 a replica, exponential 500 / 250 tokens, Poisson at ${ratePerReplica.toFixed(2)}/s per replica (60 % load),`,
    'routing least-outstanding. Recorded: KV, joules, percentiles, time series and all columns of the requests table, chunks dropped.',
    `The same ${requests.toLocaleString('en')} requests for each size, so the filling and draining of a big fleet counts, too.`,
    `User CPU time of all threads of a process per job, median of ${rounds} rounds after one to warm up; ratios within rounds.`,
  ],
  figures,
});
