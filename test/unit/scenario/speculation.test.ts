import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { errorsWith, scenarioOf, shortest } from './parse-text.ts';

const at = (value: string) => `pools[h100].engine.speculation=${value}`;
const small = at('{method: draft-model, model: llama-3.2-1b}');
const compiled = (...sets: string[]) =>
  compileScenario(scenarioOf(shortest, ...sets), { traces: {} }).pools[0]!;
const deepseek = ['workloads[chat].model=deepseek-v3', 'pools[h100].accelerator=h200'];

describe('speculation', () => {
  it('leaves no trace where it is none', () => {
    expect(scenarioOf(shortest, at('none'))).toEqual(scenarioOf(shortest));
    expect(compiled()).not.toHaveProperty('decoding');
  });

  it('drafts four tokens, accepted with probability 0.7, where nothing else is said', () => {
    const { decoding } = compiled(small);
    expect(decoding).toMatchObject({ kind: 'speculation', tokens: 4, acceptance: 0.7 });
  });

  it('keeps the draft model’s weights and cache in the memory', () => {
    const sets = ['pools[h100].parallelism.tensor=4'];
    const blocks = (...more: string[]) => compiled(...sets, ...more).kvBlocks;
    expect(blocks(small)).toBeLessThan(blocks());
    expect(blocks(small)).toBeGreaterThan(0.8 * blocks());
    expect(blocks(at('{method: n-gram}'))).toBe(blocks());
  });

  it('drafts with the layer that the model was published with', () => {
    const { decoding } = compiled(...deepseek, at('{method: mtp, tokens: 1, acceptance: 0.85}'));
    const draft = decoding?.kind === 'speculation' ? decoding.draft : null;
    expect(draft).toMatchObject({ kind: 'passes', input: { model: { layers: 1 } } });
  });

  it('costs nothing beside a stated step', () => {
    const { decoding } = compiled(small, 'pools[h100].engine.stepTime={kind: affine, base: 8ms}');
    expect(decoding).toMatchObject({ draft: { kind: 'stated' } });
  });

  it.each([
    [at('{method: mtp}'), /has no layers that predict further tokens/],
    [at('{method: draft-model, model: qwen2.5-7b}'), /the tokens of .* are not those of/],
    [at('{method: draft-model, model: resnet-50}'), /generates no tokens/],
    [at('{method: draft-model}'), /model: is missing/],
    [at('{method: eagle}'), /eagle is not available in this version/],
    [at('{method: n-gram, model: llama-3.2-1b}'), /model/],
    [at('{method: n-gram, acceptance: 1.2}'), /must be at most 1/],
    [at('on'), /must be none or a block/],
  ])('refuses %s', (set, message) => {
    expect(errorsWith(set).join()).toMatch(message);
  });

  it('refuses layouts that it is not built for, and budgets without room for drafts', () => {
    const draft = at('{method: n-gram, tokens: 7}');
    const errors = (...sets: string[]) => errorsWith(draft, ...sets).join();
    expect(errors('pools[h100].parallelism={tensor: 4, pipeline: 2}')).toMatch(/with pipeline 2/);
    expect(errors('pools[h100].parallelism={tensor: 4, data: 2}')).toMatch(/with data 2/);
    expect(errors('pools[h100].engine.kvCache=false')).toMatch(/without a KV cache/);
    expect(errors('pools[h100].engine.maxBatchedTokens=2047')).toMatch(
      /× 8 tokens, drafts included.*2048 or more/,
    );
  });
});
