import { describe, expect, it } from 'vitest';
import { acceptedOrIssues } from './parse-text.ts';

const base = `name: x
workloads:
  - { name: chat, model: llama-3.1-8b, region: coast }
pools:
  - { name: p, accelerator: h100-sxm, serves: [llama-3.1-8b] }
  - { name: q, accelerator: l4, serves: [llama-3.1-8b] }
facility: { electricity: { grid: 300g/kWh } }
sites:
  - { name: near, pools: [p], latency: { coast: 5ms } }
  - { name: far, pools: [q], latency: { coast: 0.08s }, facility: { electricity: { grid: 50g/kWh } } }
routing: { policy: carbon-aware }
`;

describe('ways to sites, and routing by them', () => {
  it('are seconds by region, one way, with defaults for who chooses among sites', () => {
    const result = acceptedOrIssues(base, []);
    if (typeof result === 'string') throw new Error(result);
    const { sites, routing, workloads } = result.scenario;
    expect(sites!.map(({ latencySeconds }) => latencySeconds)).toEqual([
      { coast: 0.08 },
      { coast: 0.005 },
    ]);
    expect(routing.sites).toEqual({ fullAt: 32, reach: 0.5, tolerance: 0 });
    expect(workloads[0]!.region).toBe('coast');
    expect(result.warnings).toEqual([]);
  });

  it.each([
    ['workloads[chat].region=moon', /nothing says how far near is from the clients in moon/],
    ['sites[far].latency={coast: fast}', /coast: .*; /],
    [
      'sites[far].latency={}',
      /nothing says how far far is from the clients in coast; add coast: 40/,
    ],
    ['sites=none', /without sites no client is far(.|\n)*chooses among sites, and there are none/],
    ['sites=[{name: all, pools: [p, q], latency: {coast: 1ms}}]', /and there is one/],
    ['routing={policy: random, sites: {fullAt: 2}}', /random uses no sites; write policy: nearest/],
    ['routing={policy: carbon-aware, sites: {fullAt: 0}}', /sites.*|at least 1/],
    ['workloads[chat].hedge={after: 1s}', /hedge beside sites is not available/],
  ])('%s is refused by name', (set, message) => {
    expect(acceptedOrIssues(base, [set])).toMatch(message);
  });

  it.each([
    ['sites[far].facility={}', /the grid is the same at every site: carbon-aware chooses the near/],
    ['routing.policy=price-aware', /the price is the same at every site/],
    [
      'sites[far].latency={coast: 80ms, moon: 1s}',
      /no workload is in moon: its way changes nothing/,
    ],
    ['routing={policy: nearest, sites: {tolerance: 5%}}', /nearest compares no figures/],
  ])('%s is warned of', (set, message) => {
    const result = acceptedOrIssues(base, [set]);
    if (typeof result === 'string') throw new Error(result);
    expect(result.warnings.map((warning) => warning.message).join('\n')).toMatch(message);
  });

  it('keep a single site apart that clients are far from', () => {
    const one = [
      'sites=[{name: all, pools: [p, q], latency: {coast: 1ms}}]',
      'routing.policy=random',
    ];
    const result = acceptedOrIssues(base, one);
    if (typeof result === 'string') throw new Error(result);
    expect(result.scenario.sites).toHaveLength(1);
  });
});
