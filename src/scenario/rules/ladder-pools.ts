import { computeDtype } from '../../physics/dtype.ts';
import { secondsAlone } from '../../physics/kinds/batch-model.ts';
import type { Path } from '../document/tree.ts';
import type { Ladder, Rung } from '../ladder.ts';
import type { Reporter } from '../reporter.ts';
import { oneShotInput, oneShotMemory } from '../resolve/one-shot.ts';
import { poolOnRung } from '../rungs.ts';
import type { Pool, Workload } from '../scenario.ts';
import { gigabytes } from './wording.ts';

interface Asking {
  readonly workload: Workload;
  readonly path: Path;
}

/** What a ladder changes is a pool's: the pool works for its workload alone, and holds every model of it. */
export function checkLadderPools(
  workloads: readonly Asking[],
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  reporter: Reporter,
): void {
  for (const { workload, path } of workloads) {
    const { ladder, name, model } = workload;
    if (ladder === undefined) continue;
    const at = [...path, 'slo', 'onMiss'];
    refuseClients(workload, at, reporter);
    const other = workloads.find(
      (each) => each.workload.name !== name && each.workload.model === model,
    );
    if (other !== undefined) {
      const message = `${other.workload.name} asks for ${model}, too: the ladder of ${name} would change what it gets`;
      reporter.error(at, message, 'give each a model of its own, or write onMiss: drop');
    }
    for (const { pool, path: poolPath } of pools) {
      if (!pool.serves.some(({ ref }) => ref === model)) continue;
      if (pool.engine.stepTime !== null) {
        const message = `stepTime says nothing of the rungs of ${name}`;
        const fix = `leave it out, or write workloads[${name}].slo.onMiss: drop`;
        reporter.error([...poolPath, 'engine', 'stepTime'], message, fix);
        continue;
      }
      const rungs = [...path, 'slo', 'ladder', 'rungs'];
      if (checkUnits(ladder, pool, rungs, reporter)) checkCheaper(ladder, pool, rungs, reporter);
      checkMemory(ladder, pool, [...path, 'slo', 'ladder'], reporter);
    }
  }
}

function refuseClients({ hedge, retry, defer }: Workload, at: Path, reporter: Reporter): void {
  const others = { hedge, retry, defer };
  for (const [key, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const message = `degrade is not available with ${key}: which rung a request is on would not be clear`;
    reporter.error(at, message, `write ${key}: none, or onMiss: drop`);
  }
}

/** The chip can multiply what each rung wants of it; whether it can. */
function checkUnits(ladder: Ladder, pool: Pool, path: Path, reporter: Reporter): boolean {
  let canMultiply = true;
  for (const [i, { precision }] of ladder.rungs.slice(1).entries()) {
    if (precision === undefined) continue;
    const compute = computeDtype(pool.accelerator, precision, precision);
    const at = [...path, i, 'precision'];
    const has = `${pool.accelerator.name} has ${Object.keys(pool.accelerator.peak).join(', ')}`;
    if (compute === null) {
      canMultiply = false;
      reporter.error(at, `${pool.name} has no units for ${precision}`, has);
    } else if (compute.fallback !== null) reporter.warning(at, compute.fallback, has);
  }
  return canMultiply;
}

/** Who goes down a rung gets answers sooner, or fewer are made. */
function checkCheaper({ rungs }: Ladder, pool: Pool, path: Path, reporter: Reporter): void {
  const milliseconds = rungs.map((rung) => {
    const alone = secondsAlone(oneShotInput(poolOnRung(pool, rung), rung.shape));
    return (1000 * alone) / rung.every;
  });
  for (const [i, own] of milliseconds.slice(1).entries()) {
    const above = milliseconds[i] ?? 0;
    if (own < above) continue;
    const message = `this rung is no cheaper than the one above: ${own.toPrecision(3)} ms a frame on ${pool.name} in place of ${above.toPrecision(3)} ms`;
    const fix = 'write a smaller model, a lower precision, or a larger every';
    reporter.warning([...path, i], message, fix);
  }
}

/** The weights of all rungs, and the largest batch of the one that needs most for it, fit each chip's memory. */
function checkMemory(ladder: Ladder, pool: Pool, path: Path, reporter: Reporter): void {
  const fits = distinct(ladder.rungs).map((rung) =>
    oneShotMemory(poolOnRung(pool, rung), rung.shape),
  );
  const weights = fits.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
  const batch = pool.engine.maxSequences * Math.max(...fits.map(({ blockBytes }) => blockBytes));
  const usable = pool.engine.memoryUtilization * pool.accelerator.memoryBytes;
  const reserve = Math.max(...fits.map(({ reserveBytes }) => reserveBytes));
  if (weights + batch + reserve <= usable) return;
  const message =
    `the models of all rungs do not fit beside each other on ${pool.name}: of each chip's ${gigabytes(usable)} ` +
    `weights take ${gigabytes(weights)}, the largest batch ${gigabytes(batch)}, the engine ${gigabytes(reserve)}`;
  const fix = `use smaller models, pools[${pool.name}].engine.maxSequences, or chips with more memory`;
  reporter.error(path, message, fix);
}

/** Rungs that differ in what lies in memory. */
function distinct(rungs: readonly Rung[]): readonly Rung[] {
  const key = ({ model, precision }: Rung) => `${model} ${precision ?? ''}`;
  return rungs.filter((rung, i) => rungs.findIndex((each) => key(each) === key(rung)) === i);
}
