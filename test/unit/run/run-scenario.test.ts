import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mean } from 'simple-statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { summaryText } from '../../../src/report/terminal.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { loadTrace } from '../../../src/run/load-trace.ts';
import type { RunProgress } from '../../../src/run/progress.ts';
import { type RunOptions, runScenario } from '../../../src/run/run-scenario.ts';

const scenarios = join(import.meta.dirname, '..', '..', '..', 'scenarios');
let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-run-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function run(name: string, options: RunOptions = {}, sets: string[] = ['horizon.requests=200']) {
  const loaded = loadScenario(join(scenarios, 'chatbot-70b.yaml'), { sets });
  return runScenario(loaded, { out: join(base, name), ...options });
}

const tables = ['requests', 'summary', 'timeseries', 'replicas', 'replications'];
const bytes = (name: string, table: string) => readFileSync(join(base, name, `${table}.arrow`));

describe('runScenario', () => {
  it('gives the same bytes however it is cut into slices', async () => {
    await run('whole');
    await run('cut', { eventsPerSlice: 7 });
    for (const table of tables) {
      expect(bytes('cut', table).equals(bytes('whole', table)), table).toBe(true);
    }
  });

  it('writes the calls of strategies where they are asked for, and changes no other table by it', async () => {
    const sets = [
      'horizon.requests=40',
      'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.5}]}',
      'workloads[chat].strategy={kind: majority-vote, samples: 3}',
    ];
    await run('untold', {}, sets);
    await run('told', {}, [...sets, 'outputs.calls=true']);
    await run('told in slices', { eventsPerSlice: 7 }, [...sets, 'outputs.calls=true']);
    expect(existsSync(join(base, 'untold', 'calls.arrow'))).toBe(false);
    expect(readArrowTable(bytes('told', 'calls')).rows).toBe(120);
    expect(bytes('told in slices', 'calls').equals(bytes('told', 'calls'))).toBe(true);
    for (const table of tables) {
      expect(bytes('untold', table).equals(bytes('told', table)), table).toBe(true);
    }
  });

  it('leaves a table that replays, and says what a replay cannot know', async () => {
    const warnings = async (name: string, sets: readonly string[]) => {
      await run(name, {}, ['horizon.requests=40', ...sets]);
      return (await loadTrace(join(base, name, 'requests.arrow'))).warnings;
    };
    const shared = [
      'pools[h100].engine.prefixCache=true',
      'workloads[chat].prefix={tokens: 64, groups: 1}',
    ];
    expect(await warnings('alone', [])).toEqual([]);
    expect(await warnings('shared', shared)).toEqual([
      expect.stringMatching(
        /^prompts of this run found [1-9]\d* tokens in prefix caches; .* computes them all$/,
      ),
    ]);
  });

  it('says how far it has come, without ever going back', async () => {
    const seen: RunProgress[] = [];
    const options = { onProgress: (progress: RunProgress) => void seen.push(progress) };
    await run('progress', { ...options, eventsPerSlice: 50, replications: 2 });
    const shares = seen.map(({ share }) => share ?? Number.NaN);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(new Set(seen.map(({ replication }) => replication))).toEqual(new Set([0, 1]));
  });

  it('counts only whole replications when it is stopped, and says so', async () => {
    const controller = new AbortController();
    const { summary } = await run('stopped', {
      replications: 3,
      signal: controller.signal,
      eventsPerSlice: 50,
      onProgress: ({ replication, requests }) => {
        if (replication === 1 && requests > 20) controller.abort();
      },
    });
    expect(summary).toMatchObject({ status: 'interrupted', replications: 1 });
    expect(summary.counts).toMatchObject({ offered: 200, completed: 200 });
    expect(summary.warnings.join()).toContain('interrupted in replication 1');
  });

  it('searches for the headroom once, where it is asked to, and changes no table by it', async () => {
    const plain = await run('plain', { replications: 2 });
    const searched = await run('searched', { replications: 2, headroom: true });
    expect(plain.summary.answer.headroom).toBeNull();
    expect(plain.summary.warnings.join()).toContain('answer.headroom is null: no search');
    expect(searched.summary.answer.headroom).toMatchObject({ nowRequestsPerSecond: 12 });
    expect(searched.summary.warnings.join()).not.toContain('headroom');
    for (const table of tables) {
      expect(bytes('searched', table).equals(bytes('plain', table)), table).toBe(true);
    }
  });

  it('leaves no requests table where none is wanted', async () => {
    await run('none', {}, ['horizon.requests=200', 'outputs={requests: none, timeseries: none}']);
    expect(readdirSync(join(base, 'none')).sort()).toEqual([
      'manifest.json',
      'replicas.arrow',
      'replications.arrow',
      'summary.arrow',
    ]);
  });

  it('writes one row per replication, with the figures of its summary', async () => {
    const { summary } = await run('rows', { replications: 3 });
    const table = readArrowTable(bytes('rows', 'replications'));
    expect([...table.numbers('replication')]).toEqual([0, 1, 2]);
    expect(table.strings('status')).toEqual(['completed', 'completed', 'completed']);
    const p99 = table.numbers('ttft_p99_seconds');
    expect(new Set(p99).size).toBe(3);
    expect(mean([...p99])).toBeCloseTo(summary.latency.ttftSeconds.p99 ?? Number.NaN, 12);
    expect([...table.numbers('offered')]).toEqual([200, 200, 200]);
    expect([...table.numbers('accuracy')]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('ends a system that is overloaded, with the rate that it can sustain', async () => {
    const sets = [
      'horizon.requests=4000',
      'workloads[chat].arrivals.rate=400/s',
      'pools[h100].engine.maxSequences=8',
    ];
    const { summary, missedTargets } = await run('overloaded', {}, sets);
    expect(summary.status).toBe('overloaded');
    const { offeredPerSecond, sustainablePerSecond } = summary.overload ?? {};
    expect(sustainablePerSecond).toBeLessThan(offeredPerSecond ?? 0);
    expect(missedTargets).toHaveLength(1);
    const text = summaryText(summary);
    expect(text).toContain('TARGET MISSED');
    expect(text).toContain('OVERLOADED');
    expect(text).not.toContain('\u001b');
  });
});
