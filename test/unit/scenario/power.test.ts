import { describe, expect, it } from 'vitest';
import { accelerators } from '../../../src/catalog/index.ts';
import { leastCapWatts } from '../../../src/physics/power.ts';
import { acceptedOrIssues, onePool } from './parse-text.ts';

function parsed(...sets: readonly string[]) {
  const result = acceptedOrIssues(onePool, sets);
  return typeof result === 'string' ? result : result.scenario.pools[0]?.power;
}

describe('pools[].power', () => {
  it('is nothing at all where nothing is set or nothing binds', () => {
    for (const set of [
      '{}',
      '{capPerAccelerator: none, clock: none}',
      '{capPerAccelerator: 700W}',
      '{clock: 1}',
      '{clock: 1980MHz}',
    ]) {
      expect(parsed(`pools[p].power=${set}`), set).toBeUndefined();
    }
  });

  it('reads caps, and clocks as shares and as frequencies', () => {
    expect(parsed('pools[p].power.capPerAccelerator=500W')).toEqual({ capWatts: 500, clock: 1 });
    expect(parsed('pools[p].power.clock=80%')).toEqual({ capWatts: Infinity, clock: 0.8 });
    expect(parsed('pools[p].power={clock: 1.2GHz, capPerAccelerator: 0.4kW}')).toEqual({
      capWatts: 400,
      clock: 1200 / 1980,
    });
    expect(parsed('pools[p].accelerator=a100-80gb', 'pools[p].power.clock=1005MHz')).toEqual({
      capWatts: Infinity,
      clock: 1005 / 1410,
    });
  });

  it('refuses a cap below what the chip needs, with the figure', () => {
    const least = Math.ceil(leastCapWatts(accelerators['h100-sxm']));
    expect(parsed('pools[p].power.capPerAccelerator=200W')).toMatch(
      `needs ${least} W to work at its lowest clock`,
    );
    expect(parsed(`pools[p].power.capPerAccelerator=${least}W`)).toMatchObject({ capWatts: least });
  });

  it('refuses clocks that no chip has', () => {
    expect(parsed('pools[p].power.clock=2100MHz')).toMatch(/highest clock of .*H100.* is 1980 MHz/);
    expect(parsed('pools[p].power.clock=100MHz')).toMatch(/lowest clock is 0.106 \(210MHz\)/);
    expect(parsed('pools[p].power.clock=5')).toMatch(/a share up to 1, or a frequency/);
    expect(parsed('pools[p].power.clock=0')).toMatch(/a share up to 1, or a frequency/);
    expect(parsed('pools[p].power.clock=fast')).toMatch(/a share up to 1, or a frequency/);
    expect(parsed('pools[p].accelerator=gaudi3', 'pools[p].power.clock=1GHz')).toMatch(
      /does not know the highest clock/,
    );
  });

  it('refuses both beside a stated step time', () => {
    const stated = 'pools[p].engine.stepTime={kind: affine, base: 8ms}';
    expect(parsed(stated, 'pools[p].power.clock=0.5')).toMatch(/whatever the clock/);
    expect(parsed(stated, 'pools[p].power.capPerAccelerator=500W')).toMatch(/whatever the clock/);
    expect(parsed(stated, 'pools[p].power.capPerAccelerator=900W')).toBeUndefined();
  });

  it('reaches models that answer in one shot', () => {
    const image = [
      'workloads[chat]={name: chat, kind: denoise, model: stable-diffusion-xl, arrivals: {process: poisson, rate: 1/s}}',
      'pools[p].power.capPerAccelerator=500W',
    ];
    expect(parsed(...image)).toEqual({ capWatts: 500, clock: 1 });
  });
});
