import type { AdapterTotals, ResidencyTotals } from '../record/residency-totals.ts';
import type { RunTotals } from '../record/totals.ts';
import type { EngineReplica } from './replica/port.ts';
import { ReplicaSums } from './replica/step-ledger.ts';

interface Loads {
  readonly loads: number;
  readonly loadingSeconds: number;
}

/** Loads of models and adapters until `seconds`, where they come and go. */
export function loadTotals(
  replicas: readonly EngineReplica[],
  seconds: number,
): Pick<RunTotals, 'residency' | 'adapters'> {
  const models = replicas.flatMap(({ residency, received }) =>
    residency ? [{ ...loadsOf(residency), cold: residency.coldArrivals, all: received }] : [],
  );
  const holders = replicas.filter(({ adapters }) => adapters != null);
  return {
    ...(models.length > 0 && { residency: sumOfLoads(models) }),
    ...(holders.length > 0 && { adapters: adapterTotals(holders, seconds) }),
  };
}

function adapterTotals(replicas: readonly EngineReplica[], seconds: number): AdapterTotals {
  const slots = replicas.map(({ adapters }) => adapters!);
  const sums = sumOfLoads(
    slots.map((own) => ({ ...loadsOf(own), cold: own.loads, all: own.joins })),
  );
  const storage = { loads: 0, readingSeconds: 0 };
  let [queued, barred] = [0, 0];
  for (const own of slots) {
    queued += own.queued;
    barred += own.barred;
    storage.loads += own.reads;
    storage.readingSeconds += own.readingSeconds;
  }
  const ran = new ReplicaSums();
  for (const replica of replicas) replica.sumsAt(seconds, ran);
  const isCached = replicas.some(({ pool }) => pool.spec.adapters?.host !== undefined);
  return {
    ...sums,
    barredShare: queued === 0 ? null : barred / queued,
    loadingShare: ran.busySeconds === 0 ? null : sums.loadingSeconds / ran.busySeconds,
    ...(isCached && { storage }),
  };
}

function loadsOf({ loads, loadingSeconds }: Loads): Loads {
  return { loads, loadingSeconds };
}

/** `cold` of `all` requests found missing what they need. */
function sumOfLoads(
  each: readonly (Loads & { readonly cold: number; readonly all: number })[],
): ResidencyTotals {
  const total = { loads: 0, loadingSeconds: 0, cold: 0, all: 0 };
  for (const { loads, loadingSeconds, cold, all } of each) {
    total.loads += loads;
    total.loadingSeconds += loadingSeconds;
    total.cold += cold;
    total.all += all;
  }
  const { cold, all, ...sums } = total;
  return { ...sums, coldShare: all === 0 ? null : cold / all };
}
