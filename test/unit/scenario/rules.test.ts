import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, refused, shortest } from './parse-text.ts';

function warningsWith(...sets: string[]): string[] {
  return accepted(shortest, { sets }).warnings.map((issue) => issue.message);
}

describe('rules between keys', () => {
  it('keeps a replica inside a node, in groups that fill it', () => {
    expect(errorsWith('pools[h100].parallelism={tensor: 8, pipeline: 2}')[0]).toMatch(
      /needs 16 accelerators; a node has 8/,
    );
    const six = ['pools[h100].node={acceleratorsPerNode: 6}', 'pools[h100].parallelism.tensor=4'];
    expect(errorsWith(...six)[0]).toMatch(/tensor 4 does not divide the node's 6/);
  });

  it('keeps attention heads whole', () => {
    const sets = ['pools[h100].node={acceleratorsPerNode: 6}', 'pools[h100].parallelism.tensor=6'];
    expect(errorsWith(...sets)[0]).toMatch(
      /tensor 6 does not divide the 64 attention heads.*use tensor: 1 or 2/,
    );
  });

  it('forms batches beside a cache, without drafts, a closed one on one data rank', () => {
    const of = (...sets: string[]) => errorsWith(...sets.map((set) => `pools[h100].${set}`)).join();
    const drafts = 'engine.speculation={method: n-gram, tokens: 2, acceptance: 0.5}';
    for (const batching of ['static', 'orca', 'sarathi']) {
      const set = `engine.batching=${batching}`;
      accepted(shortest, { sets: [`pools[h100].${set}`] });
      expect(of(set, 'engine.kvCache=false')).toMatch(/is not available without a KV cache/);
      expect(of(set, drafts)).toMatch(/is not available with speculation/);
    }
    const ranks = 'parallelism={tensor: 4, data: 2}';
    expect(of('engine.batching=static', ranks)).toMatch(/static is not available with data ranks/);
  });

  it('preempts nobody beside a cache, without drafts', () => {
    const of = (...sets: string[]) => errorsWith(...sets.map((set) => `pools[h100].${set}`)).join();
    const none = 'engine.preemption=none';
    const drafts = 'engine.speculation={method: n-gram, tokens: 2, acceptance: 0.5}';
    accepted(shortest, {
      sets: [`pools[h100].${none}`, 'pools[h100].engine.reserveFullPrompt=true'],
    });
    expect(of(none, 'engine.kvCache=false')).toMatch(/none is not available without a KV cache/);
    expect(of(none, drafts)).toMatch(/none is not available with speculation/);
    expect(of('engine.reserveFullPrompt=true', 'engine.kvCache=false')).toMatch(
      /reserveFullPrompt is not available without a KV cache/,
    );
  });

  it('asks for room for what clients allow where an engine reserves it', () => {
    const sets = ['pools[h100].engine.kvBlocks=1000', 'workloads[chat].maxTokens=16000'];
    const answers = 'workloads[chat].outputTokens={distribution: fixed, value: 100}';
    const prompts = (law: string) => `workloads[chat].promptTokens={distribution: ${law}}`;
    const short = [...sets, answers, prompts('fixed, value: 100')];
    const orca = 'pools[h100].engine.batching=orca';
    expect(warningsWith(...short).join()).not.toMatch(/will be rejected/);
    expect(errorsWith(...short, orca).join()).toMatch(
      /no request of chat could run.*the smallest has 16099 tokens/,
    );
    const some = [...sets, answers, prompts('uniform, min: 1, max: 200'), orca];
    expect(warningsWith(...some).join()).toMatch(
      /may need 16199 tokens; those above 16000 will be rejected/,
    );
  });

  it('gives every stage a layer', () => {
    const sets = [
      'pools[h100].node={acceleratorsPerNode: 100}',
      'pools[h100].parallelism={tensor: 1, pipeline: 81}',
    ];
    expect(errorsWith(...sets).join()).toMatch(/pipeline 81 exceeds the 80 layers/);
  });

  it('spreads experts over whole groups of chips, where there are experts', () => {
    const of = (parallelism: string, model = 'gpt-oss-120b') =>
      errorsWith(
        `workloads[chat].model=${model}`,
        `pools[h100].serves=[${model}]`,
        `pools[h100].parallelism=${parallelism}`,
      );
    expect(of('{tensor: 4, expert: 3}')[0]).toMatch(
      /expert 3 does not divide the 4 chips of tensor 4 × data 1; use expert: 1, 2 or 4/,
    );
    expect(of('{tensor: 4, expert: 2}', 'llama-3.1-70b')[0]).toMatch(
      /has no experts to spread over 2 groups; use expert: 1/,
    );
    const sixteen = 'pools[h100].node={acceleratorsPerNode: 16}';
    const many = ['workloads[chat].model=mixtral-8x7b', 'pools[h100].serves=[mixtral-8x7b]'];
    expect(
      errorsWith(...many, sixteen, 'pools[h100].parallelism={tensor: 16, expert: 16}')[0],
    ).toMatch(/expert 16 is more than the 8 experts of mixtral-8x7b; use expert: 1, 2, 4 or 8/);
    warningsWith(...many, 'pools[h100].parallelism={tensor: 4, expert: 4}');
  });

  it('counts the chips of data ranks, and lets experts re-use them', () => {
    const moe = ['workloads[chat].model=gpt-oss-120b', 'pools[h100].serves=[gpt-oss-120b]'];
    expect(errorsWith(...moe, 'pools[h100].parallelism={tensor: 4, data: 4}')[0]).toMatch(
      /tensor 4 × pipeline 1 × data 4 needs 16 accelerators; a node has 8; use tensor: 1 or 2/,
    );
    warningsWith(...moe, 'pools[h100].parallelism={tensor: 2, data: 4, expert: 8}');
    warningsWith('pools[h100].parallelism={tensor: 4, data: 2}');
  });

  it('gives a full batch its token budget', () => {
    expect(
      errorsWith('pools[h100].engine={maxSequences: 512, maxBatchedTokens: 511}'),
    ).toHaveLength(1);
    expect(warningsWith('pools[h100].engine={maxSequences: 512, maxBatchedTokens: 512}')).toEqual(
      [],
    );
  });

  it('says when weights do not fit, and what would', () => {
    const [error] = errorsWith(
      'pools[h100].parallelism.tensor=1',
      'pools[h100].precision.weights=bf16',
    );
    expect(error).toMatch(/does not fit.*tensor: 4 or weights: fp4 would fit/);
    // The advice holds: following it leaves no error.
    warningsWith('pools[h100].parallelism.tensor=4', 'pools[h100].precision.weights=bf16');
    const hopeless = errorsWith('pools[h100].accelerator=t4', 'pools[h100].parallelism.tensor=1');
    expect(hopeless.join()).toMatch(/use chips with more memory|would fit/);
  });

  it('wants KV room for one maximal request when blocks are automatic', () => {
    const sets = [
      'workloads[chat].promptTokens={distribution: fixed, value: 120000}',
      'workloads[chat].outputTokens={distribution: fixed, value: 4000}',
      'pools[h100].parallelism.tensor=2',
      'pools[h100].precision={weights: fp8}',
      'pools[h100].engine={memoryUtilization: 0.62}',
    ];
    const [error, ...others] = errorsWith(...sets);
    expect(others).toEqual([]);
    expect(error).toMatch(
      /room for \d+ tokens; a request of chat may need 123999;.*tensor: 4.*would fit/,
    );
    warningsWith(...sets, 'pools[h100].parallelism.tensor=4');
  });

  it('takes the mean size where a law is unbounded', () => {
    const sets = [
      'workloads[chat].promptTokens={distribution: exponential, mean: 1000}',
      'workloads[chat].outputTokens={distribution: exponential, mean: 500}',
    ];
    expect(warningsWith(...sets, 'pools[h100].engine.kvBlocks=94')).toEqual([]);
    expect(warningsWith(...sets, 'pools[h100].engine.kvBlocks=93')).toHaveLength(1);
  });

  it('warns of explicit blocks that reject large requests, and refuses only those that reject all', () => {
    const sets = [
      'workloads[chat].promptTokens={distribution: uniform, min: 100, max: 200}',
      'workloads[chat].outputTokens={distribution: fixed, value: 13}',
    ];
    // The smallest request holds 100 + 13 − 1 = 112 tokens: 7 blocks of 16.
    expect(errorsWith(...sets, 'pools[h100].engine.kvBlocks=6')[0]).toMatch(
      /no request of chat could run/,
    );
    expect(warningsWith(...sets, 'pools[h100].engine.kvBlocks=7')[0]).toMatch(
      /those above 112 will be rejected/,
    );
    expect(warningsWith(...sets, 'pools[h100].engine.kvBlocks=14')).toEqual([]);
    expect(warningsWith(...sets, 'pools[h100].engine.kvBlocks=99999999')[0]).toMatch(
      /more than the \d+ that fit/,
    );
  });

  it('refuses a workload whose every request exceeds the context', () => {
    expect(
      errorsWith('workloads[chat].promptTokens={distribution: fixed, value: 500000}')[0],
    ).toMatch(/no request of chat could run.*the context/);
  });

  it('warns where the chip has no units for the weights', () => {
    const sets = ['pools[h100].accelerator=a100-80gb', 'pools[h100].precision.weights=fp8'];
    expect(warningsWith(...sets, 'pools[h100].precision.activations=fp8')[0]).toMatch(
      /has no fp8 units/,
    );
  });

  it('wants every model served, and warns of idle pools', () => {
    const text = `name: x
workloads: [{name: a, model: llama-3.1-8b}, {name: a, model: llama-3.1-70c}]
pools: [{name: p, serves: [llama-3.1-8b]}, {name: q, serves: [llama-3.1-70b]}, {name: p, serves: [llama-3.1-8b]}]
`;
    const issues = refused(text).map(({ severity, path, message }) => [severity, path, message]);
    expect(issues).toEqual([
      ['error', 'workloads[1].name', 'the name a is used twice'],
      ['error', 'workloads[1].model', 'no pool serves llama-3.1-70c'],
      ['warning', 'pools[q].serves', 'no workload asks for llama-3.1-70b: this pool stays idle'],
      ['error', 'pools[2].name', 'the name p is used twice'],
    ]);
  });

  it('warns of nothing that only a mistaken strategy seems to leave unused', () => {
    const text = (strategy: string) => `name: x
tools: [{name: store, time: 50ms}]
workloads: [{name: a, model: llama-3.1-8b, task: gsm8k, strategy: ${strategy}}]
pools: [{name: p, serves: [llama-3.1-8b]}, {name: q, serves: [qwen2.5-72b]}]
`;
    const told = (strategy: string) => refused(text(strategy)).map(({ severity }) => severity);
    expect(told('{kind: retrieve, tool: store, rounds: none}')).toEqual(['error']);
    expect(
      told('{kind: cascade, gate: no, tiers: [{model: llama-3.1-8b}, {model: qwen2.5-72b}]}'),
    ).not.toContain('warning');
    const unable = text('{kind: retrieve, tool: store}').replace('gsm8k', 'minif2f');
    expect(refused(unable).map(({ message }) => message)).toEqual([
      'nobody says how well llama-3.1-8b solves minif2f',
    ]);
  });

  it('asks no rule about what could not be read', () => {
    const errors = errorsWith(
      'pools[h100].accelerator=h100-sxx',
      'pools[h100].parallelism.tensor=3',
    );
    expect(errors).toHaveLength(2);
    expect(errors.join()).toMatch(/accelerator is not known.*64 attention heads/s);
  });
});
