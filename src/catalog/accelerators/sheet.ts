import type { Bytes, BytesPerSecond, FlopsPerSecond, Watts } from '../../base/units.ts';
import type { Accelerator, Dtype, PowerShares, Source } from '../../physics/data-sheets.ts';
import { assumed, type Cited, dataSheet } from '../sources.ts';

type Figure<T> = T | Cited<T>;

/** A data sheet as typed in: a bare figure has the sheet's own source, a cited one brings another. */
export interface Sheet {
  readonly name: string;
  readonly year: number;
  readonly source: Source;
  readonly memoryBytes: Figure<Bytes>;
  readonly memoryBandwidth: Figure<BytesPerSecond>;
  readonly peak: Readonly<Partial<Record<Dtype, Figure<FlopsPerSecond>>>>;
  readonly boardWatts: Figure<Watts>;
  readonly idleWatts: Cited<Watts>;
  readonly power?: Cited<PowerShares>;
  readonly link: Figure<string>;
  readonly chipsPerNode: Figure<number>;
}

/** Turns one vendor's sheets into accelerators whose every figure has its source; the key is the id. */
export function accelerators<Id extends string>(
  vendor: string,
  sheets: Readonly<Record<Id, Sheet>>,
): Readonly<Record<Id, Accelerator>> {
  const made: Partial<Record<Id, Accelerator>> = {};
  for (const id in sheets) made[id] = accelerator(id, vendor, sheets[id]);
  return made as Record<Id, Accelerator>;
}

function accelerator(id: string, vendor: string, sheet: Sheet): Accelerator {
  const sources: Record<string, Source> = {};
  const cite = <T extends number | string>(property: string, figure: Figure<T>): T => {
    sources[property] = isCited(figure) ? figure[1] : sheet.source;
    return isCited(figure) ? figure[0] : figure;
  };
  const citePower = ([shares, source]: Cited<PowerShares>): PowerShares => {
    sources['power'] = source;
    return shares;
  };
  const peak: Partial<Record<Dtype, FlopsPerSecond>> = {};
  for (const [dtype, figure] of Object.entries(sheet.peak)) {
    peak[dtype as Dtype] = cite(`peak.${dtype}`, figure);
  }
  return {
    id,
    name: sheet.name,
    vendor,
    year: sheet.year,
    memoryBytes: cite('memoryBytes', sheet.memoryBytes),
    memoryBandwidth: cite('memoryBandwidth', sheet.memoryBandwidth),
    peak,
    boardWatts: cite('boardWatts', sheet.boardWatts),
    idleWatts: cite('idleWatts', sheet.idleWatts),
    ...(sheet.power === undefined ? {} : { power: citePower(sheet.power) }),
    link: cite('link', sheet.link),
    chipsPerNode: cite('chipsPerNode', sheet.chipsPerNode),
    sources,
  };
}

function isCited<T>(figure: Figure<T>): figure is Cited<T> {
  return Array.isArray(figure);
}

/** Idle power that nobody published, as a share of the board's power. */
export function idleShare(boardWatts: Watts, share: number, because: string): Cited<Watts> {
  return [Math.round(boardWatts * share), assumed(`${share} of board power, ${because}`)];
}

/** Memory as the driver counts it; less than the data sheet's round number where ECC or firmware keep some. */
export function reported(mebibytes: number, tool = 'nvidia-smi'): Cited<Bytes> {
  return [mebibytes * 2 ** 20, dataSheet(`total memory that ${tool} reports: ${mebibytes} MiB`)];
}

/** Memory as data sheets print it. */
export const gigabytes = (count: number): Bytes => count * 1e9;
/** Memory as documents print it that say GiB, or count HBM stacks. */
export const gibibytes = (count: number): Bytes => count * 2 ** 30;
export const tera = (count: number): number => count * 1e12;
