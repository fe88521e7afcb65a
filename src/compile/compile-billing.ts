import type { Pool } from '../scenario/scenario.ts';
import type { CompiledPool } from './compiled.ts';

const HOUR = 3600;

/** What a replica's `chips` cost while they are billed; nothing where nobody rents them. */
export function compileBilling({ billing }: Pool, chips: number): Pick<CompiledPool, 'billing'> {
  if (billing === undefined) return {};
  const { billed, incrementSeconds, minimumSeconds, usdPerAcceleratorHour } = billing;
  const usdPerReplicaSecond = (chips * usdPerAcceleratorHour) / HOUR;
  return { billing: { billed, incrementSeconds, minimumSeconds, usdPerReplicaSecond } };
}
