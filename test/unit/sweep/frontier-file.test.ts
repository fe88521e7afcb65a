import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../src/run/user-error.ts';
import { writeFrontier } from '../../../src/sweep/frontier-file.ts';

it('tells the user when the system does not let an earlier picture be taken away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontier-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'frontier.svg'));
  const written = writeFrontier(folder, { name: 'none', columns: [], points: [], planned: 0 });
  await expect(written).rejects.toThrow(UserError);
  await expect(written).rejects.toThrow(/^cannot remove .*frontier\.svg/);
});
