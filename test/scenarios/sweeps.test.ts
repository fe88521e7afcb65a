import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, tailwatt, temporaryFolder } from '../e2e/command.ts';

function filesIn(folder: string): string[] {
  const names = readdirSync(join(root, 'scenarios', folder));
  return names.filter((name) => name.endsWith('.yaml')).map((name) => basename(name, '.yaml'));
}

describe('the sweeps that ship, each point by 1,200 requests', () => {
  it.each(filesIn('sweeps'))('%s runs every point', async (name) => {
    const short = ['--set', 'horizon={requests: 1200}', '--workers', '1'];
    const words = [...short, '--out', join(temporaryFolder(), 'out'), '--json'];
    const { code, stdout, stderr } = await tailwatt([
      'sweep',
      `scenarios/sweeps/${name}.yaml`,
      ...words,
    ]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed' });
  });
});

describe('the forecasts that ship', () => {
  it.each(filesIn('forecasts'))('%s is answered', async (name) => {
    const out = join(temporaryFolder(), 'out');
    const words = ['forecast', `scenarios/forecasts/${name}.yaml`, '--out', out, '--json'];
    const { code, stdout, stderr } = await tailwatt(words);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).figures.length).toBeGreaterThan(0);
  });
});
