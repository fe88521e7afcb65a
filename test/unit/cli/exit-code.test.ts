import { expect, it } from 'vitest';
import { exitCode, failuresCode } from '../../../src/cli/exit-code.ts';

it('tells failures that the user can mend from our bugs', () => {
  expect(failuresCode([])).toBe(exitCode.done);
  expect(failuresCode([{ kind: 'too-long' }, { kind: 'input' }])).toBe(exitCode.badInput);
  expect(failuresCode([{ kind: 'input' }, { kind: 'error' }])).toBe(exitCode.bug);
});
