import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricColumns, metricPrefixes } from '../../../src/record/tables/metrics.ts';

describe('the prefixes of workloads', () => {
  it.each([
    [
      ['chat', 'code'],
      ['chat_', 'code_'],
    ],
    [
      ['Chat', 'chat', 'CHAT'],
      ['chat_', 'chat_2_', 'chat_3_'],
    ],
    [
      ['a-b', 'a b', 'a.b+'],
      ['a_b_', 'a_b_2_', 'a_b_3_'],
    ],
    [
      ['70b', 'Übersetzung', '聊天', '翻译'],
      ['workload_70b_', 'ubersetzung_', 'workload_', 'workload_2_'],
    ],
    // goodput_ + requests_per_second is a figure of the whole run.
    [
      ['goodput', 'x'],
      ['goodput_2_', 'x_'],
    ],
    // a_ + goodput_requests_per_second is what a_goodput_ + requests_per_second would be.
    [
      ['a', 'a_goodput'],
      ['a_', 'a_goodput_2_'],
    ],
  ])('of %j are %j', (workloads, prefixes) => {
    expect(metricPrefixes(workloads)).toEqual(prefixes);
  });

  it('never make two columns of one name, nor a name that is not snake_case', () => {
    const names = metricColumns([]).map(({ name }) => name);
    const word = fc.constantFrom(
      ...names,
      'goodput',
      'a',
      'A',
      'a_goodput',
      '7',
      'é',
      '-',
      ' ',
      '2',
    );
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('_'));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), (workloads) => {
        const columns = metricColumns(workloads).map((column) => column.name);
        expect(new Set(columns).size).toBe(columns.length);
        for (const column of columns) expect(column).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      }),
      { numRuns: 60 },
    );
  });
});
