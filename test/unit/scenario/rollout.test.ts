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

  it('is told that a few requests make small batches where it watches joules or dollars', () => {
    const told = (maxRatio: number, candidates: number, more = '') => {
      const monitors = `rollout.monitors=[{kind: energy, maxRatio: ${maxRatio}}]`;
      const steps = 'rollout.steps=[{share: 20%}, {share: 60%}]';
      const pools = ['pools[old].replicas=4', `pools[new].replicas=${candidates}`];
      const { warnings } = accepted(text, {
        sets: [monitors, steps, ...pools, more].filter(Boolean),
      });
      return warnings.map(({ message }) => message).join();
    };
    // one in five over 4 replicas each: four times as many with the stable version
    expect(told(3.9, 4)).toMatch(/at a share of 20 %, replicas of old get 4 times as many/);
    expect(told(4.1, 4)).toBe('');
    expect(told(1.1, 1)).toBe('');
    // copies take none of the stable version's requests
    expect(told(1.1, 1, 'rollout.kind=shadow')).toMatch(/get 1.25 times as many/);
  });
});
