import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Coverage, isAsStated, sojournTruth } from './coverage.ts';

/** Sixty runs of twenty thousand requests; and, for replications, sixty groups of five short ones. */
const long = [
  { servers: 1, load: 0.5, runs: 60, requests: 20_000 },
  { servers: 4, load: 0.8, runs: 60, requests: 20_000 },
] as const;
const short = [{ servers: 1, load: 0.5, runs: 300, requests: 2000 }] as const;

/** In a process of its own: the test runner's module wrappers would make it three times slower. */
async function measure(jobs: readonly object[]): Promise<readonly Coverage[]> {
  const script = fileURLToPath(new URL('print-coverage.ts', import.meta.url));
  const loader = new URL('../without-types.js', import.meta.url).href;
  const argv = ['--import', loader, script, JSON.stringify(jobs)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as readonly Coverage[];
}

describe('a 95 % interval', () => {
  let ofRuns: readonly Coverage[] = [];
  let ofReplications: readonly Coverage[] = [];
  beforeAll(async () => {
    ofRuns = await measure(long);
    ofReplications = await measure(short);
  }, 200_000);

  const named = (all: readonly Coverage[], method: string, statistic: Coverage['statistic']) =>
    all.filter((each) => each.method === method && each.statistic === statistic);

  it.each([
    'mean',
    'p99',
  ] as const)('of the %s of one run holds the truth as often as it says', (statistic) => {
    const found = named(ofRuns, 'one run', statistic);
    expect(found.length).toBe(long.length);
    for (const each of found) {
      expect(each.given).toBeGreaterThan(0.9);
      expect(isAsStated(each), JSON.stringify(each)).toBe(true);
    }
  });

  it.each([
    'mean',
    'p99',
  ] as const)('of the %s between five replications does, too', (statistic) => {
    const found = named(ofReplications, '5 replications', statistic);
    expect(found.length).toBe(1);
    for (const each of found) {
      expect(each.given).toBe(1);
      expect(isAsStated(each), JSON.stringify(each)).toBe(true);
    }
  });

  it('that took requests as independent would be caught', () => {
    for (const statistic of ['mean', 'p99'] as const) {
      for (const each of named(ofRuns, 'as if independent', statistic)) {
        expect(isAsStated(each), JSON.stringify(each)).toBe(false);
        expect(each.coverage).toBeLessThan(0.8);
      }
    }
  });
});

describe('the truth', () => {
  it('is that of M/M/1 in closed form', () => {
    const { mean, p99 } = sojournTruth({ servers: 1, load: 0.8 });
    expect(mean).toBeCloseTo(5, 12);
    expect(p99).toBeCloseTo(5 * Math.log(100), 9);
  });
});

describe('a coverage', () => {
  const of = (coverage: number, samples: number) => {
    return isAsStated({ coverage, samples, given: 1 } as Coverage);
  };

  it('is believed within chance, and not beyond', () => {
    expect(of(0.95, 60)).toBe(true);
    expect(of(53 / 60, 60)).toBe(true);
    expect(of(43 / 60, 60)).toBe(false);
    expect(of(0.93, 10_000)).toBe(true);
    expect(of(0.9, 10_000)).toBe(false);
    expect(of(1, 10_000)).toBe(false);
  });
});
