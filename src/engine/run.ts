import type { CompiledScenario } from '../compile/compiled.ts';
import type { Recorder } from '../record/port.ts';
import type { Run } from './port.ts';
import { Simulation } from './simulation.ts';

export type { Run, RunState } from './port.ts';

/** Makes a run. Equal scenario, seed and replication give equal bytes. */
export function createRun(
  compiled: CompiledScenario,
  replication: number,
  recorder: Recorder,
): Run {
  return new Simulation(compiled, replication, recorder);
}
