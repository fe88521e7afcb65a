import { describe, expect, it } from 'vitest';
import { fabrics } from '../../../../src/catalog/index.ts';
import type { CompiledScenario } from '../../../../src/compile/compiled.ts';
import { linksCarryAll } from '../../../property/fabric-laws.ts';
import { facilityAccounts, premisesAccounts } from '../../../property/facility-laws.ts';
import { compileDraft } from '../../../property/random-scenario.ts';
import { byRequest, record } from '../../../property/recorded-run.ts';

interface Choice {
  readonly fabric?: Readonly<Record<string, unknown>>;
  readonly failures?: readonly unknown[];
  readonly facility?: unknown;
  readonly replicas?: number;
  readonly tensor?: number;
  readonly perNode?: number;
}

/** 131,072 bytes a token of 10,000: 1.31 GB move, at 7.1 GB/s by one Ethernet adapter in 185 ms. */
function scenario(choice: Choice = {}): CompiledScenario {
  const {
    fabric,
    failures = [],
    facility = 'none',
    tensor = 1,
    perNode = 1,
    replicas = 2,
  } = choice;
  const pool = {
    accelerator: 'h100-sxm',
    parallelism: { tensor },
    node: { acceleratorsPerNode: perNode },
    engine: {
      stepTime: { kind: 'affine', base: '10ms', perPrefillToken: '1us' },
      maxBatchedTokens: 16_384,
      kvBlocks: 20_000,
    },
  };
  return compileDraft({
    name: 'net',
    seed: 1,
    horizon: { requests: 12, warmup: 0 },
    facility,
    failures,
    workloads: [
      {
        name: 'w',
        model: 'llama-3.1-8b',
        arrivals: { process: 'deterministic', rate: '1/s' },
        promptTokens: { distribution: 'fixed', value: 10_000 },
        outputTokens: { distribution: 'fixed', value: 4 },
      },
    ],
    pools: [
      { name: 'd', role: 'decode', replicas, ...pool },
      { name: 'p', role: 'prefill', replicas, ...pool },
    ],
    fabric: { topology: 'fat-tree', scaleOut: 'ethernet-100', ...fabric },
  });
}

const bytes = 131_072 * 10_000;
const { alphaSeconds } = fabrics['ethernet-100'];

