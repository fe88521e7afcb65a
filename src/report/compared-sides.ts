import type { ComparedSide } from '../summary/comparison.ts';

/** Which results stand on which side. */
export function sidesText(a: ComparedSide, b: ComparedSide): string {
  const line = (label: string, { folder, name, seed, replications, status }: ComparedSide) => {
    const repeated = `${replications} ${replications === 1 ? 'replication' : 'replications'}`;
    const state = status === 'completed' ? '' : `, ${status}`;
    return `${label}  ${folder} · ${name}, seed ${seed}, ${repeated}${state}`;
  };
  return `${line('A', a)}\n${line('B', b)}`;
}
