import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { errorsWith, scenarioOf, shortest } from './parse-text.ts';

const key = 'pools[h100].engine.cudaGraphs';

function graphsWith(...sets: string[]) {
  const [pool] = compileScenario(scenarioOf(shortest, ...sets), { traces: {} }).pools;
  if (pool?.step.kind !== 'roofline') throw new Error('no roofline');
  return pool.step.input.graphs;
}

describe('engine.cudaGraphs', () => {
  it('leaves it to the profile', () => {
    expect(graphsWith()?.steps).toBe('all');
    expect(graphsWith()?.sizes.at(-1)).toBe(512);
    expect(graphsWith('pools[h100].engine.profile=sglang')?.steps).toBe('decode');
    expect(graphsWith('pools[h100].engine.profile=ideal')).toBeUndefined();
    expect(graphsWith('pools[h100].engine.profile=vllm-2023')).toBeUndefined();
  });

  it('launches kernel by kernel, or captures what the pool says', () => {
    expect(graphsWith(`${key}={enabled: false}`)?.sizes).toEqual([]);
    expect(graphsWith(`${key}={sizes: [8, 1, 8]}`)?.sizes).toEqual([1, 8]);
    expect(graphsWith(`${key}={maxSize: 24}`)?.sizes).toEqual([1, 2, 4, 8, 16, 24]);
  });

  it('refuses what means nothing', () => {
    expect(errorsWith(`${key}={enabled: false, maxSize: 8}`).join()).toMatch(/nothing is captured/);
    const stated = 'pools[h100].engine.stepTime={kind: affine, base: 8ms}';
    expect(errorsWith(stated, `${key}={maxSize: 8}`).join()).toMatch(/stated time are not padded/);
  });
});
