import type { Path } from '../document/tree.ts';
import type { PoolRule } from './rule.ts';

/** What engines of several models that share a replica's chips cannot do yet. */
export const sharedChips: PoolRule = {
  involves: [
    'serves',
    'role',
    'autoscaling',
    'power',
    'cooling',
    'parallelism',
    'sharing',
    'engine.kvCache',
    'engine.prefixCache',
    'engine.speculation',
    'engine.preemption',
  ],
  check({ beside, engine, parallelism, role, autoscaling, ...pool }, path, reporter) {
    if (beside === undefined) return;
    const refuse = (what: string, at: Path, fix: string) => {
      const message = `${what} is not available with several models on one replica`;
      const apart = 'serve each model from a pool of its own';
      reporter.error([...path, ...at], message, `${fix}, or ${apart}`);
    };
    if (role !== undefined) refuse(`role ${role}`, ['role'], 'write both');
    if (autoscaling !== undefined) refuse('autoscaling', ['autoscaling'], 'write none');
    if (pool.cooling !== undefined) refuse('the heat of chips', ['cooling'], 'write none');
    if (pool.powerBudget !== undefined) {
      refuse('a power governor', ['power', 'governor'], 'write none');
    }
    const { tensor, pipeline, data } = parallelism;
    if (pool.sharing !== undefined && tensor * pipeline * data > 1) {
      const message = 'processes that share chips (sharing) have one chip each';
      reporter.error([...path, 'parallelism'], message, 'use tensor: 1, pipeline: 1 and data: 1');
    } else if (data > 1) refuse('data parallelism', ['parallelism', 'data'], 'use data: 1');
    if (engine.kvCache === false) {
      refuse('an engine without KV cache', ['engine', 'kvCache'], 'write true');
    }
    if (engine.prefixCache === true) {
      refuse('the prefix cache', ['engine', 'prefixCache'], 'write false');
    }
    if (engine.preemption === 'swap') {
      refuse('preemption swap', ['engine', 'preemption'], 'write recompute');
    }
    if (engine.speculation !== undefined) {
      refuse('speculation', ['engine', 'speculation'], 'write none');
    }
  },
};
