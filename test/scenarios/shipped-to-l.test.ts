import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../e2e/command.ts';
import { holdShipped, shown } from './shipped.ts';

describe('the scenarios that ship, a to l', () => {
  it('are all tested', () => {
    const names = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.yaml'));
    expect(names.map((name) => name.replace('.yaml', '')).sort()).toEqual(Object.keys(shown));
  });

  holdShipped('a', 'l');
});
