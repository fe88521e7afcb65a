import { describe, expect, it } from 'vitest';
import { fabrics, links } from '../../../src/catalog/index.ts';
import {
  type CollectiveGroup,
  type CollectiveName,
  collectiveNames,
  collectivePlan,
  eagerSeconds,
  planName,
  planSeconds,
  planSentBytes,
} from '../../../src/physics/collectives.ts';
import { nvlink } from './data-sheets-for-tests.ts';

const group = (chips: number, more: Partial<CollectiveGroup> = {}): CollectiveGroup => ({
  link: nvlink,
  chips,
  kernels: 'custom',
  ...more,
});

const secondsOf = (name: CollectiveName, of: CollectiveGroup, bytes: number) =>
  planSeconds(collectivePlan(name, of), bytes);

describe('a collective inside one node', () => {
  it.each(collectiveNames)('%s is free on one chip', (name) => {
    expect(secondsOf(name, group(1), 1e6)).toBe(0);
    expect(planSentBytes(collectivePlan(name, group(1)), 1e6)).toBe(0);
  });

  it('all-reduces a small message at once, a larger one in two exchanges, a large one on a ring', () => {
    const plan = collectivePlan('all-reduce', group(8));
    expect(planName(plan, 16e3)).toBe('one-shot');
    expect(planName(plan, 4e6)).toBe('two-shot');
    expect(planName(plan, 16e6)).toBe('ring');
    const four = collectivePlan('all-reduce', group(4));
    expect(planSeconds(four, 16384)).toBeCloseTo(4.5e-6 + (3 * 16384) / 300e9, 12);
    expect(planSeconds(four, 4e6)).toBeCloseTo(9e-6 + (1.5 * 4e6) / 300e9, 12);
    expect(planSentBytes(four, 16384)).toBe(3 * 16384);
    expect(planSentBytes(four, 4e6)).toBe(1.5 * 4e6);
  });

  it('pays launch, hops, bytes and the start of the pipeline in the library', () => {
    const moving = (2 * 0.75 * 32e6) / 360e9;
    const expected = 5e-6 + 6 * 1e-6 + moving + Math.sqrt(12e-6 * moving);
    expect(secondsOf('all-reduce', group(4), 32e6)).toBeCloseTo(expected, 12);
  });

  it('has no kernels of its own where the engine or the link has none', () => {
    const { directBandwidth: _, ...indirect } = nvlink;
    for (const of of [group(4, { kernels: 'library' }), group(4, { link: indirect })]) {
      expect(planName(collectivePlan('all-reduce', of), 16e3)).toBe('ring');
    }
  });

  it('adds in the switch where that is quicker: on eight chips, not on two', () => {
    const of = (chips: number) => group(chips, { link: links.nvlink4, kernels: 'library' });
    expect(planName(collectivePlan('all-reduce', of(8)), 256e6)).toBe('in-switch');
    expect(planName(collectivePlan('all-reduce', of(2)), 256e6)).toBe('ring');
  });

  it('makes an all-reduce of its two halves, but for one launch', () => {
    const of = group(8, { kernels: 'library' });
    const halves = secondsOf('reduce-scatter', of, 1e9) + secondsOf('all-gather', of, 1e9);
    expect(secondsOf('all-reduce', of, 1e9) / halves).toBeGreaterThan(0.97);
    expect(secondsOf('all-reduce', of, 1e9) / halves).toBeLessThan(1);
  });

  // H100 SXM, NVLink 4: aiconfigurator (bf16 all-reduce in a CUDA graph, NCCL the others), microseconds.
  it.each([
    ['all-reduce', 'custom', 2, 256, 4.3],
    ['all-reduce', 'custom', 4, 1_048_576, 12.6],
    ['all-reduce', 'custom', 8, 262_144, 10.7],
    ['all-reduce', 'custom', 8, 4_194_304, 30.6],
    ['all-reduce', 'custom', 8, 16_777_216, 92.4],
    ['all-reduce', 'custom', 4, 16_777_216, 98.7],
    ['all-reduce', 'library', 8, 536_870_912, 2112],
    ['all-gather', 'library', 8, 8_388_608, 44.3],
    ['reduce-scatter', 'library', 4, 131_072, 8.4],
    ['all-to-all', 'library', 8, 67_108_864, 217.2],
    ['send', 'library', 2, 16_777_216, 55],
  ] as const)('%s (%s) over %i chips of %i bytes is within 25 %% of %f µs', (name, kernels, chips, bytes, microseconds) => {
    const of = group(chips, { link: links.nvlink4, kernels });
    const ratio = secondsOf(name, of, bytes) / (microseconds * 1e-6);
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  });
});

describe('a collective across nodes', () => {
  const across = (chips: number, chipsPerNode: number) =>
    group(chips, { nodes: { chipsPerNode, fabric: fabrics['ib-ndr-400'] } });

  it('crosses the fabric with an m/g-th per chip, between two passes inside', () => {
    const plan = collectivePlan('all-reduce', across(16, 8));
    expect(planName(plan, 256e6)).toBe('ring + ring (fabric) + ring');
    const bandwidth = fabrics['ib-ndr-400'].bandwidth;
    const inside = secondsOf('reduce-scatter', group(8), 256e6) * 2;
    const between = 2 * 19.8e-6 + 256e6 / 8 / bandwidth;
    expect(planSeconds(plan, 256e6)).toBeCloseTo(inside + between, 9);
  });

  it('takes a tree where hops count, a ring where bytes do', () => {
    expect(planName(collectivePlan('all-reduce', across(256, 8)), 1e4)).toMatch(/tree \(fabric\)/);
    expect(planName(collectivePlan('all-reduce', across(32, 8)), 1e9)).toMatch(/ring \(fabric\)/);
  });

  it('lets chips of one node share its adapter', () => {
    const of = (chipsPerNode: number) =>
      group(2 * chipsPerNode, { nodes: { chipsPerNode, fabric: fabrics['ethernet-100'] } });
    const bytes = 64e6;
    // whatever the chips per node, the node's bytes cross once
    expect(secondsOf('all-reduce', of(8), bytes)).toBeGreaterThan(bytes / 8.5e9);
    expect(secondsOf('send', of(1), bytes)).toBeCloseTo(53.5e-6 + bytes / 7.1e9, 9);
  });

  it('is the collective of one node while it fits there', () => {
    expect(collectivePlan('all-to-all', across(8, 8))).toEqual(
      collectivePlan('all-to-all', group(8)),
    );
  });
});

describe('eagerSeconds', () => {
  it('is never below what the host takes, and copies the message where the engine has kernels of its own', () => {
    const of = group(4);
    const plan = collectivePlan('all-reduce', of);
    expect(eagerSeconds(plan, 1024, of, 3e12)).toBe(nvlink.hostLaunchSeconds);
    const copied = (2 * 64e6) / 3e12;
    expect(eagerSeconds(plan, 64e6, of, 3e12)).toBeCloseTo(planSeconds(plan, 64e6) + copied, 12);
    const library = group(4, { kernels: 'library' });
    const other = collectivePlan('all-reduce', library);
    expect(eagerSeconds(other, 64e6, library, 3e12)).toBe(planSeconds(other, 64e6));
  });
});
