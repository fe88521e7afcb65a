import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { Ladder, Rung } from '../ladder.ts';
import type { Reporter } from '../reporter.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { itemUnit } from './items.ts';
import type { AnyShape, ModelLibrary } from './model.ts';

/** Of the deadline, what an answer that was nearly missed has to spare at most (assumed). */
const NEAR_SHARE = 0.1;

/** The ladder of a workload; nothing where it has none, or after an issue. `path` is that of `slo`. */
export function resolveLadder(
  { kind, slo, model }: Pick<RawWorkload, 'kind' | 'slo' | 'model'>,
  path: Path,
  {
    reporter,
    shape,
    library,
  }: {
    readonly reporter: Reporter;
    readonly shape: AnyShape | null;
    readonly library: ModelLibrary;
  },
): { readonly ladder?: Ladder } {
  const { onMiss, ladder, deadline } = slo;
  const refuse = (at: Path, message: string, fix: string) => {
    reporter.error([...path, ...at], message, fix);
    return {};
  };
  if (onMiss !== 'degrade') {
    if (ladder === undefined) return {};
    const message = `with onMiss: ${onMiss ?? 'late'} nobody goes down a ladder`;
    return refuse(['ladder'], message, 'write onMiss: degrade, or leave the ladder out');
  }
  if (ladder === undefined) {
    const fix = 'add ladder: {rungs: [{every: 2}]}, or a smaller model or lower precision';
    return refuse(['onMiss'], 'there is no ladder to go down', fix);
  }
  // the issue of a deadline that is missing is another's
  if (deadline === undefined || shape === null) return {};
  if (!isOneShot(shape) || itemUnit(shape) !== null) {
    const message = `degrade is for requests of one pass, such as detect or classify, not for ${model}`;
    return refuse(['onMiss'], message, 'write late or drop, or use another model');
  }
  const near = ladder.near ?? NEAR_SHARE * deadline;
  if (ladder.near === undefined)
    reporter.useDefault([...path, 'ladder', 'near'], `${Number(near.toPrecision(6))}s`);
  if (near >= deadline) {
    const message = `every answer would be nearly missed: the deadline is ${deadline} s`;
    return refuse(['ladder', 'near'], message, `write less than ${deadline}s`);
  }
  const own: Rung = { model, shape, every: 1, accuracy: ladder.accuracy ?? null };
  const rungs = [own];
  let before = own;
  for (const [i, raw] of ladder.rungs.entries()) {
    const at = ['ladder', 'rungs', i];
    const named = raw.model ?? model;
    const other = library.require(named, [...path, ...at, 'model']);
    if (other === null) return {};
    if (!isOneShot(other) || !(other.kinds as readonly string[]).includes(kind)) {
      return refuse([...at, 'model'], `${named} does not ${kind}`, `name a model that can ${kind}`);
    }
    const { precision, every, accuracy } = raw;
    const rung: Rung = {
      ...{ model: named, shape: other, every, accuracy: accuracy ?? null },
      ...(precision === undefined ? {} : { precision }),
    };
    if (isSame(rung, before)) {
      const message = 'this rung does the same as the one before it';
      return refuse(at, message, 'name another model, a lower precision, or a larger every');
    }
    if ((rung.accuracy === null) !== (own.accuracy === null)) {
      const message = 'accuracy is stated of some rungs, and not of all';
      const fix = 'state ladder.accuracy and that of every rung, or none';
      return refuse(rung.accuracy === null ? at : [...at, 'accuracy'], message, fix);
    }
    rungs.push(rung);
    before = rung;
  }
  return { ladder: { nearSeconds: near, quietSeconds: ladder.quiet, rungs } };
}

function isSame(a: Rung, b: Rung): boolean {
  return a.model === b.model && a.precision === b.precision && a.every === b.every;
}
