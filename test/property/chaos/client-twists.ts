import fc from 'fast-check';
import { deferrals } from '../../../src/policy/deferral/index.ts';
import { onWorkloads, type Patch, seconds, type Twist } from './twist.ts';

const HOURS = 24;
const HOUR_SECONDS = 3600;

/**
 * Requests that may wait for the next hour, which begins within a second or two of the run. Clients have as long as they
 * may have to wait and a little more; some lose patience all the same.
 */
export const anyDeferral = fc
  .record({
    policy: fc.constantFrom(...Object.keys(deferrals)),
    slack: seconds(0.2, 3),
    tolerance: fc.constantFrom(0, 0.05, 0.5),
    patience: fc.option(seconds(0.1, 1)),
    total: fc.option(seconds(0.05, 1)),
    hour: fc.integer({ min: 1, max: HOURS - 1 }),
    until: seconds(0.1, 2),
    values: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: HOURS, maxLength: HOURS }),
  })
  .map(
    ({ hour, until, values, patience, total, ...defer }): Twist =>
      (draft) => {
        const { cancel = 'none' } = draft.workloads[0] as { readonly cancel?: unknown };
        return {
          ...onWorkloads({
            defer,
            hedge: 'none',
            timeout: total === null ? 'none' : { total: defer.slack + total },
            cancel:
              patience === null
                ? cancel
                : { patience: { distribution: 'exponential', mean: patience } },
          })(draft),
          facility: {
            ...(draft['facility'] as Patch),
            startsAt: hour * HOUR_SECONDS - until,
            electricity: { grid: values, price: values.map((value) => value / 1000) },
          },
        };
      },
  );

/** Users of sessions who leave when answers are late, wrong, or never come. */
export const anySatisfaction = fc
  .record({
    rate: seconds(3, 15),
    thinkTime: seconds(0, 0.2),
    continues: fc.boolean(),
    passAt1: fc.option(seconds(0.05, 0.95)),
    of: fc.constantFrom('ttft', 'e2e'),
    target: seconds(0, 0.5),
    halving: seconds(0.05, 2),
    most: seconds(0.5, 1),
    factor: seconds(0, 1),
  })
  .map(
    ({ rate, thinkTime, continues, passAt1, factor, ...satisfaction }): Twist =>
      (draft) => ({
        ...draft,
        workloads: draft.workloads.map((workload) => {
          const { model } = workload;
          // abilities are those of models, not of their variants
          const isTask = passAt1 !== null && typeof model === 'string';
          return {
            ...{ ...workload, prefix: 'none' },
            ...(isTask && { task: { abilities: [{ model, passAt1 }] }, hedge: 'none' }),
            arrivals: {
              ...{ process: 'sessions', rate, thinkTime },
              turns: { distribution: 'uniform', min: 1, max: 4 },
              afterFailure: continues ? 'continue' : 'end',
            },
            satisfaction: {
              ...satisfaction,
              ...(continues && { unanswered: factor }),
              ...(isTask && { wrong: factor }),
            },
          };
        }),
      }),
  );
