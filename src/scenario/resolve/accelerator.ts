import { accelerators, sparseUnits } from '../../catalog/index.ts';
import type { Accelerator, Dtype, Source } from '../../physics/data-sheets.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { acceleratorNames } from '../schema/names.ts';
import type { RawPool } from '../schema/pool.ts';
import type { AnyShape } from './model.ts';

const catalog: Readonly<Record<string, Accelerator>> = accelerators;

/** Source of the figures of an inline data sheet. */
const user: Source = { kind: 'user', text: 'inline data sheet of the scenario', verified: false };

type RawSheet = Exclude<RawPool['accelerator'], string>;

/** The chip that the scenario names or describes; null after an issue. */
export function resolveAccelerator(
  raw: RawPool['accelerator'],
  path: Path,
  reporter: Reporter,
): Accelerator | null {
  if (typeof raw !== 'string') return fromSheet(raw, path, reporter);
  const known = Object.hasOwn(catalog, raw) ? catalog[raw] : undefined;
  if (known !== undefined) return known;
  reporter.error(path, 'this accelerator is not known', suggest(raw, acceleratorNames));
  return null;
}

/**
 * The chip as a pool's model uses it: with its units for 2:4 sparse weights where the model has such, by the catalog or by
 * `sparseSpeedup` of an inline sheet, which counts for all of its formats below 32 bits.
 */
function forModel(chip: Accelerator, shape: AnyShape, raw: RawPool['accelerator']): Accelerator {
  if (!('sparsity' in shape) || shape.sparsity?.kind !== '2:4') return chip;
  const speedup = typeof raw === 'string' ? undefined : raw.sparseSpeedup;
  if (speedup !== undefined) {
    const formats = (Object.keys(chip.peak) as Dtype[]).filter((dtype) => dtype !== 'fp32');
    const sources = { ...chip.sources, sparseUnits: user };
    return speedup === 1 ? chip : { ...chip, sparseUnits: { speedup, formats }, sources };
  }
  const sheet = sparseUnits[typeof raw === 'string' ? raw : (raw.base ?? '')];
  if (sheet === undefined) return chip;
  const { source, ...units } = sheet;
  return { ...chip, sparseUnits: units, sources: { ...chip.sources, sparseUnits: source } };
}

/** The chip as the models of a pool use it. */
export function forModels(
  chip: Accelerator,
  served: readonly { readonly shape: AnyShape }[],
  raw: RawPool['accelerator'],
): Accelerator {
  const sparse = served.find(({ shape }) => 'sparsity' in shape);
  return sparse === undefined ? chip : forModel(chip, sparse.shape, raw);
}

/** Keys of the sheet, and the property of {@link Accelerator} that each one gives. */
const figures = {
  memory: 'memoryBytes',
  bandwidth: 'memoryBandwidth',
  boardPower: 'boardWatts',
  idlePower: 'idleWatts',
  link: 'link',
  chipsPerNode: 'chipsPerNode',
} as const;

function fromSheet(raw: RawSheet, path: Path, reporter: Reporter): Accelerator | null {
  const base = raw.base === undefined ? undefined : catalog[raw.base];
  const sources: Record<string, Source> = { ...base?.sources };
  const values: Partial<Record<(typeof figures)[keyof typeof figures], number | string>> = {};
  const missing: string[] = [];
  // A chip without other memory reads all from what it has on the chip.
  const onChipOnly = base === undefined && raw.memory === undefined && raw.bandwidth === undefined;
  const own = onChipOnly
    ? { ...raw, memory: raw.cache?.size, bandwidth: raw.cache?.bandwidth }
    : raw;
  for (const key of Object.keys(figures) as (keyof typeof figures)[]) {
    const property = figures[key];
    const given = own[key];
    const value = given ?? base?.[property];
    if (value === undefined) missing.push(key);
    else values[property] = value;
    if (given !== undefined) sources[property] = user;
  }
  const peak: Partial<Record<Dtype, number>> = { ...base?.peak };
  for (const [dtype, value] of Object.entries(raw.peak ?? {})) {
    if (value === undefined) continue;
    peak[dtype as Dtype] = value;
    sources[`peak.${dtype}`] = user;
  }
  if (Object.keys(peak).length === 0) missing.push('peak');
  if (missing.length > 0) {
    const message = `a data sheet without base needs ${missing.join(', ')} too`;
    reporter.error(path, message, `add ${missing.join(', ')}, or base: a chip of the catalog`);
    return null;
  }
  const id = base === undefined ? 'custom' : `${base.id}-custom`;
  const chip: Accelerator = {
    id,
    name: raw.name ?? (base === undefined ? 'custom accelerator' : `${base.name} (custom)`),
    vendor: raw.vendor ?? base?.vendor ?? 'user',
    year: raw.year ?? base?.year ?? 0,
    memoryBytes: Number(values.memoryBytes),
    memoryBandwidth: Number(values.memoryBandwidth),
    peak,
    boardWatts: Number(values.boardWatts),
    idleWatts: Number(values.idleWatts),
    ...(base?.power === undefined ? {} : { power: base.power }),
    ...(raw.cache === undefined || onChipOnly
      ? {}
      : { cache: { bytes: raw.cache.size, bandwidth: raw.cache.bandwidth } }),
    link: String(values.link),
    chipsPerNode: Number(values.chipsPerNode),
    sources,
  };
  if (chip.idleWatts > chip.boardWatts) {
    const at = raw.idlePower === undefined ? 'boardPower' : 'idlePower';
    const message = `idlePower ${chip.idleWatts} W is above boardPower ${chip.boardWatts} W`;
    reporter.error([...path, at], message, 'write the idle power below the limit of the board');
    return null;
  }
  return chip;
}
