import { describe, expect, it } from 'vitest';
import {
  type AdmissionName,
  admissions,
  createAdmission,
} from '../../src/policy/admission/index.ts';
import type { AdmissionSpec } from '../../src/policy/admission/port.ts';
import { requestView } from './request-view.ts';

/** A spec of each policy that no request can offend. */
const open: { [A in AdmissionName]: AdmissionSpec } = {
  always: { policy: 'always' },
  'queue-cap': { policy: 'queue-cap', maxQueued: Infinity, maxOutstanding: Infinity },
  'token-bucket': {
    policy: 'token-bucket',
    ratePerSecond: 1,
    burst: Infinity,
    unit: 'prompt-tokens',
  },
  'deadline-shed': { policy: 'deadline-shed', windowSeconds: 10 },
  'tier-shed': { policy: 'tier-shed', minPriority: 1, outstanding: Infinity },
};

describe.each(Object.keys(admissions) as AdmissionName[])('admission %s', (name) => {
  it('lets all in where its limits are infinite', () => {
    const admission = createAdmission(open[name]);
    for (let i = 0; i < 1000; i++) {
      const fleet = { nowSeconds: i * 1e-3, queued: i, outstanding: 2 * i, started: i };
      expect(admission.admits(requestView({ promptTokens: 1e6 }), fleet)).toBe(true);
    }
  });

  it('keeps its state to itself: two made alike decide alike, apart', () => {
    const tight: { [A in AdmissionName]: AdmissionSpec } = {
      always: { policy: 'always' },
      'queue-cap': { policy: 'queue-cap', maxQueued: 3, maxOutstanding: 5 },
      'token-bucket': { policy: 'token-bucket', ratePerSecond: 2, burst: 3, unit: 'requests' },
      'deadline-shed': { policy: 'deadline-shed', windowSeconds: 1 },
      'tier-shed': { policy: 'tier-shed', minPriority: 1, outstanding: 4 },
    };
    const decide = (admission: ReturnType<typeof createAdmission>, i: number) =>
      admission.admits(requestView({ deadlineSeconds: i / 10 + 0.4 }), {
        nowSeconds: i / 10,
        queued: i % 5,
        outstanding: i % 7,
        started: Math.floor(i / 2),
      });
    const alone = createAdmission(tight[name]);
    const expected = Array.from({ length: 60 }, (_, i) => decide(alone, i));
    const first = createAdmission(tight[name]);
    const second = createAdmission(tight[name]);
    const firsts: boolean[] = [];
    const seconds: boolean[] = [];
    for (let i = 0; i < 60; i++) {
      firsts.push(decide(first, i));
      seconds.push(decide(second, i));
    }
    expect(firsts).toEqual(expected);
    expect(seconds).toEqual(expected);
    expect(expected).toContain(true);
    if (name !== 'always') expect(expected).toContain(false);
  });
});
