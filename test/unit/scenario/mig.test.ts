import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse.ts';

const parse = (pool: string) =>
  parseScenario(
    `
name: mig
workloads: [{ name: chat, model: llama-3.1-8b, arrivals: { process: poisson, rate: 1/s } }]
pools: [{ name: p, serves: [llama-3.1-8b], precision: { weights: fp8 }, ${pool} }]
`,
    { file: 'mig.yaml' },
  );

const issuesOf = (pool: string) => {
  const parsed = parse(pool);
  return parsed.ok ? [] : parsed.issues.map(({ message, fix }) => `${message}; ${fix}`);
};

describe('pools of MIG instances', () => {
  it('have all instances of all chips on a node', () => {
    const parsed = parse('accelerator: h100-sxm-mig-3g.40gb, node: { template: hgx-h100 }');
    expect(parsed.ok && parsed.scenario.pools[0]?.acceleratorsPerNode).toBe(16);
  });

  it('cannot spread a replica over several', () => {
    const parsed = parse('accelerator: h100-sxm-mig-3g.40gb, parallelism: { tensor: 2 }');
    const messages = parsed.ok ? [] : parsed.issues.map(({ message }) => message);
    expect(messages.join()).toContain('they do not reach each other');
  });

  it('that are too small are told the instance that is not, and never to be joined', () => {
    const [tight, ...more] = issuesOf('accelerator: h100-sxm-mig-1g.10gb');
    expect(more).toEqual([]);
    expect(tight).toMatch(/does not fit: .*: \S+ GB too much; .*h100-sxm-mig-1g.20gb.* would fit/);
    expect(tight).not.toContain('tensor');
    const fits = issuesOf('accelerator: h100-sxm-mig-1g.20gb');
    expect(fits).toEqual([]);
  });
});