describe('transfers over a graph of links', () => {
  it('take bytes ÷ bandwidth and the latency of their path where nobody else sends', () => {
    const run = record(scenario());
    for (const row of run.rows) {
      expect(row.transferSeconds).toBeGreaterThan(bytes / 7.1e9 + alphaSeconds - 1e-9);
      // and up to a step of those that decode already
      expect(row.transferSeconds).toBeLessThan(bytes / 7.1e9 + alphaSeconds + 0.011);
    }
    expect(run.totals.network).toMatchObject({ transfers: 12, bytes: 12 * bytes, failures: 0 });
    const { transferSeconds, aloneSeconds } = run.totals.network!;
    expect(transferSeconds).toBeCloseTo(aloneSeconds, 9);
    linksCarryAll(run, scenario());
  });

  it('take over stated switches what they take over the fat tree that these are', () => {
    const nodes = Array.from({ length: 4 }, (_, i) => i);
    const own = {
      switches: [{ name: 'leaf', nodes }],
      cables: 'none',
    };
    const [named, stated] = [scenario(), scenario({ fabric: { topology: own } })].map((each) =>
      record(each),
    );
    expect(stated!.rows).toEqual(named!.rows);
    const apart = {
      switches: nodes.map((node) => ({ name: `s${node}`, nodes: [node] })),
      cables: nodes.slice(1).map((node) => ({ between: ['s0', `s${node}`], bandwidth: '1GB/s' })),
    };
    const slow = record(scenario({ fabric: { topology: apart } }));
    linksCarryAll(slow, scenario({ fabric: { topology: apart } }));
    const fastest = Math.min(...slow.rows.map(({ transferSeconds }) => transferSeconds));
    // all cross a cable of 1 GB/s, and switches on the way
    expect(fastest).toBeGreaterThan(bytes / 1e9);
    expect(fastest).toBeLessThan(bytes / 1e9 + 0.012);
  });

  it('stay inside a node that holds both replicas, on its own links', () => {
    const run = record(scenario({ perNode: 8 }));
    const kinds = run.links.filter(isCrossed).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['scale-up']));
    linksCarryAll(run, scenario({ perNode: 8 }));
    for (const row of run.rows) expect(row.transferSeconds).toBeLessThan(0.02);
  });

  it('cut a prompt over the chips of a replica, each by the rail of its own', () => {
    const wide = record(scenario({ tensor: 4, perNode: 4, fabric: { scaleOut: 'ib-ndr-400' } }));
    const adapters = wide.links.filter((link) => isCrossed(link) && link.kind === 'adapter');
    const used = new Set(adapters.map(({ bytes: each }) => Math.round(each / (bytes / 4)) > 0));
    expect(adapters.length).toBeGreaterThanOrEqual(8);
    expect(used).toEqual(new Set([true]));
    expect(wide.totals.network!.aloneSeconds).toBeCloseTo((12 * bytes) / 4 / 36.125e9, 3);
  });

  it('leave the links to others when an end fails, and count what they had carried', () => {
    // the first prompt is on its way from 1.02 s on, and half of it has left when its end fails
    const failure = { kind: 'gpu', pool: 'd', at: '1.11s', duration: '1s', restart: '0s' };
    const run = record(scenario({ replicas: 1, failures: [failure] }));
    const { network, availability } = run.totals;
    expect(availability).toMatchObject({ lostRequests: 1, lostTokens: 0 });
    expect(byRequest(run).map(({ attempts }) => attempts)).toEqual([2, ...Array(11).fill(1)]);
    expect(network).toMatchObject({ transfers: 12 });
    const again = network!.bytes - 12 * bytes;
    expect(again).toBeGreaterThan(0.4 * bytes);
    expect(again).toBeLessThan(0.6 * bytes);
    const [into] = run.links.filter(({ bytes: each }) => each > 0).map(({ bytes: each }) => each);
    expect(into! / network!.bytes).toBeCloseTo(1, 9);
    linksCarryAll(run, scenario({ replicas: 1, failures: [failure] }));
  });

  it('wait where the only cable is down, and come when it is repaired', () => {
    const failure = { kind: 'fabric-link', cable: 'node-2.adapter-0', at: '0s', duration: '100s' };
    const run = record(scenario({ failures: [failure] }));
    const slow = byRequest(run).filter((row) => row.transferSeconds > 80);
    const quick = byRequest(run).filter((row) => row.transferSeconds < 1);
    // one of the two replicas that compute prompts cannot send
    expect(slow.length).toBeGreaterThan(0);
    expect(quick.length).toBeGreaterThan(0);
    expect(run.totals.network!.failures).toBe(1);
    for (const row of slow) expect(row.completionSeconds).toBeGreaterThan(100);
    expect(run.rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
  });

  it('take another spine where theirs is down', () => {
    // replicas that decode are on the nodes of the first leaf, the others on those of the second
    const wide = { tensor: 8, perNode: 8, replicas: 4, fabric: { scaleOut: 'ib-ndr-400' } };
    const trunksOf = (whole: CompiledScenario) => {
      const run = record(whole);
      linksCarryAll(run, whole);
      const own = run.links.filter((link) => isCrossed(link) && link.kind === 'trunk');
      return { run, names: own.map(({ link }) => whole.fabric!.linkNames[link]!) };
    };
    const sound = trunksOf(scenario(wide));
    const [first] = sound.names;
    const cable = first!.replace(/\.(up|down)$/, '');
    const failure = { kind: 'fabric-link', cable, at: '0s', duration: '1000s' };
    const broken = trunksOf(scenario({ ...wide, failures: [failure] }));
    expect(broken.names).not.toContain(first);
    const carried = (run: typeof sound.run) => run.totals.network!.bytes;
    expect(carried(broken.run)).toBe(carried(sound.run));
    expect(broken.run.rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
  });

  it('put the joules of links and switches into what the nodes take', () => {
    const stated = { electricity: { grid: 'us-virginia' } };
    const whole = scenario({ facility: stated });
    const bare = withoutGraph(whole);
    const run = record(whole);
    facilityAccounts(run, whole);
    premisesAccounts(run, whole);
    expect(run.nodes.every(({ networkJoules }) => networkJoules > 0)).toBe(true);
    const without = record(bare);
    const more =
      run.totals.facility!.wholeRun.itJoules - without.totals.facility!.wholeRun.itJoules;
    expect(run.totals.simulatedSeconds).toBeCloseTo(without.totals.simulatedSeconds, 1);
    expect(more / run.totals.network!.joules).toBeGreaterThan(0.9);
    expect(more / run.totals.network!.joules).toBeLessThan(1.1);
  });
});

const isCrossed = (link: { readonly bytes: number }): boolean => link.bytes > 0;

function withoutGraph({ fabric: _, ...rest }: CompiledScenario): CompiledScenario {
  return rest;
}
