import type { Path } from '../document/tree.ts';
import type { PoolRule } from './rule.ts';

/** What engines that hold adapters of several tenants cannot do yet. */
export const adapterEngine: PoolRule = {
  involves: [
    'adapters',
    'serves',
    'role',
    'parallelism.data',
    'engine.scheduler',
    'engine.batching',
    'engine.prefixCache',
    'engine.speculation',
  ],
  check({ adapters, serves, engine, parallelism, role }, path, reporter) {
    if (adapters === undefined) return;
    const refuse = (what: string, at: Path, fix: string) => {
      const message = `${what} is not available with adapters of several tenants`;
      reporter.error([...path, ...at], message, fix);
    };
    const { batching, scheduler } = engine;
    if (serves.length > 1) refuse('a second model', ['serves'], 'serve it from a pool of its own');
    if (role !== undefined) refuse(`role ${role}`, ['role'], 'write both');
    if (parallelism.data > 1) refuse('data parallelism', ['parallelism', 'data'], 'use data: 1');
    if (scheduler !== 'fcfs') {
      refuse(`scheduler ${scheduler}`, ['engine', 'scheduler'], 'write fcfs');
    }
    if (batching === 'static') {
      refuse('batching static', ['engine', 'batching'], 'write continuous');
    }
    // blocks of one text differ by adapter
    if (engine.prefixCache === true) {
      refuse('the prefix cache', ['engine', 'prefixCache'], 'write false');
    }
    if (engine.speculation !== undefined) {
      refuse('speculation', ['engine', 'speculation'], 'write none');
    }
  },
};
