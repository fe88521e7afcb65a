/**
 * The program as people run it: `npm run bench:process` builds it and starts whole processes of `tailwatt`. Time and
 * memory cover everything, from the start of Node to the last byte on disk.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EngineLoad, loadText } from './engine-load.ts';
import { measureOnce, median } from './measure.ts';
import { type Figure, printReport, readOptions, say } from './report.ts';
import { saturationPerReplica } from './saturation.ts';
import { type ProcessCost, spawnMeasured } from './spawn-measured.ts';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const replicas = 8;
const options = readOptions();
const requests = options.quick ? 100_000 : 1_000_000;
const longRounds = options.quick ? 1 : 3;
const shortRounds = options.quick ? 3 : 9;

interface RunCost extends ProcessCost {
  readonly tableBytes: number;
}

/** Runs a load through `tailwatt run` in a folder of its own, and checks that it did what was asked. */
async function runLoad(load: EngineLoad): Promise<RunCost> {
  const folder = await mkdtemp(join(tmpdir(), 'tailwatt-bench-'));
  try {
    const file = join(folder, 'load.yaml');
    await writeFile(file, loadText(load));
    const out = join(folder, 'results');
    const cost = await spawnMeasured([program, 'run', file, '--out', out, '--json']);
    const { counts } = JSON.parse(cost.stdout) as { counts: { offered: number } };
    if (counts.offered !== load.requests) throw new Error(`${counts.offered} requests were run`);
    const table = join(out, 'requests.arrow');
    const listed = load.rows !== 'none';
    if (existsSync(table) !== listed) throw new Error(`${table}: written, or not, unasked`);
    return { ...cost, tableBytes: listed ? (await stat(table)).size : 0 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function repeat<T>(rounds: number, once: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < rounds; i++) results.push(await once());
  return results;
}

const medianOf = <T>(costs: readonly T[], of: (cost: T) => number) => median(costs.map(of));
const wall = (cost: ProcessCost) => cost.wallSeconds;
const user = (cost: ProcessCost) => cost.userSeconds;
const megabytes = (cost: ProcessCost) => cost.peakBytes / 1e6;

async function wholeRuns(load: EngineLoad & { readonly ratePerSecond: number }): Promise<Figure[]> {
  const many = (count: number) => count.toLocaleString('en');
  say(`tailwatt run, ${many(requests)} requests, with the requests table`);
  const listed = await repeat(longRounds, () => runLoad(load));
  const reference = await measureOnce({
    kind: 'reference',
    events: 10 * requests,
    stations: 1,
  });
  say(`tailwatt run, ${many(requests)} requests, outputs.requests: none`);
  const unlisted = await repeat(longRounds, () => runLoad({ ...load, rows: 'none' }));
  say(`tailwatt run, ${many(10 * requests)} requests, outputs.requests: none`);
  const long = await runLoad({ ...load, rows: 'none', requests: 10 * requests });
  const table = listed[0]!.tableBytes / 1e6;
  const name = `run, ${many(requests)} requests`;
  const seconds = (cost: ProcessCost) => `${user(cost).toFixed(1)} s of user CPU`;
  return [
    {
      name: `${name}, requests table`,
      value: medianOf(listed, wall),
      unit: 's',
      goal: { below: 6 },
      note: `by the clock; ${table.toFixed(0)} MB of table`,
    },
    { name: '  user CPU', value: medianOf(listed, user), unit: 's' },
    {
      name: '  one request costs',
      value: medianOf(listed, user) / requests / (reference.userSeconds / reference.events),
      unit: 'events of the bare M/M/1 loop',
      note: 'the ratio to compare between machines',
    },
    { name: '  peak memory', value: medianOf(listed, megabytes), unit: 'MB', goal: { below: 600 } },
    {
      name: `${name}, none listed`,
      value: medianOf(unlisted, megabytes),
      unit: 'MB peak',
      goal: { below: 150 },
      note: seconds(unlisted[0]!),
    },
    {
      name: `run, ${many(10 * requests)} requests, none listed`,
      value: megabytes(long),
      unit: 'MB peak',
      goal: { below: 150 },
      note: seconds(long),
    },
    {
      name: '  growth over ten times the requests',
      value: megabytes(long) / medianOf(unlisted, megabytes),
      unit: '×',
      goal: { below: 1.1 },
      note: 'flat',
    },
  ];
}

/** Short commands, taking turns with a Node that does nothing. */
async function shortCommands(load: EngineLoad): Promise<Figure[]> {
  say('tailwatt --help, a run of 100 requests, node alone');
  const rounds = await repeat(shortRounds, async () => ({
    help: await spawnMeasured([program, '--help']),
    small: await runLoad({ ...load, requests: 100 }),
    node: await spawnMeasured(['--eval', '0']),
  }));
  const milliseconds = (name: 'help' | 'small' | 'node') =>
    1000 * medianOf(rounds, (round) => wall(round[name]));
  const overNode = (name: 'help' | 'small') =>
    `${medianOf(rounds, (r) => wall(r[name]) / wall(r.node)).toFixed(1)} × node alone`;
  return [
    {
      name: 'tailwatt --help',
      value: milliseconds('help'),
      unit: 'ms',
      goal: { below: 300 },
      note: overNode('help'),
    },
    {
      name: 'run of 100 requests',
      value: milliseconds('small'),
      unit: 'ms',
      goal: { below: 1000 },
      note: `${overNode('small')}; ${(1000 * medianOf(rounds, (r) => user(r.small))).toFixed(0)} ms of user CPU`,
    },
    { name: 'node alone', value: milliseconds('node'), unit: 'ms' },
  ];
}

if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
say('saturation rate of the pool');
const ratePerSecond = 0.6 * replicas * (await saturationPerReplica(250));
const load = { requests, replicas, outputTokens: 250, ratePerSecond };
const figures = [...(await shortCommands(load)), ...(await wholeRuns(load))];
printReport({
  bench: 'process',
  options,
  includes: [
    `Whole processes of the built program: Node's start, parsing, ${requests.toLocaleString('en')} requests as in bench:engine, percentiles with intervals,`,
    'Arrow files on the disk of the temporary folder, JSON on standard output. Times by the clock feel what else the machine does;',
    `medians of ${longRounds} long and ${shortRounds} short runs, the ten times longer run once.`,
  ],
  figures,
});
