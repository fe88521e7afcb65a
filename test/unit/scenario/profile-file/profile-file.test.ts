import { describe, expect, it } from 'vitest';
import { engineProfiles } from '../../../../src/catalog/index.ts';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { canonicalScenario } from '../../../../src/scenario/canonical.ts';
import { parseScenario } from '../../../../src/scenario/parse.ts';
import {
  type CustomProfile,
  engineProfileOf,
} from '../../../../src/scenario/profile-file/custom-profile.ts';
import { readProfileFile } from '../../../../src/scenario/profile-file/read.ts';
import { profileFileText } from '../../../../src/scenario/profile-file/write.ts';

const fit = { kind: 'fit', text: 'fit: 12 rows, median error 3 %', verified: false } as const;

const fitted: CustomProfile = {
  name: 'mine',
  base: 'vllm-v1',
  figures: { hostSecondsPerStep: 0.000_123_456_789, gemmEfficiency: 0.87 },
  sources: { hostSecondsPerStep: fit, gemmEfficiency: fit },
  calibrated: {
    rows: 12,
    accelerators: ['h100-sxm'],
    models: ['llama-3.1-8b'],
    weights: ['fp8'],
    kvCache: [],
    concurrency: { from: 1, to: 64 },
    promptTokens: { from: 100, to: 2000 },
    contextTokens: null,
  },
};

function read(text: string): CustomProfile {
  const result = readProfileFile(text, 'mine.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.profile;
}

const scenario = (profile: string, concurrency = 8) => `
name: uses-a-profile
workloads:
  - { name: w, model: llama-3.1-8b, arrivals: { process: closed-loop, concurrency: ${concurrency} },
      promptTokens: { distribution: fixed, value: 512 }, outputTokens: { distribution: fixed, value: 64 } }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1, precision: { weights: fp8 }, engine: { profile: ${profile} } }
`;

describe('a profile file', () => {
  it('reads back what was written, to the last bit', () => {
    const text = profileFileText(fitted, { gemmEfficiency: [0.8, 0.9] });
    expect(read(text)).toEqual(fitted);
    expect(text).toContain('low: 0.8');
  });

  it('takes figures of somebody’s own with units, and says whose they are', () => {
    const profile = read('{ name: own, base: sglang, figures: { apiSeconds: 5ms } }');
    expect(profile.figures).toEqual({ apiSeconds: 0.005 });
    expect(profile.sources['apiSeconds']).toMatchObject({ kind: 'user' });
    const whole = engineProfileOf({ profile: 'own.yaml', customProfile: profile });
    expect(whole).toMatchObject({ id: 'own', apiSeconds: 0.005, collectives: 'custom' });
    expect(whole.hostSecondsPerLayer).toBe(engineProfiles.sglang.hostSecondsPerLayer);
  });

  it('names every mistake with its place', () => {
    const text = [
      'name: bad',
      'base: vllm-v2',
      'figures:',
      '  gemmEfficiency: 1.2',
      '  hostSecondsPerStep: -1ms',
      '  hostSecondPerLayer: 3us',
      'colour: red',
    ].join('\n');
    const result = readProfileFile(text, 'bad.yaml');
    if (result.ok) throw new Error('it was taken');
    const places = result.issues.map(({ file, line, column }) => `${file}:${line}:${column}`);
    expect(places).toEqual([
      'bad.yaml:2:7',
      'bad.yaml:4:19',
      'bad.yaml:5:23',
      'bad.yaml:6:3',
      'bad.yaml:7:1',
    ]);
  });

  it('refuses a value outside of its interval, and text that is no map', () => {
    const outside =
      '{ name: x, base: ideal, figures: { gemmEfficiency: { value: 0.5, low: 0.6 } } }';
    expect(readProfileFile(outside, 'x.yaml')).toMatchObject({ ok: false });
    for (const text of ['', '[]', '7', '{', 'a: &a [*a]']) {
      expect(readProfileFile(text, 'x.yaml'), text).toMatchObject({ ok: false });
    }
  });
});

describe('a scenario that names a profile file', () => {
  const files: Readonly<Record<string, string>> = {
    'folder/mine.yaml': profileFileText(fitted),
    'folder/bad.yaml': 'name: bad\nbase: vllm-v1\nfigures: { gemmEfficiency: 3 }\n',
  };
  const parse = (profile: string, concurrency?: number, sets: readonly string[] = []) =>
    parseScenario(scenario(profile, concurrency), {
      file: 'folder/s.yaml',
      folder: 'folder',
      sets,
      readText: (path) => {
        const text = files[path];
        if (text === undefined) throw new Error('there is no such file');
        return text;
      },
    });

  it('steps as the file says', () => {
    const own = parse('./mine.yaml'.slice(2));
    const plain = parse('vllm-v1');
    if (!own.ok || !plain.ok) throw new Error('refused');
    expect(own.warnings).toEqual([]);
    const [step] = compileScenario(own.scenario, { traces: {} }).pools.map((pool) => pool.step);
    if (step?.kind !== 'roofline') throw new Error('no roofline');
    expect(step.input.profile).toMatchObject({
      hostSecondsPerStep: 0.000_123_456_789,
      gemmEfficiency: 0.87,
      sources: { gemmEfficiency: fit },
    });
    expect(canonicalScenario(own.scenario)).toContain('0.000123456789');
    expect(canonicalScenario(plain.scenario)).not.toContain('customProfile');
  });

  it('warns outside of what was measured', () => {
    const result = parse('mine.yaml', 100);
    if (!result.ok) throw new Error('refused');
    const [warning] = result.warnings;
    expect(warning?.message).toContain('100 clients per replica (but 1 to 64)');
    expect(warning?.path).toBe('pools[p].engine.profile');
  });

  it('shows the mistakes of the file in the file, and a missing file in the scenario', () => {
    const bad = parse('bad.yaml');
    if (bad.ok) throw new Error('it was taken');
    expect(bad.issues.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      'folder/bad.yaml:3:28',
    ]);
    const none = parse('none.yaml');
    if (none.ok) throw new Error('it was taken');
    expect(none.issues[0]).toMatchObject({ file: 'folder/s.yaml', line: 7 });
    const typo = parse('vllm-v3');
    if (typo.ok) throw new Error('it was taken');
    expect(typo.issues[0]?.fix).toContain('vllm-v1');
  });

  it('takes a path of --set from the working directory', () => {
    const result = parse('vllm-v1', 8, ['pools[p].engine.profile=folder/mine.yaml']);
    expect(result.ok).toBe(true);
  });
});
