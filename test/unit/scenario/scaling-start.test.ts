import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { coldStartOf } from '../../../src/compile/scaling.ts';
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

describe('a CPU', () => {
  const scaled = (accelerator: string, start: string) => `
name: hosts
workloads: [{ name: chat, model: llama-3.2-3b }]
pools:
  - name: p
    accelerator: ${accelerator}
    autoscaling: { policy: ongoing-requests, target: 4, max: 2, coldStart: ${start} }
`;

  it('starts, and restarts, without a copy of what it has read into its own memory', () => {
    const partsOf = (accelerator: string) => {
      const [compiled] = compileScenario(accepted(scaled(accelerator, '{}')).scenario, {
        traces: {},
      }).pools;
      const [pool] = accepted(scaled(accelerator, '{}')).scenario.pools;
      const bytes = 6e9;
      expect(compiled!.scaling!.startSeconds).toBeGreaterThan(0);
      return coldStartOf(pool!.autoscaling!, bytes, 1);
    };
    expect(partsOf('epyc-9755').hostToDeviceSeconds).toBe(0);
    expect(partsOf('epyc-9755').storageSeconds).toBeGreaterThan(0);
    expect(partsOf('h100-sxm').hostToDeviceSeconds).toBeGreaterThan(0);
    const [stated] = refused(scaled('epyc-9755', '{ hostToDeviceBandwidth: 20 GB/s }'));
    expect(stated!.message).toMatch(/in the host's memory: nothing is copied/);
  });
});
