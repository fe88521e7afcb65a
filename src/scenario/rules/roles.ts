import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool } from '../scenario.ts';

interface Judged {
  readonly pool: Pool;
  readonly wrong: readonly string[];
  readonly path: Path;
}

/** Pools that compute prompts and pools that decode need each other, and keys and values that both can read. */
export function checkRoles(pools: readonly Judged[], reporter: Reporter): void {
  for (const { pool, path, wrong } of pools) {
    if (pool.role === undefined || touches(wrong, ['role'])) continue;
    if (pool.role === 'encode') continue;
    checkEngine(pool, path, reporter);
    const model = pool.serves[0]?.ref;
    const others = pools.filter((other) => other.pool.serves.some(({ ref }) => ref === model));
    // a pool that cannot be read might be the one that is missing
    if (others.some((other) => touches(other.wrong, ['role', 'serves']))) continue;
    checkPartners(pool, path, others, reporter);
  }
}

function checkPartners(
  { role, serves, precision }: Pool,
  path: Path,
  others: readonly Judged[],
  reporter: Reporter,
): void {
  const partner = role === 'prefill' ? 'decode' : 'prefill';
  const at = [...path, 'role'];
  const partners = others.filter((other) => other.pool.role === partner);
  const both = others.find((other) => other.pool.role === undefined);
  if (partners.length === 0) {
    const message = `no pool with role ${partner} serves ${serves[0]?.ref}`;
    reporter.error(at, message, `add one, or write role: both`);
  } else if (both !== undefined) {
    const message = `the pool ${both.pool.name} serves ${serves[0]?.ref} too, with role both: mixing the two is not available in this version`;
    reporter.error(at, message, 'give every pool of the model a role, or none');
  }
  const odd = partners.find((other) => other.pool.precision.kvCache !== precision.kvCache);
  if (odd === undefined || role === 'decode') return;
  const message = `keys and values in ${precision.kvCache} cannot be read by the pool ${odd.pool.name}, whose cache holds ${odd.pool.precision.kvCache}`;
  reporter.error([...path, 'precision', 'kvCache'], message, 'write the same format for both');
}

/** What an engine cannot do yet while others go on from its prompts. */
function checkEngine(pool: Pool, path: Path, reporter: Reporter): void {
  const { engine, parallelism, role, serves } = pool;
  const refuse = (what: string, at: Path, fix: string) =>
    reporter.error([...path, ...at], `${what} is not available with role ${role}`, fix);
  const shape = serves[0]?.shape;
  if (shape !== undefined && isOneShot(shape)) {
    refuse('a model that answers in one shot', ['role'], 'write role: both');
  }
  if (pool.autoscaling?.spec.policy === 'slo-driven') {
    const at = ['autoscaling', 'policy'];
    refuse('the policy slo-driven', at, 'choose one that goes by load, such as ongoing-requests');
  }
  if (parallelism.data > 1) refuse('data parallelism', ['parallelism', 'data'], 'use data: 1');
  if (engine.kvCache === false)
    refuse('an engine without KV cache', ['engine', 'kvCache'], 'write true');
  if (engine.prefixCache === true) {
    refuse('the prefix cache', ['engine', 'prefixCache'], 'write false');
  }
  if (engine.speculation !== undefined)
    refuse('speculation', ['engine', 'speculation'], 'write none');
  if (engine.scheduler === 'vtc') {
    refuse('the scheduler vtc', ['engine', 'scheduler'], 'write fcfs');
  }
}
