import { describe, expect, it } from 'vitest';
import { levelNames } from '../../../src/report/level-names.ts';

const named = (...blocks: readonly unknown[]) => [
  ...levelNames(blocks.map((block) => JSON.stringify(block))).values(),
];

describe('the names of blocks that an axis takes', () => {
  it('say what they are, and what tells those apart that are the same', () => {
    expect(
      named(
        { kind: 'single' },
        { kind: 'majority-vote', samples: 16, earlyStop: true },
        { kind: 'majority-vote', samples: 16 },
        { kind: 'best-of-n', samples: 4, verifier: { kind: 'process-reward', model: 'm' } },
        { kind: 'best-of-n', samples: 4, verifier: { kind: 'checker', model: 'm' } },
      ),
    ).toEqual([
      'single',
      'majority-vote, earlyStop',
      'majority-vote',
      'best-of-n, verifier process-reward',
      'best-of-n, verifier checker',
    ]);
    expect(named({ tensor: 4, pipeline: 1 }, { tensor: 2, pipeline: 1, data: false })).toEqual([
      'tensor 4',
      'tensor 2, no data',
    ]);
  });

  it('are none for words and numbers, and the block itself where nothing tells it apart', () => {
    expect([...levelNames(['fcfs', 3, null, '{not a block', '[1,2]'])]).toEqual([]);
    expect(named({ a: {} }, { b: {} })).toEqual(['{"a":{}}', '{"b":{}}']);
  });
});
