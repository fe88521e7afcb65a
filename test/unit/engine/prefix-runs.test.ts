import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { refused, scenarioOf } from '../scenario/parse-text.ts';

const BLOCK = 16;

function text(engine: string, prefix: string, prompt = 'value: 1000', rate = '0.2/s') {
  return `
name: prefixes
seed: 3
horizon: { requests: 200, warmup: 0% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: deterministic, rate: ${rate} }
    promptTokens: { distribution: fixed, ${prompt} }
    outputTokens: { distribution: fixed, value: 20 }
    prefix: ${prefix}
pools:
  - { name: pool, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: { ${engine} } }
`;
}

const run = (...parts: Parameters<typeof text>) =>
  record(compileScenario(scenarioOf(text(...parts)), { traces: {} }));

describe('prompts that begin alike', () => {
  it('find the full blocks of what they share, all but the first of each group', () => {
    const { rows, replicas, totals } = run('prefixCache: true', '{ tokens: 500 }');
    const shared = BLOCK * Math.floor(500 / BLOCK);
    expect(rows.map((row) => row.cachedTokens)).toEqual([0, ...Array(199).fill(shared)]);
    expect(replicas[0]).toMatchObject({ queriedTokens: 200_000, cachedTokens: 199 * shared });
    expect(totals.window.foundTokens).toBeLessThanOrEqual(199 * shared);
  });

  it('compute at least one token', () => {
    const { rows } = run('prefixCache: true', '{ tokens: 5000 }', 'value: 1600');
    expect(rows[1]!.cachedTokens).toBe(1600 - BLOCK);
  });

  it('miss once per group, in a cache with room for all', () => {
    const { rows } = run('prefixCache: true', '{ tokens: 512, groups: 7 }');
    expect(rows.filter((row) => row.cachedTokens === 0).length).toBe(7);
    expect(rows.filter((row) => row.cachedTokens === 512).length).toBe(193);
  });

  it('find nothing where more groups take turns than there is room for', () => {
    // one sequence needs 64 blocks: the next one takes the place of what the last one left
    const { rows } = run(
      'prefixCache: true, kvBlocks: 70, maxBatchedTokens: 2048',
      '{ tokens: 1000, groups: 100 }',
    );
    const hits = rows.filter((row) => row.cachedTokens > 0).length;
    expect(hits).toBeLessThan(10);
  });

  it('have shorter prefills and the same answers', () => {
    const [off, on] = ['prefixCache: false', 'prefixCache: true'].map((engine) =>
      run(engine, '{ tokens: 900 }'),
    );
    expect(on!.rows.map((row) => row.outputTokens)).toEqual(
      off!.rows.map((row) => row.outputTokens),
    );
    expect(on!.rows[0]!.ttftSeconds).toBe(off!.rows[0]!.ttftSeconds);
    on!.rows.slice(1).forEach((row, i) => {
      expect(row.ttftSeconds).toBeLessThan(off!.rows[i + 1]!.ttftSeconds);
    });
  });

  it('change nothing where nothing is shared, or nothing is kept', () => {
    const plain = run('prefixCache: false', 'none').rows;
    expect(run('prefixCache: true', 'none').rows).toEqual(plain);
    expect(run('prefixCache: false', '{ tokens: 500, groups: 3 }').rows).toEqual(plain);
  });
});

describe('turns of a conversation', () => {
  const talk = (prefixCache: boolean, replicas = 1) => `
name: talks
seed: 3
horizon: { requests: 200, warmup: 0% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: sessions, rate: 0.5/s, turns: { distribution: fixed, value: 5 }, thinkTime: 5s }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: fixed, value: 41 }
routing: { policy: round-robin }
pools:
  - { name: pool, accelerator: h100-sxm, replicas: ${replicas}, serves: [llama-3.1-8b], engine: { prefixCache: ${prefixCache} } }
`;
  const runOf = (yaml: string) => record(compileScenario(scenarioOf(yaml), { traces: {} }));

  it('find all of the turns before them, answers among it, but for the last token', () => {
    const { rows } = runOf(talk(true));
    for (const { turn, cachedTokens } of rows) {
      // the last token of an answer is never computed
      const known = turn === 0 ? 0 : turn! * 141 - 1;
      expect(cachedTokens).toBe(BLOCK * Math.floor(known / BLOCK));
    }
    expect(new Set(rows.map(({ turn }) => turn)).size).toBe(5);
  });

  it('find less where they come to other replicas', () => {
    const found = (replicas: number) =>
      runOf(talk(true, replicas)).rows.reduce((sum, row) => sum + row.cachedTokens, 0);
    expect(found(4)).toBeLessThan(0.7 * found(1));
  });
});

describe('a replica that failed', () => {
  it('has nothing of what it kept', () => {
    const failures = 'failures: [{ kind: gpu, unit: 0, at: 502s, duration: 1s, restart: 1s }]';
    const rowsOf = (top: string) =>
      record(
        compileScenario(scenarioOf(`${text('prefixCache: true', '{ tokens: 512 }')}${top}\n`), {
          traces: {},
        }),
      ).rows;
    const misses = (top: string) =>
      rowsOf(top).filter(({ cachedTokens }) => cachedTokens === 0).length;
    expect(misses('')).toBe(1);
    expect(misses(failures)).toBe(2);
  });
});

describe('a prefix cache', () => {
  it.each([
    ['kvCache: false', 'without a KV cache'],
    ['speculation: { method: n-gram }', 'with speculation'],
    ['batching: prefill-first', 'with batching prefill-first'],
    ['asyncScheduling: true', 'with asyncScheduling'],
  ])('is refused beside %s', (key, why) => {
    const issues = refused(text(`prefixCache: true, ${key}`, 'none'));
    expect(issues.map(({ message }) => message)).toContain(
      `the prefix cache is not available ${why}`,
    );
  });

  it('is refused in pools with roles', () => {
    const roles = text('prefixCache: true', 'none')
      .replace('replicas: 1,', 'replicas: 1, role: prefill,')
      .concat('  - { name: others, accelerator: h100-sxm, role: decode }\n');
    const messages = refused(roles).map(({ message }) => message);
    expect(messages).toContain('the prefix cache is not available with role prefill');
  });

  it('knows no shared prefix of prompts that grow', () => {
    const talk = text('prefixCache: true', '{ tokens: 500 }').replace(
      'process: deterministic',
      'process: sessions, turns: 4, thinkTime: 1s',
    );
    expect(refused(talk).map(({ message }) => message)).toContain(
      'a shared prefix is not available with sessions arrivals',
    );
  });
});
