import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, tailwatt } from '../e2e/command.ts';
import { run } from './run.ts';

const { TAILWATT_DATA = '../shared/data' } = process.env;
const data = resolve(root, TAILWATT_DATA);
const hasData = existsSync(join(data, 'traces'));
if (!hasData) process.stderr.write(`Tests on measured data are passed over: no folder ${data}\n`);

describe.runIf(hasData)('the public traces', () => {
  it.each([
    ['conversation', 'AzureLLMInferenceTrace_conv.csv', 19_366],
    ['code', 'AzureLLMInferenceTrace_code.csv', 8_819],
  ])('azure-%s takes the trace itself, every row of it', async (workload, file, rows) => {
    const path = join(data, 'traces', file);
    const arrivals = `workloads[${workload}].arrivals={process: trace, file: ${path}, format: azure-llm}`;
    const words = ['--set', arrivals, '--set', 'horizon=trace'];
    const { counts, status } = await run(`scenarios/azure-${workload}.yaml`, ...words);
    expect({ offered: counts.offered, status }).toEqual({ offered: rows, status: 'completed' });
  });

  it('trace reads Mooncake', async () => {
    const path = join(data, 'traces', 'mooncake_conversation.jsonl');
    const { code, stdout } = await tailwatt(['trace', path, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'mooncake', summary: { rows: 12_031 } });
  });
});
