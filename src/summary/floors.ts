import type { ClassSamples } from '../record/class-samples.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** A share of right answers that was promised, and what became of it. */
export interface FloorFigures {
  /** Requests that it was promised to: all, those with high stakes, or the others where some have these. */
  readonly of: 'all' | 'high-stakes' | 'others';
  /** Measured ones that a model was called for. */
  readonly requests: number;
  readonly accuracy: number | null;
  /** 95 %. */
  readonly accuracyInterval: readonly [number, number] | null;
  /** Null where nothing was promised to these requests. */
  readonly slaFloor: number | null;
  /** Whether all of the interval lies at or above the floor, or below it; null where it holds the floor, and without one. */
  readonly held: boolean | null;
}

/** What a route promises, as compiled. */
export interface SummarizedFloors {
  readonly slaFloor?: number;
  readonly highStakes?: { readonly slaFloor?: number };
}

/** Floors of a route whose stages are its tiers, the third of requests with high stakes; none where it promises nothing and tells nobody apart. */
export function floorsOf(
  { stages }: Pick<ClassSamples, 'stages'>,
  route: SummarizedFloors | undefined,
): { readonly floors?: readonly FloorFigures[] } {
  if (route === undefined) return {};
  const { slaFloor, highStakes } = route;
  if (slaFloor === undefined && highStakes === undefined) return {};
  const [quick, deep, guaranteed] = stages?.stages ?? [];
  const sum = (parts: readonly (typeof quick)[]) => ({
    requests: parts.reduce((total, part) => total + (part?.requests ?? 0), 0),
    right: parts.reduce((total, part) => total + (part?.right ?? 0), 0),
  });
  const routed = sum([quick, deep]);
  if (highStakes === undefined) return { floors: [figuresOf('all', routed, slaFloor)] };
  return {
    floors: [
      figuresOf('high-stakes', sum([guaranteed]), highStakes.slaFloor),
      figuresOf('others', routed, slaFloor),
    ],
  };
}

function figuresOf(
  of: FloorFigures['of'],
  { requests, right }: { readonly requests: number; readonly right: number },
  floor: number | undefined,
): FloorFigures {
  const interval = wilsonInterval(right, requests);
  const [low, high] = interval ?? [0, 1];
  const held = floor === undefined ? null : low >= floor ? true : high < floor ? false : null;
  return {
    of,
    requests,
    accuracy: requests > 0 ? right / requests : null,
    accuracyInterval: interval,
    slaFloor: floor ?? null,
    held,
  };
}

/** Floors as rows: name and value; none without. */
export function floorFigures(
  floors: readonly FloorFigures[] | undefined,
): readonly (readonly [string, number | null])[] {
  return (floors ?? []).flatMap(({ of, requests, accuracy, slaFloor }) => {
    const name = of.replace('-', '_');
    return [
      [`${name}_requests`, requests] as const,
      [`${name}_accuracy`, accuracy] as const,
      ...(slaFloor === null ? [] : [[`${name}_sla_floor`, slaFloor] as const]),
    ];
  });
}
