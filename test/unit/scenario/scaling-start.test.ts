import { describe, expect, it } from 'vitest';
import { accepted, refused } from './parse-text.ts';

const text = (steps: string, start: string, min = 0) => `
name: clocked
workloads: [{ name: chat, model: llama-3.1-8b }]
pools:
  - name: h100
    replicas: ${min}
    autoscaling: { policy: schedule, min: ${min}, max: 2, period: 1h, steps: ${steps}, coldStart: ${start} }
`;

describe('a schedule', () => {
  const quarter = '[{ at: 0s, replicas: 2 }, { at: 15m, replicas: 0 }]';

  it('is refused where a replica takes longer to start than any step wants one', () => {
    const errors = refused(text(quarter, '20m'));
    expect(errors.map(({ message }) => message).join('\n')).toMatch(
      /takes 1200 s to start, and no step wants one for longer than 900 s/,
    );
    expect(errors[0]).toMatchObject({ line: 7 });
  });

  it('is taken where one of its windows is long enough, over the end of the period too', () => {
    accepted(text(quarter, '10m'));
    const late = '[{ at: 0s, replicas: 1 }, { at: 10m, replicas: 0 }, { at: 45m, replicas: 2 }]';
    accepted(text(late, '20m'));
  });

  it('may start as slowly as it likes where some replica always stands', () => {
    accepted(text(quarter, '20m', 1));
  });
});
