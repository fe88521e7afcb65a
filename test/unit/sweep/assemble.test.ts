import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { metricColumns } from '../../../src/record/tables/metrics.ts';
import { createMetricReader } from '../../../src/summary/metric-values.ts';
import { type AssembleInput, sweepTableBytes } from '../../../src/sweep/assemble.ts';
import { sweepHash } from '../../../src/sweep/identity.ts';
import { createRowReader } from '../../../src/sweep/replication-row.ts';
import { planOf, pointOf } from './plan-of.ts';
import { samplePart } from './sample-part.ts';

const plan = planOf(0, {
  workloads: ['chat', 'code'],
  columns: [
    { path: 'rate', type: 'float64', unit: '1/s' },
    { path: 'policy', type: 'dictionary', unit: null },
  ],
  points: [
    pointOf(0, [2, 'random']),
    pointOf(1, [null, 'round-robin']),
    pointOf(2, [3, null]),
    // The same as point 0, at another place of the design.
    { ...pointOf(0, [4, 'random']), index: 3 },
  ],
});

const part = samplePart();
const overloaded = samplePart({ status: 'overloaded' });
const readRow = createRowReader(plan.workloads);

const input: AssembleInput = {
  plan,
  points: [0, 1, 2, 3],
  replicationsOf: (point) => [2, 1, 3, 2][point] ?? 0,
  rowOf(point, replication) {
    if (point === 1) return readRow({ ...overloaded, stoppedEarly: true });
    return point === 2 && replication === 1 ? null : readRow(part);
  },
};

const bytesOf = (over: Partial<AssembleInput> = {}) =>
  joinBytes([...sweepTableBytes({ ...input, ...over })]);

describe('sweep.arrow', () => {
  const table = readArrowTable(bytesOf());

  it('has a row for every replication of every point, in design order', () => {
    expect(table.rows).toBe(8);
    expect([...table.numbers('point')]).toEqual([0, 0, 1, 2, 2, 2, 3, 3]);
    expect([...table.numbers('replication')]).toEqual([0, 1, 0, 0, 1, 2, 0, 1]);
    const ids = table.strings('point_id');
    expect(ids[0]).toBe('0000000000000000');
    expect(ids[2]).toBe('0000000000000001');
    expect(ids[6]).toBe(ids[0]);
  });

  it('has every axis as a column, null where it is not known', () => {
    expect([...table.numbers('rate')]).toEqual([2, 2, Number.NaN, 3, 3, 3, 4, 4]);
    const words = ['random', 'random', 'round-robin', null, null, null, 'random', 'random'];
    expect(table.strings('policy')).toEqual(words);
  });

  it('has every metric of every workload, and none where a replication failed', () => {
    const values = createMetricReader(plan.workloads)(part.summary);
    const nothing = values.map(() => Number.NaN);
    const rows = Array.from({ length: 8 }, (_, row) =>
      metricColumns(plan.workloads).map(({ name }) => table.numbers(name)[row]),
    );
    expect(rows[0]).toEqual([...values]);
    expect(rows[4]).toEqual(nothing);
    expect(values.some((value) => Number.isFinite(value))).toBe(true);
  });

  it('says what became of each, and whether it was stopped early', () => {
    const { status } = part.summary;
    expect(table.strings('status')).toEqual([
      ...[status, status],
      'overloaded',
      ...[status, 'failed', status],
      ...[status, status],
    ]);
    expect([...table.numbers('stopped_early')]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('says in its metadata which sweep it is of', () => {
    expect(Object.fromEntries(table.metadata)).toMatchObject({
      'tailwatt.version': '0.1.0',
      scenarioHash: 'scenario',
      sweepHash: sweepHash(plan),
      seed: '1',
    });
  });

  it('is a function of the plan and the parts', () => {
    const same = (over: Partial<AssembleInput>) => Buffer.from(bytesOf(over)).equals(bytesOf());
    expect(same({})).toBe(true);
    expect(same({ rowOf: () => readRow(part) })).toBe(false);
  });

  it('has the same words for the same codes when it is a shard', () => {
    const shard = readArrowTable(bytesOf({ points: [1, 3] }));
    expect([...shard.numbers('point')]).toEqual([1, 3, 3]);
    expect(shard.strings('policy')).toEqual(['round-robin', 'random', 'random']);
    expect(shard.strings('point_id')[1]).toBe('0000000000000000');
  });

  it('is longer than one batch', () => {
    const rows = 3000;
    const long = readArrowTable(bytesOf({ points: [0, 1], replicationsOf: () => rows / 2 }));
    expect(long.rows).toBe(rows);
    expect(long.numbers('replication')[rows - 1]).toBe(rows / 2 - 1);
  });

  it('may be empty', () => {
    expect(readArrowTable(bytesOf({ points: [] })).rows).toBe(0);
  });
});
