import { outsideOf, outsideText } from '../physics/validity.ts';
import type { SummaryInput } from './input.ts';
import type { PoolValidity } from './pool-validity.ts';

/** The pools of a run that left what their profiles were fitted on. */
export function validityOf({ compiled, totals }: SummaryInput): readonly PoolValidity[] {
  return compiled.pools
    .flatMap((pool) => pool.engines ?? [pool])
    .map(({ name, step }, i) => ({
      pool: name,
      outside: outsideOf(step, totals.reached[i] ?? null),
    }))
    .filter(({ outside }) => outside.length > 0);
}

/** The same for people, a sentence per pool. */
export function validityWarnings(validity: readonly PoolValidity[]): readonly string[] {
  return validity.flatMap(({ pool, outside }) => {
    const text = outsideText(outside);
    return text === null ? [] : [`pool ${pool}: ${text}`];
  });
}

/** Of several replications: what any of them left, each respect as the one found it that went farthest. */
export function joinValidity(all: readonly (readonly PoolValidity[])[]): readonly PoolValidity[] {
  const names = [...new Set(all.flatMap((each) => each.map(({ pool }) => pool)))].sort();
  return names.map((pool) => {
    const found = all.flatMap((each) => each.filter((one) => one.pool === pool));
    const aspects = new Map<string, PoolValidity['outside'][number]>();
    for (const each of found.flatMap(({ outside }) => outside)) {
      const known = aspects.get(each.aspect);
      if (known === undefined || figureIn(each.found) > figureIn(known.found)) {
        aspects.set(each.aspect, each);
      }
    }
    return { pool, outside: [...aspects.values()] };
  });
}

/** The first number in a text; 0 without one. */
function figureIn(text: string): number {
  return Number(/\d+/.exec(text)?.[0] ?? 0);
}
