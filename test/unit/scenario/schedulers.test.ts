import { describe, expect, it } from 'vitest';
import { schedulerOptions } from '../../../src/engine/scheduler-options.ts';
import { usesGuesses } from '../../../src/policy/scheduling/index.ts';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

const engineOf = (...sets: string[]) => scenarioOf(shortest, ...sets).pools[0]?.engine;
const engine = (text: string) => `pools[h100].engine={${text}}`;

describe('schedulers', () => {
  it('keep to themselves what only some of them need', () => {
    expect(engineOf()).not.toHaveProperty('fairness');
    expect(engineOf()).not.toHaveProperty('levels');
    expect(engineOf(engine('scheduler: vtc'))?.fairness).toEqual({
      by: 'tenant',
      promptWeight: 1,
      outputWeight: 2,
      tenantShares: [],
      workloadShares: [],
    });
    const levels = 'scheduler: mlfq, levels: {first: 100, ratio: 3, count: 4}';
    expect(engineOf(engine(levels))?.levels).toEqual([100, 300, 900]);
  });

  it.each(['sjf', 'srpt', 'weighted-fair'] as const)('go by guesses of lengths: %s', (name) => {
    expect(usesGuesses(name)).toBe(true);
    const sets = [engine(`scheduler: ${name}, lengthPredictor: {cv: 0.1}`)];
    const warned = accepted(shortest, { sets }).warnings.map(({ message }) => message);
    expect(warned.join()).not.toMatch(/no length predictor/);
  });

  it('are said to leave priorities unread where nobody goes by them', () => {
    const second = 'workloads=[{name: chat}, {name: gold, priority: 2}]';
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [second, ...sets] }).warnings.map(({ path }) => path);
    expect(warned()).toEqual(['workloads[gold].priority']);
    expect(warned(engine('scheduler: priority'))).toEqual([]);
    expect(warned('admission={policy: tier-shed, minPriority: 2, outstanding: 9}')).toEqual([]);
    const budget = 'budgets=[{name: b, policy: priority-aware, budget: 10kW}]';
    expect(warned(budget)).toEqual([]);
    expect(warned('workloads[chat].priority=2')).toEqual([]);
    expect(warned('workloads[gold].priority=-1')).toEqual(['workloads[gold].priority']);
    const both = ['workloads[chat].priority', 'workloads[gold].priority'];
    expect(warned('workloads[chat].priority=1').toSorted()).toEqual(both);
    const [unread] = accepted(shortest, { sets: [second] }).warnings;
    expect(unread?.message).toMatch(/scheduler priority, .* tier-shed, .* priority-aware/);
  });

  it.each([
    ['priority', 'workloads=[{name: a}, {name: b}]', /priority 0: priority orders them as fcfs/],
    ['priority', 'workloads=[{name: a}, {name: b, priority: 1}]', null],
    ['vtc', 'workloads=[{name: a}, {name: b}]', /one tenant: vtc orders them as fcfs/],
    ['vtc', 'workloads=[{name: a, tenants: {count: 3}}]', null],
    ['vtc, fairness: {by: workload}', 'workloads=[{name: a}]', /one workload: vtc orders/],
    ['vtc, fairness: {by: workload}', 'workloads=[{name: a}, {name: b}]', null],
    ['weighted-fair', 'workloads=[{name: a}]', /one tenant: weighted-fair orders them as fcfs/],
  ])('%s of %s is said to set nobody apart where it does not', (scheduler, workloads, said) => {
    const { warnings } = accepted(shortest, {
      sets: [engine(`scheduler: ${scheduler}`), workloads],
    });
    const about = warnings.filter(({ path }) => path === 'pools[h100].engine.scheduler');
    const texts = about.map(({ message }) => message).filter((each) => each.includes('fcfs does'));
    expect(texts).toEqual(said === null ? [] : [expect.stringMatching(said)]);
  });

  it('share by the number of a workload, in order of name', () => {
    const shares = 'workloads: [{workload: chat, share: 4}]';
    const spec = engineOf(engine(`scheduler: vtc, fairness: {by: workload, ${shares}}`));
    const options = schedulerOptions(spec!, [{ name: 'batch' }, { name: 'chat' }]);
    expect(options.fairness.shares).toEqual([1, 4]);
  });

  it.each([
    [engine('scheduler: edf'), /states a deadline/],
    [engine('scheduler: fcfs, fairness: {by: tenant}'), /fcfs shares by nobody/],
    [engine('scheduler: vtc, levels: {first: 9}'), /vtc has no levels/],
    [engine('scheduler: mlfq, levels: {demotion: true}'), /levels.demotion.*not available/],
    [
      engine('scheduler: vtc, fairness: {by: workload, workloads: [{workload: chad, share: 2}]}'),
      /there is no workload chad/,
    ],
    [
      engine('scheduler: vtc, fairness: {by: tenant, workloads: [{workload: chat, share: 2}]}'),
      /change nothing/,
    ],
    [
      engine('scheduler: vtc, fairness: {promptWeight: 0, outputWeight: 0}'),
      /nothing would be shared/,
    ],
  ])('refuse %s', (set, expected) => {
    expect(errorsWith(set).join('\n')).toMatch(expected);
  });

  it('know a deadline by a target or a timeout', () => {
    const sets = [engine('scheduler: edf'), 'workloads[chat].slo.ttft=500ms'];
    expect(engineOf(...sets)?.scheduler).toBe('edf');
  });
});
