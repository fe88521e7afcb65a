import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { readFileStart } from '../../../src/run/read-text.ts';
import { UserError } from '../../../src/run/user-error.ts';
import { ggufBytes } from '../catalog/gguf-bytes.ts';
import { refused } from '../scenario/parse-text.ts';

const header = ggufBytes({
  'general.architecture': 'qwen3',
  'general.file_type': 15,
  'qwen3.block_count': 36,
  'qwen3.context_length': 40_960,
  'qwen3.embedding_length': 4096,
  'qwen3.feed_forward_length': 12_288,
  'qwen3.attention.head_count': 32,
  'qwen3.attention.head_count_kv': 8,
  'qwen3.attention.key_length': 128,
  'qwen3.vocab_size': 151_936,
});
const text = 'name: x\nworkloads: [{name: chat, model: ./small.gguf}]\npools: [{name: h100}]\n';

let folder: string;
let scenario: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gguf-'));
  scenario = join(folder, 'a.yaml');
  writeFileSync(scenario, text);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The issues of loading the scenario, which must fail. */
function issuesOf(): string[] {
  try {
    loadScenario(scenario);
  } catch (error) {
    if (error instanceof UserError) return (error.issues ?? []).map(({ message }) => message);
    throw error;
  }
  throw new Error('the scenario was accepted');
}

describe('a scenario that names a GGUF file', () => {
  it('serves its model, and stamps the file', () => {
    const weights = new Uint8Array(1000).fill(255);
    writeFileSync(join(folder, 'small.gguf'), new Uint8Array([...header, ...weights]));
    const { scenario: loaded, namedFiles } = loadScenario(scenario);
    expect(loaded.pools[0]?.serves[0]).toMatchObject({
      ref: './small.gguf',
      shape: { layers: 36, kvHeads: 8, headDim: 128, nativeDtype: 'int4' },
    });
    expect(namedFiles).toHaveLength(1);
    expect(namedFiles[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('says what is wrong with a missing or a damaged file', () => {
    expect(issuesOf().join()).toContain('cannot use');
    writeFileSync(join(folder, 'small.gguf'), header.subarray(0, 100));
    expect(issuesOf().join()).toContain('does not end within 100 bytes');
    writeFileSync(join(folder, 'small.gguf'), 'GGML');
    expect(issuesOf().join()).toContain('it is no GGUF file');
  });

  it('is an issue where files cannot be read', () => {
    expect(refused(text)[0]?.message).toBe('files cannot be read here');
  });
});

describe('readFileStart', () => {
  it('reads all of a small file, none of an empty one', () => {
    const file = join(folder, 'b.bin');
    writeFileSync(file, header);
    expect(readFileStart(file)).toEqual(new Uint8Array(header));
    writeFileSync(file, '');
    expect(readFileStart(file)).toHaveLength(0);
    expect(() => readFileStart(folder)).toThrow(UserError);
  });
});
