import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { rooflineInput } from '../../../src/compile/roofline-input.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { accepted, refused } from './parse-text.ts';

const wide = (parallelism: string, top = '') => `
name: wide
${top}
workloads:
  - name: chat
    model: deepseek-v3
    arrivals: { process: poisson, rate: 1/s }
    promptTokens: { distribution: fixed, value: 1000 }
    outputTokens: { distribution: fixed, value: 10 }
pools:
  - { name: p, accelerator: b200, replicas: 2, parallelism: ${parallelism}, precision: { weights: fp8, activations: fp8 } }
`;
const fabric = 'fabric: {topology: rail-optimised, oversubscription: 2}';

describe('a fabric with a topology', () => {
  it('lets a replica have several whole nodes, which exchange over it', () => {
    const { scenario } = accepted(wide('{tensor: 1, data: 16, expert: 16}', fabric));
    const [pool] = scenario.pools;
    expect(pool?.scaleOut?.chipsPerNode).toBe(8);
    // chips of one rank are on one switch: nothing is oversubscribed for them
    expect(pool?.scaleOut?.fabric.bandwidth).toBe(36.1e9);
    const { fabric: compiled } = compileScenario(scenario, { traces: {} });
    expect(compiled?.nodes.length).toBe(4);
    const input = rooflineInput(pool!);
    const terms = new StepTerms();
    const secondsOf = (each: typeof input) => {
      rooflineStepModel(each).decode(64, terms);
      return stepSeconds(terms, 1000);
    };
    const { scaleOut: _, ...inside } = input;
    expect(secondsOf(input)).toBeGreaterThan(secondsOf(inside));
  });

  it('is what such a replica needs, and its groups fill nodes', () => {
    const messages = (text: string) => refused(text).map(({ message, fix }) => `${message} ${fix}`);
    expect(messages(wide('{tensor: 1, data: 16, expert: 16}')).join()).toMatch(
      /a node has 8.*fabric: \{topology/,
    );
    expect(messages(wide('{tensor: 1, data: 12, expert: 12}', fabric)).join()).toMatch(
      /of 12 neither fills nodes of 8/,
    );
  });

  it('says where none of its cables is likely to fail', () => {
    const warned = (failure: string, horizon = '{requests: 100}') => {
      const top = `${fabric}\nhorizon: ${horizon}\nfailures: [{kind: fabric-link${failure}}]`;
      return accepted(wide('{tensor: 1, data: 16, expert: 16}', top)).warnings.map(
        ({ path, message }) => `${path} ${message}`,
      );
    };
    expect(warned('').join()).toMatch(/failures\[0\] each of \d+ cables fails once in 505000 h/);
    for (const quiet of [warned(', mtbf: 1h'), warned('', '{duration: 1000h}')]) {
      expect(quiet.join()).toMatch(/^failures\[0\] slows nobody down: exchanges inside steps/);
    }
  });

  it('says what does not flow over it', () => {
    const pool = (more: string) =>
      accepted(wide('{tensor: 8}', fabric).replace('replicas: 2', `replicas: 2, ${more}`));
    const texts = (more: string) => pool(more).warnings.map(({ message }) => message);
    const tiers = 'engine: {prefixCache: true, kvTiers: [{tier: remote}]}';
    expect(texts(tiers).join()).toMatch(/reads of the remote tier \(p\) do not flow over it/);
    const scaling =
      'autoscaling: {policy: queue-length, target: 4, min: 1, max: 2, platform: kubernetes}';
    expect(texts(scaling).join()).toMatch(
      /weights of replicas that start \(p\) do not flow over it/,
    );
    const without = 'engine: {prefixCache: true, kvTiers: [{tier: host}]}';
    expect(texts(without).join()).not.toMatch(/flow over it/);
  });

  it('is refused where nothing moves, with a cluster, and with a cable that it has not', () => {
    expect(refused(wide('{tensor: 1}', fabric)).map(({ path }) => path)).toContain('fabric');
    // chips of one node exchange over its links, and no cable has a part in it
    accepted(wide('{tensor: 8}', fabric));
    const cut = `${fabric}\nfailures: [{kind: fabric-link, at: 1s, cable: node-0.adapter-0}]`;
    const uncrossed = refused(wide('{tensor: 8}', cut));
    expect(uncrossed.map(({ message }) => message).join()).toMatch(/nothing crosses cables/);
    const failing = `${fabric}\nfailures: [{kind: fabric-link, at: 1s, cable: leaf-9.spine-9}]`;
    const issues = refused(wide('{tensor: 1, data: 16, expert: 16}', failing));
    expect(issues.map(({ message }) => message).join()).toMatch(/has no cable leaf-9.spine-9/);
    const nodes = `${fabric}\ncluster: {nodes: [{count: 4, cores: 8}]}`;
    const beside = refused(wide('{tensor: 1, data: 16, expert: 16}', nodes));
    expect(beside.map(({ message }) => message).join()).toMatch(/beside a cluster/);
  });

  it('may be switches and cables of its own, and is told what they lack', () => {
    const own = (switches: string, cables: string, more = '') =>
      wide(
        '{tensor: 1, data: 16, expert: 16}',
        `fabric: {topology: {switches: [${switches}], cables: ${cables}}${more}}`,
      );
    const a = '{name: a, nodes: [0-1]}';
    const b = '{name: b, nodes: [2, 3]}';
    const { scenario } = accepted(own(`${a}, ${b}`, '[{between: [a, b], count: 8}]'));
    expect(scenario.fabric?.topology).toEqual({
      switches: [
        { name: 'a', nodes: [0, 1], adapters: null },
        { name: 'b', nodes: [2, 3], adapters: null },
      ],
      cables: [{ between: ['a', 'b'], count: 8, bytesPerSecond: null, latencySeconds: 5e-7 }],
    });
    // the two nodes of each replica are on one switch
    expect(scenario.pools[0]?.scaleOut?.fabric.bandwidth).toBe(36.1e9);
    const mixed = own(
      '{name: a, nodes: [0, 2]}, {name: b, nodes: [1, 3]}',
      '[{between: [a, b], count: 4}]',
    );
    expect(accepted(mixed).scenario.pools[0]?.scaleOut?.fabric.bandwidth).toBe(36.1e9 / 4);

    const says = (text: string) =>
      refused(text)
        .map(({ path, message }) => `${path} ${message}`)
        .join('\n');
    const joined = '[{between: [a, b]}]';
    expect(says(own(a, 'none'))).toMatch(/adapter 0 of node 2 hangs on no switch/);
    expect(says(own(`${a}, ${b}`, 'none'))).toMatch(/no cable leads from a to b/);
    expect(says(own(`${a}, ${b}`, '[{between: [a, c]}]'))).toMatch(/between there is no switch c/);
    expect(says(own(`${a}, ${b}`, '[{between: [a, a]}]'))).toMatch(/from a switch to itself/);
    expect(says(own(`${a}, ${b}`, '[{between: [a, b]}, {between: [b, a]}]'))).toMatch(
      /by an entry above/,
    );
    expect(says(own(`${a}, {name: a, nodes: [2-3]}`, joined))).toMatch(/two switches are called a/);
    expect(says(own(`${a}, {name: b.c, nodes: [2-3]}`, joined))).toMatch(/not called as a cable/);
    expect(says(own(`${a}, {name: b, nodes: [1-3]}`, joined))).toMatch(
      /adapter 0 of node 1 hangs on a switch above/,
    );
    expect(says(own(`${a}, {name: b, nodes: [2-3], adapters: [8]}`, joined))).toMatch(
      /there is no adapter 8/,
    );
    expect(says(own(`${a}, {name: b, nodes: [3-2]}`, joined))).toMatch(/or a range/);
    expect(says(own(`${a}, {name: b, nodes: [2-3], adapters: []}`, joined))).toMatch(
      /list of adapters/,
    );
    expect(says(own(`${a}, ${b}`, joined, ', oversubscription: 2'))).toMatch(
      /fabric.oversubscription the cables/,
    );
    const all = Array.from({ length: 11 }, () => '0-19999').join();
    expect(says(own(`${a}, {name: b, nodes: [${all}]}`, joined))).toMatch(/more than 200000 times/);
    const cut = `failures: [{kind: fabric-link, at: 1s, cable: b.a}]\n`;
    expect(says(own(`${a}, ${b}`, joined).replace('workloads:', `${cut}workloads:`))).toMatch(
      /has no cable b\.a/,
    );
  });
});
