import type { IdealTerm } from '../../physics/ideal.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { FailureSpec } from '../failures.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';

/** Terms of a step, which a stated step time does not tell apart. */
const ofSteps: readonly IdealTerm[] = ['memory', 'cache', 'network', 'host'];

/** Refuses what `ideal` cannot make free, and warns of terms that nothing here has. */
export function checkIdealFreesSomething(
  { ideal, fabric, sites, routing }: Pick<RawTop, 'ideal' | 'fabric' | 'sites' | 'routing'>,
  pools: readonly Pool[],
  failures: readonly FailureSpec[],
  reporter: Reporter,
): void {
  const path = ['ideal'];
  const steps = ideal.filter((term) => ofSteps.includes(term));
  const stated = pools.find(({ engine }) => engine.stepTime !== null);
  if (steps.length > 0 && stated !== undefined) {
    const message = `engine.stepTime of pool ${stated.name} says what a step takes, and not how much of it is ${steps.join(' or ')}`;
    reporter.error(path, message, 'leave stepTime out, or write ideal: none');
  }
  if (ideal.includes('network')) {
    if (fabric !== 'none' && fabric.topology !== 'none') {
      const message = 'network: a fabric with a topology has links that all take time';
      reporter.error(path, message, 'write fabric.topology: none, or leave network out of ideal');
    }
    if (sites.some(({ latency }) => latency !== undefined && Object.keys(latency).length > 0)) {
      const message = 'network: the way between clients and sites is a distance, which stays';
      reporter.error(path, message, 'leave sites[].latency out, or network out of ideal');
    }
  }
  for (const [index, term] of ideal.entries()) {
    if (ideal.indexOf(term) < index) {
      reporter.warning([...path, index], `${term} stands here twice`, 'write it once');
    } else if (!has(term, pools, failures, routing)) {
      reporter.warning([...path, index], `nothing here takes ${lacking[term]}`, 'leave it out');
    }
  }
}

const lacking: Readonly<Record<IdealTerm, string>> = {
  memory: 'time for bytes of memory',
  cache: 'time for keys and values: no model generates tokens from a cache',
  network: 'time on a network: replicas are single chips, and nothing moves between them',
  host: 'time of CPUs',
  io: 'time to be copied: nobody starts, fails, swaps, or holds models, adapters or cached blocks elsewhere',
};

function has(
  term: IdealTerm,
  pools: readonly Pool[],
  failures: readonly FailureSpec[],
  routing: RawTop['routing'],
): boolean {
  switch (term) {
    case 'memory':
    case 'host':
      return true;
    case 'cache':
      return pools.some(
        ({ serves, engine }) =>
          engine.kvCache !== false && serves.some(({ shape }) => !isOneShot(shape)),
      );
    case 'network':
      return (
        routing.disaggregate !== undefined ||
        pools.some(
          ({ parallelism: { tensor, pipeline, data }, role, engine }) =>
            tensor * pipeline * data > 1 ||
            role !== undefined ||
            engine.kvTiers?.tiers.some(({ tier }) => tier === 'remote') === true,
        )
      );
    case 'io':
      // slow chips and halls that warm up restart nothing
      return failures.some((each) => each.restartSeconds > 0) || pools.some(copies);
  }
}

function copies({ autoscaling, residency, adapters, engine }: Pool): boolean {
  return (
    autoscaling?.coldStart.kind === 'parts' ||
    residency !== undefined ||
    adapters !== undefined ||
    engine.swap !== undefined ||
    engine.kvTiers?.tiers.some(({ tier }) => tier !== 'remote') === true
  );
}
