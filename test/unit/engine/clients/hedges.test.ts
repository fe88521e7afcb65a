import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { runTablesOf } from '../../../../src/record/tables/accounts.ts';
import { byRequest, record, withEngines } from '../../../property/recorded-run.ts';
import { errorsWith, scenarioOf } from '../../scenario/parse-text.ts';

interface Choice {
  readonly clients?: string;
  readonly replicas?: number;
  readonly requests?: number;
  readonly arrivals?: string;
  readonly outputs?: number;
  readonly engine?: string;
  readonly billing?: string;
  /** Further blocks of the file. */
  readonly more?: string;
}

/** Steps of a second, one sequence at a time: a request of n tokens takes n seconds; one comes each second. */
function scenarioWith(choice: Choice) {
  const { clients = '', replicas = 2, requests = 3, outputs = 4, engine = '' } = choice;
  const billing = choice.billing === undefined ? '' : `billing: ${choice.billing}`;
  const text = `
name: hedges
horizon: { requests: ${requests}, warmup: 0% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: ${choice.arrivals ?? '{ process: deterministic, rate: 1/s }'}
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: ${outputs} }
    ${clients}
pools:
  - name: chip
    accelerator: h100-sxm
    replicas: ${replicas}
    serves: [llama-3.1-8b]
    engine: { maxSequences: 1, kvBlocks: 100, stepTime: { kind: affine, base: 1s } ${engine} }
    ${billing}
routing: { policy: round-robin }
${choice.more ?? ''}
outputs: { timeseries: none }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

const play = (choice: Choice) => record(scenarioWith(choice));

/** Of each request, its copies and the round of the one that stood for it. */
const raced = (run: ReturnType<typeof record>) =>
  byRequest(run).map(({ copies, answeredBy }) => [copies, answeredBy]);

const shown = (run: ReturnType<typeof record>) =>
  byRequest(run).map((row) => [
    row.arrivalSeconds,
    row.replica,
    row.firstTokenSeconds,
    row.outcome,
    row.completionSeconds,
  ]);

/** The first chip of the first replica is ten times as slow as the others for a while. */
const slowFirst = 'failures: [{ kind: slow-gpu, unit: 0, at: 0.5s, duration: 100s, slowdown: 10 }]';

describe('clients who hedge', () => {
  it('have the answer of the quicker copy, and the other stops at its next boundary', () => {
    const run = play({ clients: 'hedge: { after: 2s }', requests: 1, more: slowFirst });
    // the copy comes at 3, and has its tokens at 4, 5, 6 and 7; the first one's would come at 11
    expect(shown(run)).toEqual([[1, 1, 4, 'completed', 7]]);
    const [row] = run.rows;
    expect([row!.queueSeconds, row!.prefillSeconds, row!.decodeSeconds]).toEqual([2, 1, 3]);
    expect(run.totals.hedges).toEqual({ hedged: [1], won: [1], copies: 1 });
    expect(raced(run)).toEqual([[1, 1]]);
    expect(run.totals.copies).toMatchObject({ requests: 1, sent: 1 });
    expect(run.totals.copies!.hedgeJoules).toBeGreaterThan(0);
    expect(run.replicas.map(({ requests }) => requests)).toEqual([1, 1]);
  });

  it('pay for the copy that answers nobody, which stands in no row', () => {
    const billing = '{ price: 3600 USD/h, billed: busy }';
    const { rows, totals } = play({
      ...{ clients: 'hedge: { after: 2s }', requests: 1, more: slowFirst, billing },
    });
    // a dollar per second: the quicker one runs from 3 to 7, the other from 1 until the run ends with it
    expect(rows[0]!.stepUsd).toBeCloseTo(4, 9);
    expect(totals.copies!.hedgeUsd).toBeCloseTo(6, 9);
    expect(totals.copies!.usd).toBe(totals.copies!.hedgeUsd);
  });

  it('keep the first copy where that is quicker, and the other leaves what it waits in', () => {
    // 1 and 2 take the replicas until 5 and 6; 3 waits behind 1, and its copy, from 4.5 on, behind 2
    const run = play({ clients: 'hedge: { after: 1.5s }' });
    expect(shown(run)).toEqual([
      [1, 0, 2, 'completed', 5],
      [2, 1, 3, 'completed', 6],
      [3, 0, 6, 'completed', 9],
    ]);
    expect(run.totals.hedges).toEqual({ hedged: [1], won: [0], copies: 1 });
    expect(raced(run)).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    // at 6, when the first token of 3 comes, its copy is just about to run
    expect(run.totals.copies).toMatchObject({ requests: 1, joules: 0, outputTokens: 0 });
  });

  it('send no copy when the first token comes in time, to the nanosecond', () => {
    const run = play({ clients: 'hedge: { after: 1s }', requests: 1 });
    expect(run.totals.hedges).toEqual({ hedged: [0], won: [0], copies: 0 });
    expect(run.totals.copies).toBeUndefined();
  });

  it('try one replica after the other, and give up as they would have', () => {
    const run = play({
      clients: 'hedge: { after: 1s, max: 5 }\n    timeout: { total: 7s }',
      replicas: 3,
      requests: 1,
      engine: ', maxBatchedTokens: 8',
      more: 'failures: [{ kind: slow-gpu, unit: 0, at: 0.5s, duration: 100s, slowdown: 10 }, { kind: slow-gpu, unit: 1, at: 0.5s, duration: 100s, slowdown: 10 }, { kind: slow-gpu, unit: 2, at: 0.5s, duration: 100s, slowdown: 10 }]',
    });
    expect(run.rows).toHaveLength(1);
    expect(run.rows[0]!.outcome).toBe('expired');
    expect(run.totals.hedges).toEqual({ hedged: [1], won: [0], copies: 2 });
    expect(run.totals.copies).toMatchObject({ requests: 2, sent: 2 });
    expect(raced(run)).toEqual([[2, 0]]);
  });

  it('survive a replica that takes its requests with it', () => {
    const lost = 'failures: [{ kind: gpu, unit: 0, at: 3.5s, duration: 100s, inFlight: failed }]';
    const slow = '{ kind: slow-gpu, unit: 0, at: 0.5s, duration: 100s, slowdown: 10 }';
    const more = lost.replace('[', `[${slow}, `);
    expect(shown(play({ clients: 'hedge: { after: 2s }', requests: 1, more }))).toEqual([
      [1, 1, 4, 'completed', 7],
    ]);
    // what the first one could not answer, its copy did
    expect(raced(play({ clients: 'hedge: { after: 2s }', requests: 1, more }))).toEqual([[1, 1]]);
    expect(play({ requests: 1, more }).rows[0]!.outcome).toBe('failed');
  });

  it('are the same in stretches and step by step', () => {
    const scenario = scenarioWith({
      clients: 'hedge: { after: 1.3s, max: 2 }',
      replicas: 4,
      requests: 200,
      arrivals: '{ process: poisson, rate: 1.2/s }',
      engine: ', maxBatchedTokens: 8',
      more: slowFirst,
    });
    const run = record(scenario);
    expect(run.totals.hedges!.copies).toBeGreaterThan(40);
    expect(run.totals.hedges!.won[0]).toBeGreaterThan(10);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(run.rows);
    expect(stepwise.totals.hedges).toEqual(run.totals.hedges);
  });

  it.each([
    ['workloads[chat].hedge={after: 0s}', 'after'],
    ['workloads[chat].hedge={max: 0}', 'max'],
    ['pools[h100].replicas=1', 'no other replica'],
  ])('are refused where %s', (set, word) => {
    const sets = ['workloads[chat].hedge={after: 2s}', set];
    expect(errorsWith(...sets).join('\n')).toContain(word);
  });

  it('are refused where they give up first', () => {
    const sets = ['workloads[chat].hedge={after: 9s}', 'workloads[chat].timeout={firstToken: 5s}'];
    expect(errorsWith(...sets).join('\n')).toContain('clients give up after 5 s, before');
  });

  it('have columns for copies where clients hedge, whose sum is that of the run', () => {
    const names = (clients: string) =>
      runTablesOf(scenarioWith({ clients })).requests.columns.map(({ name }) => name);
    const more = names('hedge: { after: 1s }').filter((name) => !names('').includes(name));
    expect(more).toEqual(['copies', 'answered_by']);
    const run = play({
      clients: 'hedge: { after: 1s, max: 2 }',
      replicas: 4,
      requests: 60,
      arrivals: '{ process: poisson, rate: 0.9/s }',
    });
    const of = (is: (row: (typeof run.rows)[number]) => number) =>
      run.rows.reduce((sum, row) => sum + is(row), 0);
    const { hedged, won, copies } = run.totals.hedges!;
    expect(copies).toBeGreaterThan(5);
    expect(of((row) => row.copies!)).toBe(copies);
    expect(of((row) => Number(row.copies! > 0))).toBe(hedged[0]);
    expect(of((row) => Number(row.answeredBy! > 0))).toBe(won[0]);
    expect(
      run.rows.every((row) => row.answeredBy! <= 2 && (row.copies! > 0 || row.answeredBy === 0)),
    ).toBe(true);
  });
});
