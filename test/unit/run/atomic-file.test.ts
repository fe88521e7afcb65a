import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isUnfinished, writeFileAtomically } from '../../../src/run/atomic-file.ts';
import { UserError } from '../../../src/run/user-error.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-atomic-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function failureOf(write: () => unknown): unknown {
  try {
    return write();
  } catch (error) {
    return error;
  }
}

describe('writeFileAtomically', () => {
  it('writes text or bytes, and returns how many there are', () => {
    const path = join(base, 'x.json');
    expect(writeFileAtomically(path, '{"µ": 1}\n')).toBe(10);
    expect(readFileSync(path, 'utf8')).toBe('{"µ": 1}\n');
    const pieces = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)];
    expect(writeFileAtomically(path, pieces)).toBe(3);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(writeFileAtomically(path, [])).toBe(0);
    expect(readdirSync(base)).toEqual(['x.json']);
  });

  it('shows nothing under the name before all of it is there', () => {
    const path = join(base, 'x');
    writeFileSync(path, 'old');
    const seen: string[] = [];
    function* pieces() {
      for (let piece = 0; piece < 3; piece += 1) {
        seen.push(readFileSync(path, 'utf8'));
        yield new Uint8Array(1000);
      }
      seen.push(...readdirSync(base).filter(isUnfinished));
    }
    writeFileAtomically(path, pieces());
    expect(seen.slice(0, 3)).toEqual(['old', 'old', 'old']);
    expect(seen).toHaveLength(4);
    expect(readFileSync(path)).toHaveLength(3000);
  });

  it('leaves the old file and nothing else when its contents cannot be made', () => {
    const path = join(base, 'x');
    writeFileSync(path, 'old');
    function* pieces() {
      yield new Uint8Array(1000);
      throw new Error('our bug');
    }
    expect(String(failureOf(() => writeFileAtomically(path, pieces())))).toBe('Error: our bug');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(base)).toEqual(['x']);
  });

  it('says what could not be written, and leaves nothing', () => {
    const nowhere = failureOf(() => writeFileAtomically(join(base, 'none', 'x'), 'text'));
    expect(nowhere).toBeInstanceOf(UserError);
    expect(String(nowhere)).toMatch(/cannot write .*none.x: .* \(ENOENT\)/);
    mkdirSync(join(base, 'folder', 'in'), { recursive: true });
    const inTheWay = failureOf(() => writeFileAtomically(join(base, 'folder'), 'text'));
    expect(String(inTheWay)).toMatch(/cannot write .*folder: .* \((EISDIR|ENOTEMPTY|EEXIST)\)/);
    expect(readdirSync(base)).toEqual(['folder']);
  });

  it('takes another file than one that is being written', () => {
    const path = join(base, 'x');
    function* pieces() {
      yield Uint8Array.of(65);
      writeFileAtomically(path, 'between');
      yield Uint8Array.of(66);
    }
    writeFileAtomically(path, pieces());
    expect(readFileSync(path, 'utf8')).toBe('AB');
    expect(readdirSync(base)).toEqual(['x']);
  });
});
