import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonText } from '../../../src/report/comparison-text.ts';
import { compareResults } from '../../../src/run/compare-results.ts';
import { readResults } from '../../../src/run/read-results.ts';
import { sensitivityOfSweep } from '../../../src/run/sensitivity-of-sweep.ts';
import { loadSweep } from '../../../src/sweep/load-sweep.ts';
import { encodePart } from '../../../src/sweep/part.ts';
import { writePointFolder } from '../../../src/sweep/point-folder.ts';
import { runSweep } from '../../../src/sweep/run-sweep.ts';
import { openPartStore } from '../../../src/sweep/store.ts';
import { samplePart } from '../sweep/sample-part.ts';
import { smallSweep } from '../sweep/small-sweep.ts';
import { sharedFolder, temporaryFolder } from '../sweep/temporary-folder.ts';
import { type Row, sweepRow, writeSweep } from './result-folders.ts';

const folder = sharedFolder();
const at = (name: string) => join(folder, name);
const rate = 'workloads[chat].arrivals.rate';

/** Sweeps two rates, once each, with all tables, and with these settings. */
async function swept(name: string, sets: readonly string[] = []): Promise<string> {
  await smallSweep(folder, { [rate]: ['2/s', '3/s'] }, 'tables: all\n');
  const sweep = await loadSweep(join(folder, 'small.yaml'), { sets });
  await runSweep(sweep, { out: at(name), workers: 1 });
  return at(name);
}

/** The folder of the point at a rate. */
function pointOf(sweep: string, perSecond: number): string {
  const points = readdirSync(join(sweep, 'points')).map((name) => join(sweep, 'points', name));
  const found = points.find((point) => {
    const { scenario } = readResults(point).manifest as {
      scenario: { workloads: [{ arrivals: { ratePerSecond: number } }] };
    };
    return JSON.stringify(scenario.workloads[0].arrivals).includes(`:${perSecond}`);
  });
  if (found === undefined) throw new Error(`no point at ${perSecond}/s`);
  return found;
}

beforeAll(async () => {
  await swept('plain');
  await swept('faster', ['pools[p].engine.stepTime.base=3ms']);
});

describe('compareResults of two points', () => {
  it('reads their requests, which lie in the folder of the replication', () => {
    const found = compareResults(pointOf(at('plain'), 2), pointOf(at('plain'), 3));
    if (found.kind !== 'runs') throw new Error('points are as runs');
    expect(found.pairing.method).toBe('paired-sections');
    expect(found.pairing.reason).toContain('the same requests at other instants');
  });

  it('pairs replications by their number where one point has lost some', async () => {
    const sweep = await smallSweep(folder, { 'horizon.requests': [60] });
    const id = '0123456789abcdef'.repeat(4);
    const point = (replications: readonly number[], more: number) => {
      const store = openPartStore(temporaryFolder());
      for (const index of replications) {
        const part = samplePart();
        // What a replication draws is a thousand times what the points differ by.
        const throughput = { ...part.summary.throughput, requestsPerSecond: 1000 * index + more };
        const summary = { ...part.summary, throughput };
        store.write(id, index, encodePart(id, index, { ...part, summary }), []);
      }
      const plan = { version: '0.1.0', workloads: ['chat', 'code'] };
      const loaded = sweep.scenarioOf(0);
      const finished = { id, plan, scenarioHash: 'hash', loaded, traceFiles: [], replications };
      writePointFolder(store, finished);
      return store.folderOf(id);
    };
    const found = compareResults(point([0, 2], 0), point([0, 1, 2], 1));
    if (found.kind !== 'runs') throw new Error('points are as runs');
    const of = found.metrics.find(({ metric }) => metric === 'requests_per_second');
    expect(of).toMatchObject({ count: 2, a: 1000, b: 1001, difference: 1 });
    expect(found.pairing.reason).toContain('the 2 that both have');
  });
});

describe('compareResults of two sweeps', () => {
  const compare = (a: string, b: string) => {
    const found = compareResults(a, b);
    if (found.kind !== 'sweeps') throw new Error('these are sweeps');
    return found;
  };

  it('says in what their scenarios differ', () => {
    const found = compare(at('plain'), at('faster'));
    expect(found.scenarioDifferences).toEqual([
      { path: 'pools[p].engine.stepTime.baseSeconds', a: 0.004, b: 0.003 },
    ]);
    expect(found.warnings).toEqual([]);
    expect(comparisonText(found)).toContain('the scenarios differ in\n  pools[p].engine.stepTime');
    expect(compare(at('plain'), at('plain')).scenarioDifferences).toEqual([]);
  });

  it('says that they differ where no point tells in what', async () => {
    const thinned = await swept('thinned', ['pools[p].engine.stepTime.base=3ms']);
    for (const point of readdirSync(join(thinned, 'points'))) {
      rmSync(join(thinned, 'points', point, 'manifest.json'));
    }
    const found = compare(at('plain'), thinned);
    expect(found.scenarioDifferences).toBeNull();
    expect(found.warnings).toEqual([
      expect.stringMatching(/^the scenarios of A and B differ, or were resolved by other versions/),
    ]);
  });

  it('says that files which the scenarios name have other contents', () => {
    const path = join(pointOf(at('faster'), 2), 'manifest.json');
    const before = readFileSync(path, 'utf8');
    const scenario = readResults(pointOf(at('plain'), 2)).manifest['scenario'];
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(before) as object), scenario }));
    const found = compare(at('plain'), at('faster'));
    writeFileSync(path, before);
    expect(found.scenarioDifferences).toEqual([]);
    expect(found.warnings).toEqual([expect.stringContaining('have other contents')]);
  });
});

describe('sensitivityOfSweep', () => {
  it('takes no share of chance from replications that are copies', () => {
    const rows = ([8, 12] as const).flatMap((perSecond, point): readonly Row[] =>
      [0, 1, 2].map((replication) =>
        sweepRow([point, perSecond, 'random'], replication, { e2e_p99_seconds: perSecond }),
      ),
    );
    const found = sensitivityOfSweep(writeSweep(at('copies'), rows));
    expect(found.metrics[0]).toMatchObject({ noiseShare: null, copied: 2 });
    expect(found.warnings).toEqual([
      expect.stringMatching(/^the replications of 2 points are copies .* nothing in the scenario/),
    ]);
  });
});
