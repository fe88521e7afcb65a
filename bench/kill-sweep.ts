/**
 * Whether a sweep survives kill -9: `npm run bench:kill` builds first, starts the built program again and again on one
 * sweep and kills it at fifty random instants, the same ones each time. Whenever it comes to its end in between, its
 * tables are compared with those of a run that nobody killed, and it begins anew.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createStream } from '../src/base/random/stream.ts';
import { printReport, readOptions, say } from './report.ts';

const options = readOptions();
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const scenario = fileURLToPath(new URL('../scenarios/chatbot-70b.yaml', import.meta.url));
const wantedKills = options.quick ? 5 : 50;

const text = `scenario: ${JSON.stringify(scenario)}
replications: 2
stop: { metric: e2e.mean, relativeHalfWidth: 2%, maxReplications: 4 }
tables: all
axes:
  horizon.requests: [10000]
  workloads[chat].arrivals.rate: { from: 8/s, to: 24/s, steps: 6 }
  pools[h100].replicas: [8, 12]
`;

const folder = await mkdtemp(join(tmpdir(), 'tailwatt-bench-'));
const file = join(folder, 'study.yaml');

interface Ended {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly wallSeconds: number;
  readonly stderr: string;
}

/** Runs the sweep into `out`, and kills it after so many seconds if it still runs then. */
async function sweep(out: string, killAfterSeconds: number | null): Promise<Ended> {
  const began = performance.now();
  const words = [program, 'sweep', file, '--out', out, '--resume'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (killAfterSeconds !== null) {
    const cancel = new AbortController();
    void ended.finally(() => cancel.abort());
    await setTimeout(1000 * killAfterSeconds, null, { signal: cancel.signal }).catch(() => {});
    child.kill('SIGKILL');
  }
  const code = await ended;
  if (code !== null && code !== 0) throw new Error(`tailwatt sweep ended with ${code}:\n${stderr}`);
  return { code, wallSeconds: (performance.now() - began) / 1000, stderr };
}

/** The files below a folder, by their paths from there; the manifests are left out, which hold wall times. */
function filesOf(out: string): readonly string[] {
  if (!existsSync(out)) return [];
  return readdirSync(out, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(out, name)).isFile() && !name.endsWith('manifest.json'))
    .sort();
}

/** Finished replications, with the instant at which each was written: one that is run again has another. */
function partsOf(out: string): ReadonlyMap<string, number> {
  const parts = filesOf(out).filter((name) => /replication-\d+\.json$/.test(name));
  return new Map(parts.map((name) => [name, statSync(join(out, name)).mtimeMs]));
}

/** The tables of two finished sweeps that are not the same bytes, and the files that only one of them has. */
function differences(out: string, expected: string): readonly string[] {
  // A replication beyond those that count may have been started in one of them alone, and parts hold wall times.
  const tables = (of: string) =>
    filesOf(of).filter((name) => !/(^|\/)replication-\d+(\.json$|\/)/.test(name));
  const names = new Set([...tables(out), ...tables(expected)]);
  return [...names].filter((name) => {
    const paths = [join(out, name), join(expected, name)];
    if (!paths.every((path) => existsSync(path))) return true;
    const [own, other] = paths.map((path) => readFileSync(path));
    return own?.equals(other ?? Buffer.alloc(0)) !== true;
  });
}

try {
  await writeFile(file, text);
  const reference = join(folder, 'reference', 'study');
  await mkdir(dirname(reference));
  say('the sweep, without a kill');
  const whole = await sweep(reference, null);
  const random = createStream('instants of kills', 1);
  let [kills, idle, resumed, completed, lost, differing] = [0, 0, 0, 0, 0, 0];
  for (let round = 0; kills < wantedKills; round += 1) {
    const out = join(folder, `round-${round}`, 'study');
    await mkdir(dirname(out));
    for (let ended = false; !ended; ) {
      const before = partsOf(out);
      if (before.size > 0) resumed += 1;
      // Past the last kill the sweep may end in peace.
      const instant = kills < wantedKills ? whole.wallSeconds * random() : null;
      const { code } = await sweep(out, instant);
      const after = partsOf(out);
      lost += [...before].filter(([name, written]) => after.get(name) !== written).length;
      ended = code !== null;
      if (code === null) kills += 1;
      if (code === null && after.size === before.size) idle += 1;
    }
    completed += 1;
    const found = differences(out, reference);
    differing += found.length;
    if (found.length > 0) say(`round ${round} differs in ${found.join(', ')}`);
    say(`${kills} kills, ${completed} sweeps came to their end`);
    await rm(dirname(out), { recursive: true });
  }
  printReport({
    bench: 'kill',
    options,
    includes: [
      'One process with as many workers as there are cores; instants are uniform over the wall time of a run without a kill.',
      'Tables are sweep.arrow, the plan, and the summary and replications of every point, byte by byte.',
    ],
    figures: [
      {
        name: 'kills',
        value: kills,
        unit: '',
        note: `${idle} of them before anything new was done`,
      },
      { name: 'starts with finished runs on the disk', value: resumed, unit: '' },
      { name: 'sweeps that came to their end', value: completed, unit: '' },
      {
        name: 'tables that differ from those without a kill',
        value: differing,
        unit: '',
        goal: { below: 1 },
      },
      {
        name: 'finished runs that were lost or run again',
        value: lost,
        unit: '',
        goal: { below: 1 },
      },
      { name: 'wall time without a kill', value: whole.wallSeconds, unit: 's' },
    ],
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
