import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { AdapterSlots } from '../../../src/engine/replica/adapter-slots.ts';
import { field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';
import { runTablesOf } from '../../../src/record/tables/accounts.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { record, withEngines } from '../../property/recorded-run.ts';

const STEP = 0.01;

interface Case {
  readonly tenants?: number;
  readonly slots?: number;
  /** More of the block `adapters`. */
  readonly host?: string;
  readonly requests?: number;
  readonly arrivals?: string;
  readonly engine?: string;
  readonly pool?: string;
  readonly routing?: string;
  readonly top?: string;
}

function text(given: Case): string {
  const { tenants = 4, slots = 2, requests = 40, arrivals, engine = '', pool = '' } = given;
  const { host = '' } = given;
  return `
name: adapters
horizon: { requests: ${requests}, warmup: 0 }
workloads:
  - name: chat
    model: { base: llama-3.1-8b, variant: { kind: lora, rank: 16 } }
    arrivals: ${arrivals ?? '{ process: poisson, rate: 20/s }'}
    tenants: { count: ${tenants} }
    promptTokens: { distribution: fixed, value: 16 }
    outputTokens: { distribution: uniform, min: 2, max: 12 }
pools:
  - name: p
    replicas: 1
    parallelism: { tensor: 1 }
    ${
      slots > 0
        ? `node: { hostBandwidth: 10GB/s }
    adapters: { slots: ${slots}${host} }`
        : ''
    }
    engine: { profile: ideal${engine} }
    ${pool}
routing: ${given.routing ?? '{ policy: least-outstanding }'}
${given.top ?? ''}
`;
}

const stated = `, stepTime: { kind: affine, base: ${STEP * 1000}ms }`;

function compiled(given: Case) {
  const parsed = parseScenario(text(given), { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return compileScenario(parsed.scenario, { traces: {} });
}

function errors(given: Case): string {
  const parsed = parseScenario(text(given), { file: 'x.yaml' });
  return parsed.ok ? '' : parsed.issues.map(({ message }) => message).join('\n');
}

describe('adapters on chips', () => {
  const anyMove = fc.record({ tenant: fc.nat(5), leaves: fc.boolean() });

  it('are never more than there are slots, and leave in the order in which they were needed last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(anyMove),
        fc.nat(2),
        (slots, moves, more) => {
          const table = new RequestTable();
          const host = { slots: slots + more, readSeconds: 8 };
          const adapters = new AdapterSlots(table, { slots, chipBytes: 1, loadSeconds: 0.5, host });
          const there = new Set<number>();
          adapters.onChange = (adapter, resident) => {
            if (resident) there.add(adapter);
            else there.delete(adapter);
          };
          const running: number[] = [];
          // the plain way: who was needed last, at the end
          let order: number[] = [];
          let loads = 0;
          let copies: number[] = [];
          let reads = 0;
          for (const { tenant, leaves } of moves) {
            if (leaves) {
              const handle = running.shift();
              if (handle === undefined) continue;
              adapters.leave(handle);
              const adapter = adapters.adapterOf(handle);
              if (running.every((each) => adapters.adapterOf(each) !== adapter)) {
                order = [...order.filter((each) => each !== adapter), adapter];
                copies = [...copies.filter((each) => each !== adapter), adapter];
              }
              continue;
            }
            const handle = table.allocate();
            table.rows[handle * STRIDE + field.workload] = 0;
            table.rows[handle * STRIDE + field.tenant] = tenant;
            const adapter = adapters.adapterOf(handle);
            const needed = new Set(running.map((each) => adapters.adapterOf(each)));
            expect(adapters.mayJoin(adapter)).toBe(needed.has(adapter) || needed.size < slots);
            if (!adapters.mayJoin(adapter)) continue;
            if (!order.includes(adapter)) {
              loads++;
              const victim = order.find((each) => !needed.has(each));
              if (order.length === slots) order = order.filter((each) => each !== victim);
              order.push(adapter);
            }
            if (!copies.includes(adapter)) {
              reads++;
              const victim = copies.find((each) => !needed.has(each));
              if (copies.length === host.slots) copies = copies.filter((each) => each !== victim);
              copies.push(adapter);
            }
            expect(order.every((each) => copies.includes(each))).toBe(true);
            adapters.join(handle);
            running.push(handle);
            expect(new Set(order)).toEqual(there);
            expect(there.size).toBeLessThanOrEqual(slots);
          }
          expect(adapters.loads).toBe(loads);
          expect(adapters.reads).toBe(reads);
          expect(adapters.takeLoading()).toBeCloseTo(0.5 * loads + 8 * reads, 9);
          expect(adapters.takeLoading()).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('requests with adapters', () => {
  it('wait for theirs to be loaded, the first time and whenever it has left', () => {
    const scenario = compiled({
      tenants: 1,
      requests: 3,
      engine: stated,
      arrivals: '{ process: deterministic, rate: 1/s }',
    });
    const { loadSeconds, chipBytes } = scenario.pools[0]!.adapters!;
    expect(loadSeconds).toBeCloseTo(chipBytes / 10e9, 12);
    const { rows, totals } = record(scenario);
    const first = rows.find((row) => row.request === 0)!;
    expect(first.ttftSeconds).toBeCloseTo(loadSeconds + STEP, 9);
    for (const row of rows) if (row !== first) expect(row.ttftSeconds).toBeCloseTo(STEP, 9);
    const sums = { loads: 1, loadingSeconds: loadSeconds, coldShare: 1 / 3 };
    const ran = rows.reduce((sum, row) => sum + row.e2eSeconds, 0);
    expect(totals.adapters).toEqual({
      ...sums,
      barredShare: 0,
      loadingShare: expect.closeTo(loadSeconds / ran, 9),
    });
  });

  it('read theirs from storage where it has left host memory', () => {
    const scenario = compiled({
      tenants: 4,
      slots: 1,
      host: ', hostSlots: 2, storageBandwidth: 1GB/s',
      requests: 40,
      engine: stated,
      arrivals: '{ process: deterministic, rate: 1/s }',
    });
    const { loadSeconds, host, chipBytes } = scenario.pools[0]!.adapters!;
    // a chip holds all of an adapter
    expect(host!.readSeconds).toBeCloseTo(chipBytes / 1e9, 12);
    const { rows, replicas, totals } = record(scenario);
    // one request at a time: who came last, last
    let came: number[] = [];
    const sums = { loads: 0, storageLoads: 0, loadingSeconds: 0 };
    for (const { tenant, ttftSeconds } of [...rows].sort((a, b) => a.request - b.request)) {
      const isThere = came.at(-1) === tenant;
      const isNear = came.slice(-2).includes(tenant);
      const waited = (isThere ? 0 : loadSeconds) + (isNear ? 0 : host!.readSeconds);
      expect(ttftSeconds).toBeCloseTo(STEP + waited, 9);
      came = [...came.filter((each) => each !== tenant), tenant];
      sums.loads += isThere ? 0 : 1;
      sums.storageLoads += isNear ? 0 : 1;
      sums.loadingSeconds += waited;
    }
    expect(sums.storageLoads).toBeGreaterThan(4);
    expect(sums.storageLoads).toBeLessThan(sums.loads);
    const { loadingSeconds } = sums;
    expect(replicas[0]!.adapters).toEqual({
      ...sums,
      loadingSeconds: expect.closeTo(loadingSeconds, 9),
    });
    const { adapters } = totals;
    expect(adapters!.storage!.loads).toBe(sums.storageLoads);
    expect(adapters!.loadingShare).toBeCloseTo(loadingSeconds / replicas[0]!.busySeconds, 9);
  });

  it('are read in no time where copies cost nothing', () => {
    const { totals } = record(compiled({ host: ', hostSlots: 2', top: 'ideal: [io]' }));
    expect(totals.adapters!.storage!.loads).toBeGreaterThan(2);
    expect(totals.adapters!.loadingSeconds).toBe(0);
  });

  it('have no columns of loads where host memory holds all adapters', () => {
    const names = (host: string) =>
      runTablesOf(compiled({ host })).replicas.columns.map(({ name }) => name);
    expect(names(', hostSlots: 2').filter((name) => !names('').includes(name))).toEqual([
      'adapter_loads',
      'adapter_storage_loads',
      'adapter_loading_seconds',
    ]);
    expect(record(compiled({})).replicas[0]!.adapters).toBeUndefined();
  });

  it('are passed over by those whose adapter is there, and come when there is a slot', () => {
    const burst = { engine: stated, slots: 1, tenants: 3, requests: 60 };
    const { rows, totals } = record(compiled(burst));
    expect(rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
    const byStart = [...rows].sort(
      (a, b) => a.arrivalSeconds + a.queueSeconds - b.arrivalSeconds - b.queueSeconds,
    );
    const overtaken = byStart.some(
      (row, i) => i > 0 && row.arrivalSeconds < byStart[i - 1]!.arrivalSeconds,
    );
    expect(overtaken).toBe(true);
    // one adapter at a time: those of two tenants never run side by side
    for (const a of rows) {
      for (const b of rows) {
        if (a.tenant === b.tenant) continue;
        const starts = a.arrivalSeconds + a.queueSeconds;
        const apart =
          starts >= b.completionSeconds - 1e-9 ||
          b.arrivalSeconds + b.queueSeconds >= a.completionSeconds - 1e-9;
        expect(apart).toBe(true);
      }
    }
    expect(totals.adapters!.loads).toBeGreaterThan(3);
  });

  it('are no quicker than without, and the slower the more adapters their batch needs', () => {
    const mean = (given: Case) => {
      const { rows } = record(
        compiled({ requests: 60, arrivals: '{ process: poisson, rate: 100/s }', ...given }),
      );
      return rows.reduce((sum, row) => sum + row.e2eSeconds, 0) / rows.length;
    };
    const one = mean({ tenants: 1, slots: 8 });
    expect(mean({ slots: 0 })).toBeLessThanOrEqual(one);
    const eight = mean({ tenants: 8, slots: 8 });
    expect(eight).toBeGreaterThan(one);
    expect(mean({ tenants: 8, slots: 2 })).toBeGreaterThan(eight);
  });

  it('are served alike in stretches and step by step, where blocks are scarce', () => {
    const scenario = compiled({
      slots: 2,
      requests: 80,
      arrivals: '{ process: poisson, rate: 500/s }',
      engine: ', kvBlocks: 7, maxSequences: 8',
    });
    const stretched = record(scenario);
    expect(stretched.totals.preemptions).toBeGreaterThan(0);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(stretched.rows);
    expect(stepwise.totals.adapters).toEqual(stretched.totals.adapters);
    expect(stretched.totals.adapters!.barredShare).toBeGreaterThan(0.2);
  });

  it('say how many of them came while every slot was taken', () => {
    const barred = (slots: number) => {
      const { rows, totals } = record(
        compiled({
          tenants: 2,
          slots,
          requests: 200,
          engine: stated,
          arrivals: '{ process: poisson, rate: 100/s }',
        }),
      );
      return { rows, share: totals.adapters!.barredShare! };
    };
    const { rows, share } = barred(1);
    // one adapter at a time: whoever came while the other one's requests ran
    const scheduled = rows.map(({ arrivalSeconds, queueSeconds, e2eSeconds, tenant }) => ({
      tenant,
      came: arrivalSeconds,
      from: arrivalSeconds + queueSeconds,
      until: arrivalSeconds + e2eSeconds,
    }));
    const found = scheduled.filter(({ tenant, came }) =>
      scheduled.some((other) => other.tenant !== tenant && other.from < came && came < other.until),
    );
    expect(found.length).toBeGreaterThan(20);
    expect(share).toBeCloseTo(found.length / rows.length, 9);
    expect(barred(2).share).toBe(0);
  });

  it('find their adapter more often where the router goes by it', () => {
    const loads = (routing: string) => {
      const { totals } = record(
        compiled({
          tenants: 8,
          requests: 200,
          engine: stated,
          pool: '',
          routing,
          arrivals: '{ process: poisson, rate: 30/s }',
        }),
      );
      return totals.adapters!.coldShare!;
    };
    const apart = (weight: number) =>
      loads(
        `{ policy: weighted-scorers, scorers: { queue: 1${weight > 0 ? `, adapter: ${weight}` : ''} } }`,
      );
    expect(apart(8)).toBeLessThanOrEqual(apart(0));
  });

  it('leave less room for keys and values', () => {
    const blocks = (slots: number) => compiled({ slots }).pools[0]!.kvBlocks;
    expect(blocks(1)).toBe(blocks(0));
    const { chipBytes } = compiled({ slots: 33 }).pools[0]!.adapters!;
    // rank 16: 16 × (inputs + outputs) of seven matrices of 32 layers in two bytes, key and value side by side
    const pairs = 4096 * 4 + (4096 + 1024) * 2 + (4096 + 14336) * 3;
    expect(chipBytes).toBeCloseTo(2 * 32 * 16 * pairs, -1);
    const block = 2 * 32 * 1024 * 2 * 16;
    expect(blocks(1) - blocks(33)).toBeCloseTo((32 * chipBytes) / block, -1);
  });

  it('are refused where engines cannot have them yet', () => {
    const pool = 'serves: [llama-3.1-8b]';
    expect(errors({ pool }).length).toBeGreaterThan(0);
    expect(errors({ engine: ', scheduler: sjf' })).toMatch(
      /scheduler sjf is not available with adapters/,
    );
    expect(errors({ slots: 4, host: ', hostSlots: 3' })).toMatch(
      /host memory holds a copy of each adapter on the chips, 4 of them, and has room for 3/,
    );
    expect(errors({ host: ', storageBandwidth: 1GB/s' })).toMatch(
      /no adapter is read from storage: host memory holds all of them/,
    );
    expect(errors({ engine: ', prefixCache: true' })).toMatch(/the prefix cache is not available/);
    expect(
      errors({ slots: 0, routing: '{ policy: weighted-scorers, scorers: { adapter: 2 } }' }),
    ).toMatch(/no pool has adapters/);
  });
});
