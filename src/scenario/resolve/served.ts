import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { ServedModel } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { PoolContext } from './pool-context.ts';

/** What a pool serves: as written, else the only model that the workloads ask for; null after an issue. */
export function resolveServed(
  raw: RawPool,
  path: Path,
  context: PoolContext,
): readonly [ServedModel, ...ServedModel[]] | null {
  const { reporter, wantedModels } = context;
  const at = [...path, 'serves'];
  const [onlyWanted, ...others] = wantedModels;
  const [first, ...rest] = raw.serves ?? [];
  const ref = first ?? onlyWanted?.ref;
  if (ref === undefined || (first === undefined && others.length > 0)) {
    const fix = `add serves: [${ref ?? 'llama-3.1-70b'}]`;
    reporter.error(path, 'serves is missing, and the workloads ask for several models', fix);
    return null;
  }
  if (first === undefined) reporter.useDefault(at, [ref]);
  const source = first === undefined ? onlyWanted?.path : undefined;
  const named = [
    served(ref, source ?? [...at, 0], context),
    ...rest.map((each, i) => served(each, [...at, i + 1], context)),
  ];
  const [one, ...more] = named.filter((each) => each !== null);
  if (one === undefined || named.includes(null)) return null;
  return areTogether([one, ...more], at, context) ? [one, ...more] : null;
}

function served(ref: string, at: Path, { library }: PoolContext): ServedModel | null {
  const shape = library.require(ref, at);
  if (shape === null) return null;
  const variant = library.variantOf(ref);
  return { ref, shape, ...(variant === undefined ? {} : { variant }) };
}

/** Whether one replica can hold these models; says so where it cannot. */
function areTogether(
  models: readonly ServedModel[],
  at: Path,
  { reporter }: Pick<PoolContext, 'reporter'>,
): boolean {
  const refs = models.map(({ ref }) => ref);
  const twice = refs.find((ref, i) => refs.indexOf(ref) < i);
  if (twice !== undefined) {
    reporter.error(at, `${twice} is named twice`, 'name each model once');
    return false;
  }
  const oneShot = models.find(({ shape }) => isOneShot(shape));
  if (oneShot === undefined || models.length === 1) return true;
  const message = `several models on one replica are not available in this version where one of them (${oneShot.ref}) answers in one shot`;
  reporter.error(at, message, `serve ${oneShot.ref} from a pool of its own`);
  return false;
}
