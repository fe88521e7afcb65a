import type { Accelerator } from '../../physics/data-sheets.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, ServedModel } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { SharingClient } from '../sharing.ts';

/** How the processes of a pool's models share its chips, and what memory each has, where each is one of its own. */
export function resolveSharing(
  raw: RawPool,
  served: readonly ServedModel[],
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): Pick<Pool, 'sharing'> {
  const { sharing } = raw;
  if (sharing === undefined) return {};
  const at = [...path, 'sharing'];
  if (served.length === 1) {
    const message = 'the pool serves one model, which has its chips to itself';
    reporter.error(at, message, 'leave it out, or serve several models');
    return {};
  }
  refuse(raw, accelerator, at, reporter);
  const clients = clientsOf(raw, served, at, reporter);
  if (sharing.kind === 'time-slicing') {
    const { kind, slice, switchTime } = sharing;
    return { sharing: { kind, sliceSeconds: slice, switchSeconds: switchTime, clients } };
  }
  const percentages = new Map(
    sharing.clients?.map((each) => [each.model, each.activeThreadPercentage ?? 100]),
  );
  const withThreads = clients.map((each) => ({
    ...each,
    threadShare: (percentages.get(each.model) ?? 100) / 100,
  }));
  return { sharing: { kind: 'mps', clients: withThreads } };
}

/** What is not modelled of processes on one chip, or is no such thing. */
function refuse(
  { sharing, residency, engine }: RawPool,
  accelerator: Accelerator,
  at: Path,
  reporter: Reporter,
): void {
  if (residency !== undefined) {
    const message = 'residency is not available where each model is a process of its own';
    reporter.error([...at.slice(0, -1), 'residency'], message, 'leave residency or sharing out');
  }
  if (sharing?.kind !== 'mps') return;
  if (engine.stepTime !== undefined) {
    const message = 'mps needs physics: a stated step time does not say what it uses of the chip';
    reporter.error([...at, 'kind'], message, 'leave engine.stepTime out, or write time-slicing');
  }
  const { vendor, id } = accelerator;
  if (vendor !== 'NVIDIA' && vendor !== 'user') {
    const message = `mps is a service of NVIDIA’s driver, and ${id} is made by ${vendor}`;
    reporter.error([...at, 'kind'], message, 'write time-slicing, or use a chip of NVIDIA');
  }
}

/** The memory of each process: as written, and equal parts of the rest. */
function clientsOf(
  { sharing, engine }: RawPool,
  served: readonly ServedModel[],
  at: Path,
  reporter: Reporter,
): readonly SharingClient[] {
  const refs = served.map(({ ref }) => ref);
  const written = new Map<string, number | undefined>();
  for (const [i, { model, memoryUtilization }] of (sharing?.clients ?? []).entries()) {
    const where = [...at, 'clients', i, 'model'];
    if (!refs.includes(model)) {
      reporter.error(where, 'the pool does not serve this model', suggest(model, refs));
    } else if (written.has(model)) {
      reporter.error(where, `${model} is named twice`, 'name each model once');
    } else written.set(model, memoryUtilization);
  }
  const taken = refs.reduce((sum, ref) => sum + (written.get(ref) ?? 0), 0);
  const open = refs.filter((ref) => written.get(ref) === undefined);
  const left = engine.memoryUtilization - taken;
  const tooMuch = taken > 1 + ROUNDING;
  if (tooMuch || (open.length > 0 && left <= ROUNDING)) {
    const message = tooMuch
      ? `the processes would take ${percent(taken)} of the memory together`
      : `${percent(taken)} of the memory are taken, and engine.memoryUtilization leaves nothing to ${open.join(' and ')}`;
    const fix = 'write less memoryUtilization, so that all fit on the chip together';
    reporter.error([...at, 'clients'], message, fix);
  }
  const each = Math.max(left, ROUNDING) / Math.max(1, open.length);
  for (const ref of open) {
    reporter.useDefault([...at, 'clients', ref, 'memoryUtilization'], each);
  }
  return refs.map((model) => ({ model, memoryUtilization: written.get(model) ?? each }));
}

/** Shares that are written as decimals sum to one, more or less. */
const ROUNDING = 1e-9;

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}
