import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { LadderClimber } from '../../../src/engine/ladders.ts';
import { joulesConserved } from '../../property/laws.ts';
import { record, withEngines } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

const rung = (name: string, every = 1) => ({ name, every, accuracy: null });

/** Three rungs, the last of which answers every second round of two sources. */
function climber() {
  const moves: (readonly [number, number])[] = [];
  const spec = {
    ...{ deadlineSeconds: 0.05, nearSeconds: 0.005, quietSeconds: 10, sources: 2 },
    rungs: [rung('large'), rung('small'), rung('rare', 2)],
  };
  const own = new LadderClimber(spec, (to, seconds) => moves.push([to, seconds]));
  const end = (arrival: number, took: number, more = {}) =>
    own.onEnded(
      {
        ...{ arrival, scheduled: arrival, measured: true, completed: true, judged: true },
        ...more,
      },
      arrival + took,
    );
  return { own, moves, end };
}

describe('LadderClimber', () => {
  it('goes down at once for who missed the deadline, or nearly did, and came after the last change', () => {
    const { moves, end } = climber();
    end(1, 0.0449);
    expect(moves).toEqual([]);
    end(2, 0.0451);
    expect(moves).toEqual([[1, 2.0451]]);
    // on its way since before
    end(2.04, 0.06);
    expect(moves).toHaveLength(1);
    end(2.05, 0.05, { completed: false });
    expect(moves[1]).toEqual([2, 2.0999999999999996]);
    // there is no rung below
    end(3, 1);
    expect(moves).toHaveLength(2);
  });

  it('does not judge by requests that the end of the run cut off', () => {
    const { moves, end } = climber();
    end(1, 9, { completed: false, judged: false });
    expect(moves).toEqual([]);
  });

  it('goes up with the first that comes when nothing was missed for long enough', () => {
    const { own, moves, end } = climber();
    end(1, 0.06);
    end(5, 0.06);
    expect(own.rung).toBe(2);
    // no rung below, but not quiet either
    end(8, 0.06);
    expect(own.skips(true, 18)).toBe(false);
    expect(own.rung).toBe(2);
    own.skips(true, 18.07);
    expect(own.rung).toBe(1);
    own.skips(true, 28.06);
    expect(own.rung).toBe(1);
    own.skips(true, 28.08);
    expect(moves[3]).toEqual([0, 28.08]);
  });

  it('leaves out whole rounds of the sources, and says how many on which rung', () => {
    const { own, end } = climber();
    end(1, 0.06);
    end(2, 0.06);
    const skipped = Array.from({ length: 8 }, (_, i) => own.skips(i > 1, 2.1 + i / 100));
    expect(skipped).toEqual([false, false, true, true, false, false, true, true]);
    const { descents, rungs, skipped: left } = own.totals;
    expect({ descents, left }).toEqual({ descents: 2, left: 4 });
    // what ended before it had gone down counts where it was taken
    expect(rungs.map(({ requests }) => requests)).toEqual([1, 1, 4]);
    expect(rungs.map(({ inTime }) => inTime)).toEqual([0, 0, 0]);
  });
});

/** Cameras in a car: RetinaNet cannot keep up with 133 frames a second, DETR can. */
function car(pool: string, slo: string) {
  const text = `
name: car
seed: 3
horizon: { duration: 12s, warmup: 2s, drain: 1s }
workloads:
  - { name: cameras, kind: detect, model: retinanet, arrivals: { process: periodic, period: 30ms, sources: 4, jitter: 2ms }, slo: ${slo} }
pools:
  - { name: car, accelerator: jetson-agx-orin, replicas: 1, serves: [retinanet], precision: { weights: int8, activations: int8 }, engine: { maxSequences: 4 }${pool} }
outputs: { timeseries: 1s }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}
const ladder = '{ quiet: 3s, rungs: [{ model: detr-resnet-50 }, { every: 2 }] }';
const degrade = `{ deadline: 35ms, onMiss: degrade, ladder: ${ladder} }`;

describe('a run with a ladder', () => {
  it('misses less than one that drops, takes the energy of its rungs, and is the same step by step', () => {
    const scenario = car('', degrade);
    const run = record(scenario);
    const [totals] = run.totals.ladders!;
    expect(totals!.descents).toBeGreaterThan(1);
    const dropping = record(car('', '{ deadline: 35ms, onMiss: drop }'));
    const missed = ({ rows }: typeof run) => rows.filter(({ sloMet }) => !sloMet).length;
    expect(missed(dropping)).toBeGreaterThan(2 * missed(run));
    joulesConserved(run, scenario);
    const measured = run.rows.filter((row) => row.measured);
    const counted = totals!.rungs.reduce((sum, { requests }) => sum + requests, 0);
    expect(counted).toBe(measured.length);
    const inTime = totals!.rungs.reduce((sum, each) => sum + each.inTime, 0);
    expect(inTime).toBe(measured.filter(({ sloMet }) => sloMet).length);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(run.rows);
  });

  it('is the same whether or not somebody follows the heat of chips that stay cool', () => {
    const cool = record(car(', cooling: { kind: air, supplyTemperature: 5C }', degrade));
    expect(cool.rows).toEqual(record(car('', degrade)).rows);
    expect(Math.max(...cool.totals.power!.slowedSeconds)).toBe(0);
  });

  it('changes nothing where nothing is missed, nor nearly', () => {
    const kept = record(car('', `{ deadline: 20s, onMiss: degrade, ladder: ${ladder} }`));
    expect(kept.rows).toEqual(record(car('', '{ deadline: 20s, onMiss: drop }')).rows);
    expect(kept.totals.ladders![0]).toMatchObject({ descents: 0, skipped: 0 });
  });

  it('answers one frame in so many, and ends the others as shed', () => {
    const never = '{ quiet: 1h, rungs: [{ every: 3 }] }';
    const run = record(car('', `{ deadline: 5ms, onMiss: degrade, ladder: ${never} }`));
    const late = run.rows.filter(({ arrivalSeconds }) => arrivalSeconds > 1);
    const shed = late.filter(({ outcome }) => outcome === 'shed');
    expect(Math.abs(shed.length - (2 / 3) * late.length)).toBeLessThan(5);
    expect(shed.every(({ acceleratorJoules }) => acceleratorJoules === 0)).toBe(true);
  });
});
