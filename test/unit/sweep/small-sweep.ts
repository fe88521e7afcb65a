import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadedSweep, loadSweep } from '../../../src/sweep/load-sweep.ts';

/** A queue whose steps take 4 ms whatever is in them: a run takes milliseconds. */
export const lineScenario = `name: line
seed: 3
horizon: { requests: 60 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 2/s }
    promptTokens: { distribution: fixed, value: 16 }
    outputTokens: { distribution: geometric, mean: 50 }
    maxTokens: 4096
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { maxSequences: 1, stepTime: { kind: affine, base: 4ms } }
`;

/** Writes a sweep over these axes, and its scenario beside it, into a folder and reads it. */
export function smallSweep(
  folder: string,
  axes: Readonly<Record<string, readonly (string | number)[]>>,
  more = '',
): Promise<LoadedSweep> {
  writeFileSync(join(folder, 'line.yaml'), lineScenario);
  const text = `scenario: line.yaml\n${more}axes: ${JSON.stringify(axes)}\n`;
  writeFileSync(join(folder, 'small.yaml'), text);
  return loadSweep(join(folder, 'small.yaml'));
}
