import type { Draft } from '../random-scenario.ts';
import { onEngines, onPools, onWorkloads, type Twist, without } from './twist.ts';

/** Every tenant has an adapter of its own, of which host memory holds `more` than the chips, or all (below 0); what engines with adapters cannot do is undone. */
export function adapted(slots: number, tenants: number, more: number): Twist {
  const variants = new Map<unknown, object>();
  const variantOf = (base: unknown): object => {
    const made = variants.get(base) ?? { base, variant: { kind: 'lora', rank: 8 } };
    variants.set(base, made);
    return made;
  };
  return (draft) => {
    const plain = { scheduler: 'fcfs', batching: 'continuous', prefixCache: false };
    const fitting = onEngines(plain)(without('speculation', 'kvTiers', 'onboardThreshold')(draft));
    const alone = onPools({
      parallelism: { data: 1 },
      adapters: more < 0 ? { slots } : { slots, hostSlots: slots + more },
    })(fitting);
    const { workloads, pools }: Draft = onWorkloads({
      tenants: { count: tenants, skew: 0.5 },
      prefix: 'none',
    })(alone);
    return {
      ...alone,
      workloads: workloads.map((each) => ({ ...each, model: variantOf(each['model']) })),
      pools: pools.map((pool) => ({
        ...pool,
        serves: (pool['serves'] as readonly string[]).map(variantOf),
      })),
    };
  };
}
