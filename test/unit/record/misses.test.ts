import { describe, expect, it } from 'vitest';
import { MissCounts } from '../../../src/record/misses.ts';
import { outcomeCode } from '../../../src/record/outcome.ts';
import { missingEverything, requestRow } from './rows.ts';

const targets = { ttftSeconds: 0.5, tpotSeconds: 0.1, e2eSeconds: 2 };

describe('MissCounts', () => {
  it('takes one that met its targets, if only just, to have missed a deadline of its own', () => {
    const counts = new MissCounts();
    counts.accept(requestRow({ ttftSeconds: 0.5, tpotSeconds: 0.1, e2eSeconds: 2 }), targets);
    expect({ ...counts }).toEqual({ ttft: 0, tpot: 0, e2e: 0, deadline: 1, unfinished: 0 });
  });

  it('counts every target that a request missed', () => {
    const counts = new MissCounts();
    counts.accept(requestRow({ ttftSeconds: 0.51, tpotSeconds: 0.11, e2eSeconds: 2 }), targets);
    counts.accept(
      requestRow({ ttftSeconds: 0.1, tpotSeconds: Number.NaN, e2eSeconds: 3 }),
      targets,
    );
    expect({ ...counts }).toEqual({ ttft: 1, tpot: 1, e2e: 1, deadline: 0, unfinished: 0 });
  });

  it('counts a request that did not complete once, whatever it was asked', () => {
    const counts = new MissCounts();
    counts.accept(missingEverything, targets);
    counts.accept(requestRow({ outcome: outcomeCode.expired, ttftSeconds: 9 }), targets);
    expect({ ...counts }).toEqual({ ttft: 0, tpot: 0, e2e: 0, deadline: 0, unfinished: 2 });
  });
});
