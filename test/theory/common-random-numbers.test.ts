import { sampleVariance } from 'simple-statistics';
import { expect, it } from 'vitest';
import { createRun } from '../../src/engine/run.ts';
import { MetricsRecorder } from '../../src/record/metrics-recorder.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { prepareRun } from '../../src/run/prepare-run.ts';

const replications = 24;
const routers = ['random', 'power-of-two-choices'] as const;

/** Mean end-to-end latency of each replication of the chat product under one router. */
async function meanLatencies(router: string, seed: string): Promise<readonly number[]> {
  const load = ['workloads[chat].arrivals.rate=32/s', 'horizon.requests=1500'];
  const sets = [`routing.policy=${router}`, `seed=${seed}`, ...load];
  const { compiled } = await prepareRun(loadScenario('scenarios/chatbot-70b.yaml', { sets }));
  return Array.from({ length: replications }, (_, replication) => {
    const dropped = () => {};
    const sinks = { requests: null, timeseries: dropped, replicas: dropped };
    const recorder = new MetricsRecorder(compiled, sinks);
    const run = createRun(compiled, replication, recorder);
    while (run.advance() !== 'done');
    const latencies = recorder.all.samples.e2e.exact() ?? new Float64Array();
    return latencies.reduce((sum, value) => sum + value, 0) / latencies.length;
  });
}

it('makes the difference between two routers far less a matter of chance', async () => {
  const [random, twoChoices, stranger] = await Promise.all([
    meanLatencies(routers[0], 'ours'),
    meanLatencies(routers[1], 'ours'),
    meanLatencies(routers[1], 'a seed of its own'),
  ]);
  const spread = (other: readonly number[]) =>
    sampleVariance(random.map((value, index) => value - (other[index] ?? Number.NaN)));
  const factor = spread(stranger) / spread(twoChoices);
  process.stdout.write(
    `common random numbers: variance of the difference ÷ ${factor.toFixed(1)}\n`,
  );
  expect(factor).toBeGreaterThan(5);
  // The difference itself is the same question either way.
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(random)).toBeGreaterThan(mean(twoChoices));
});
