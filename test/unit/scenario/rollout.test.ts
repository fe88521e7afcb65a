import { describe, expect, it } from 'vitest';
import { accepted } from './parse-text.ts';

const text = `
name: successors
workloads:
  - { name: chat, model: llama-3.1-8b }
pools:
  - { name: old, accelerator: h100-sxm }
  - { name: new, accelerator: h100-sxm }
rollout: { from: old, to: new }
`;

describe('a roll-out', () => {
  it('is told that nobody can miss a target where it watches misses and there is none', () => {
    const monitors = 'rollout.monitors=[{kind: queue, maxPerReplica: 5}, {kind: burn-rate}]';
    const warned = (...sets: string[]) => accepted(text, { sets }).warnings.map(({ path }) => path);
    expect(warned(monitors)).toEqual(['rollout.monitors[1].kind']);
    expect(warned(monitors, 'workloads[chat].slo={ttft: 1s}')).toEqual([]);
    expect(warned()).toEqual([]);
  });
});
