import { describe, expect, it } from 'vitest';
import { meanAbility } from '../../../src/quality/ability.ts';
import { accepted, errorsWith, refused, scenarioOf, shortest } from './parse-text.ts';

const own = 'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6}]}';
const vote = 'workloads[chat].strategy={kind: majority-vote, samples: 8}';
const chat = (...sets: string[]) => scenarioOf(shortest, ...sets).workloads[0]!;

describe('tasks and strategies', () => {
  it('are nothing where one call answers and nobody asks how well', () => {
    expect(chat()).not.toHaveProperty('task');
    expect(chat('workloads[chat].strategy=single')).not.toHaveProperty('strategy');
    expect(chat(own)).not.toHaveProperty('strategy');
  });

  it('take abilities from the file, or from the catalog by the name of the model', () => {
    const { ability, source } = chat(own).task!.abilities['llama-3.1-70b']!;
    expect(meanAbility(ability)).toBeCloseTo(0.6, 12);
    expect(source).toBe('the scenario');
    const small = chat('workloads[chat].model=qwen2.5-32b', 'workloads[chat].task=aime-24');
    const known = small.task!.abilities['qwen2.5-32b']!;
    expect(meanAbility(known.ability)).toBeCloseTo(0.267, 12);
    expect(known.source).toContain('2501.19393');
    const [refusal] = errorsWith('workloads[chat].task=aime-24');
    expect(refusal).toContain('nobody says how well llama-3.1-70b solves aime-24');
  });

  it('have the options of their kind', () => {
    expect(chat(own, vote).strategy).toEqual({
      ...{ kind: 'majority-vote', samples: 8, earlyStop: false },
      deadlineSeconds: Infinity,
    });
    const best = 'workloads[chat].strategy={kind: best-of-n, deadline: 2s}';
    expect(chat(own, best).strategy).toMatchObject({
      samples: 16,
      deadlineSeconds: 2,
      verifier: { kind: 'outcome-reward', auc: 0.8, model: 'in-place', outputTokens: 1 },
    });
  });

  it('need each other where answers are compared', () => {
    expect(errorsWith(vote).join()).toContain('without a task there are none');
  });

  it('refuse options that are known and not there yet by their names', () => {
    const beam = (lookahead: string) =>
      `workloads[chat].strategy={kind: beam-search, lookahead: ${lookahead}}`;
    expect(chat(own, beam('0')).strategy).toMatchObject({ kind: 'beam-search', steps: 5 });
    const refused = 'lookahead of a beam search is not available in this version';
    expect(errorsWith(own, beam('2')).join()).toContain(refused);
  });

  it('hold floors that some tier reaches, and refuse others with what is reached', () => {
    const route = (keys: string, tiers = '[{}, {kind: majority-vote, samples: 9}]') =>
      `workloads[chat].strategy={kind: route, tiers: ${tiers}, ${keys}}`;
    const floor = chat(own, route('slaFloor: 60%')).strategy;
    expect(floor).toMatchObject({ deepShare: null, slaFloor: 0.6 });
    expect(chat(own, route('deepShare: 0.5')).strategy).not.toHaveProperty('slaFloor');
    const refused: readonly (readonly [string, RegExp])[] = [
      [
        route('slaFloor: 95%'),
        /95 % .* more than .* any tier: llama-3.1-70b 60 %, llama-3.1-70b, majority-vote 7\d/,
      ],
      [route('deepShare: 0.5, slaFloor: 0.6'), /two ways to tell who is deep/],
      [route('routerError: 0.8'), /must say who goes to its second tier/],
      [route('slaFloor: 0.6, routerError: blind'), /a blind router expects the same/],
      [
        route('slaFloor: 0.6', '[{kind: verify}, {}]'),
        /nothing foretells how often a verify is right/,
      ],
      [
        route('deepShare: 0.5, highStakes: {share: 5%, strategy: {}, slaFloor: 90%}'),
        /90 % of right answers is more than is expected of any tier: llama-3.1-70b 60 %/,
      ],
      [route('deepShare: 0.5, highStakes: {share: 5%}'), /highStakes.strategy/],
    ];
    for (const [set, expected] of refused)
      expect(errorsWith(own, set).join(), set).toMatch(expected);
    const promised =
      'deepShare: 0.5, highStakes: {share: 5%, strategy: {kind: best-of-n, verifier: {kind: exact}}, slaFloor: 90%}';
    expect(chat(own, route(promised)).strategy).toMatchObject({
      tiers: [{ kind: 'single' }, { kind: 'majority-vote' }, { kind: 'best-of-n' }],
      highStakes: { share: 0.05, slaFloor: 0.9 },
    });
  });

  it('warn of floors that are always kept, or expected to be missed in all', () => {
    const tiers = '[{}, {kind: majority-vote, samples: 9}]';
    const warned = (floor: string) => {
      const route = `workloads[chat].strategy={kind: route, slaFloor: ${floor}, tiers: ${tiers}}`;
      return accepted(shortest, { sets: [own, route] })
        .warnings.map(({ message }) => message)
        .join();
    };
    expect(warned('0.0001%')).toMatch(/the deep tier is never asked/);
    expect(warned('60%')).not.toMatch(/never asked|expected to be right/);
    expect(warned('72%')).toMatch(/6\d(\.\d)? % of all answers are expected to be right, below/);
  });

  it('refuse what they cannot be combined with', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['workloads[chat].hedge={after: 3s}', 'not available with hedge'],
      [
        'workloads[chat].arrivals={process: agentic, rate: 1/s, calls: [{name: plan}]}',
        'not available with agentic arrivals',
      ],
    ];
    for (const [set, message] of cases)
      expect(errorsWith(own, vote, set).join(), set).toContain(message);
  });

  it('ask some pool for the model that scores', () => {
    const scored =
      'workloads[chat].strategy={kind: best-of-n, verifier: {model: llama-3.1-8b, kind: process-reward}}';
    const serves = 'pools[h100].serves=[llama-3.1-70b]';
    expect(errorsWith(own, scored, serves).join()).toContain('no pool serves llama-3.1-8b');
    const second = 'pools=[{name: a, serves: [llama-3.1-70b]}, {name: b, serves: [llama-3.1-8b]}]';
    expect(scenarioOf(shortest, own, scored, second).pools).toHaveLength(2);
  });

  it('warn where samples compute their common prompt one by one', () => {
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [own, vote, ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(warned()).toContain('each sample of chat computes the prompt anew');
    expect(warned('pools[h100].engine.prefixCache=true')).not.toContain('computes the prompt anew');
  });

  it('warn of the pools of those tiers alone whose calls share something', () => {
    const { warnings } = accepted(shortest, {
      sets: [
        'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6}, {model: llama-3.1-8b, passAt1: 0.4}]}',
        'workloads[chat].strategy={kind: cascade, gate: 0.6, tiers: [{kind: majority-vote, samples: 3, model: llama-3.1-8b}, {kind: single, model: llama-3.1-70b}]}',
        'pools=[{name: a, serves: [llama-3.1-70b]}, {name: b, serves: [llama-3.1-8b]}]',
      ],
    });
    const text = warnings.map(({ message }) => message).join();
    expect(text).toContain('b has no prefix cache: each sample of chat');
    expect(text).not.toContain('a has no prefix cache');
  });
});

describe('strategies of several models', () => {
  const tiers = (strategy: string) => [
    'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6}, {model: llama-3.1-8b, passAt1: 0.4}]}',
    `workloads[chat].strategy=${strategy}`,
    'pools=[{name: a, serves: [llama-3.1-70b]}, {name: b, serves: [llama-3.1-8b]}]',
  ];
  const small = '{model: llama-3.1-8b, kind: majority-vote, samples: 3}';

  it('have the options of their kind, and a call where a tier states no kind', () => {
    const { task, strategy } = chat(...tiers(`{kind: cascade, gate: 60%, tiers: [${small}, {}]}`));
    expect(strategy).toEqual({
      ...{ kind: 'cascade', gate: 0.6, deadlineSeconds: Infinity },
      tiers: [
        { kind: 'majority-vote', model: 'llama-3.1-8b', samples: 3, earlyStop: false },
        { kind: 'single' },
      ],
    });
    expect(Object.keys(task!.abilities)).toEqual(['llama-3.1-8b', 'llama-3.1-70b']);
    const route = `{kind: route, deepShare: 0.2, routerError: blind, tiers: [${small}, {}]}`;
    expect(chat(...tiers(route)).strategy).toMatchObject({ deepShare: 0.2, routerError: Infinity });
    const refine = chat(own, 'workloads[chat].strategy={kind: refine}').strategy;
    expect(refine).toMatchObject({
      rounds: 2,
      critic: { model: 'in-place', outputTokens: 100, fixes: 0.05, breaks: 0.02 },
    });
  });

  it('are refused where they could not do what they are for', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{kind: cascade, gate: 0.6, tiers: [{model: llama-3.1-8b}, {}]}', /single is always sure/],
      ['{kind: cascade, gate: 0.6, tiers: [{kind: majority-vote, samples: 1}, {}]}', /one vote/],
      ['{kind: cascade, gate: 0.6, tiers: [{kind: adaptive-vote, maxSamples: 1}, {}]}', /one vote/],
      [
        '{kind: cascade, gate: 0.7, tiers: [{kind: best-of-n, verifier: {auc: 1}}, {}]}',
        /no answer passes a gate of 0.7.*confidence of 0.62/,
      ],
      [
        '{kind: cascade, gate: 0.9, tiers: [{kind: verify, threshold: 0.9, verifier: {auc: 1}}, {}]}',
        /no answer passes a gate of 0.9.*confidence of 0.52/,
      ],
      [
        '{kind: cascade, gate: 0.5, tiers: [{kind: majority-vote, samples: 2}, {}]}',
        /2 votes give the leader a share of 0.50 at least: a gate of 0.5 refuses none/,
      ],
      [
        '{kind: cascade, gate: 0.9, tiers: [{kind: weighted-vote, samples: 1}, {}]}',
        /one vote is always unanimous/,
      ],
      ['{kind: cascade, gate: 0.6, tiers: [{}]}', /a cascade of one tier/],
      ['{kind: route, deepShare: 0.1, tiers: [{}]}', /a route of one tier/],
      ['{kind: route, deepShare: 0.1, tiers: [{}, {}, {}]}', /the list is too long/],
      ['{kind: route, deepShare: 0.1, routerError: -1, tiers: [{}, {}]}', /the word blind/],
      ['{kind: cascade, gate: 0.6, tiers: [{kind: route}, {}]}', /route is not available/],
      ['{kind: ensemble, models: [llama-3.1-70b]}', /one model is no ensemble/],
      [
        '{kind: ensemble, models: [llama-3.1-8b, llama-3.1-8b]}',
        /llama-3.1-70b, the model of the workload, answers nothing here/,
      ],
      ['{kind: race, models: [llama-3.1-70b, llama-3.2-1b]}', /how well llama-3.2-1b solves/],
      ['{kind: refine, critic: {model: llama-3.2-1b}}', /no pool serves llama-3.2-1b/],
    ];
    for (const [strategy, message] of cases)
      expect(errorsWith(...tiers(strategy)).join('\n'), strategy).toMatch(message);
  });

  it('are checked in the pools of all models that answer', () => {
    const ensemble = '{kind: ensemble, models: [llama-3.1-70b, llama-3.1-8b]}';
    const tight = 'pools[b].engine.kvBlocks=10';
    expect(errorsWith(...tiers(ensemble), tight).join()).toContain('pools[b]');
  });
});

describe('an attack', () => {
  const task = (keys: string) => `workloads[chat].task={attack: {success: 30%, ${keys}}}`;

  it('is withstood by every model that answers, but for the share that all fall for', () => {
    const { attack, abilities, effort, wrongAnswers } = chat(task('systematic: 0.5, burn: 8'))
      .task!;
    expect(attack).toEqual({ success: 0.3, systematic: 0.5 });
    expect(meanAbility(abilities['llama-3.1-70b']!.ability)).toBeCloseTo(0.7, 9);
    expect([effort, wrongAnswers.count]).toEqual([8, 1]);
  });

  it('refuses the keys of other tasks', () => {
    const more = '{of: gsm8k, attack: {success: 30%}, wrongAnswers: {count: 2}, effort: 2}';
    const errors = errorsWith(`workloads[chat].task=${more}`).join('\n');
    for (const key of ['of', 'wrongAnswers', 'effort'])
      expect(errors).toMatch(new RegExp(`task\\.${key}.*does nothing beside attack`));
    expect(errorsWith('workloads[chat].task={attack: {}}').join()).toContain('success');
  });

  it('burns tokens up to maxTokens, which nobody is warned of', () => {
    const burning = [task('burn: 50'), 'workloads[chat].maxTokens=500'];
    const { warnings } = accepted(shortest, { sets: burning });
    expect(warnings.map(({ path }) => `${path}`).join()).not.toContain('maxTokens');
  });
});

describe('a graph', () => {
  const graph = (calls: string, more = '') => [
    own,
    `workloads[chat].strategy={kind: graph, calls: [${calls}]${more}}`,
  ];
  const reply = '{name: reply, role: answer}';
  const score = (name: string, judges: string) => `{name: ${name}, role: score, judges: ${judges}}`;

  it.each([
    [
      '{name: reply, role: text}, {name: reply, role: answer, after: [reply]}',
      /name of another call/,
    ],
    [
      '{name: reply, role: answer, after: [later]}, {name: later, role: text}',
      /later is no call above/,
    ],
    [
      `${reply}, {name: more, role: answer, after: [reply]}`,
      /reply is an answer: calls read texts/,
    ],
    ['{name: a, role: text}, {name: reply, role: answer, after: [a, a]}', /a is named twice/],
    [
      '{name: a, role: text}, {name: reply, role: answer, after: [a], join: first}',
      /waits for the first/,
    ],
    [score('check', 'reply'), /reply is no answer above this call/],
    [`{name: a, role: text}, ${reply}`, /nobody reads what a writes/],
    ['{name: a, role: text}, {name: b, role: text, after: [a]}', /no call answers the request/],
    [`${reply}, {name: more, role: answer}, ${score('check', 'more')}`, /nobody scores reply/],
    ['{name: reply, role: retrieve}', /use one of text, answer, score|retrieve/],
  ])('of %s is refused', (calls, message) => {
    expect(errorsWith(...graph(calls)).join('\n')).toMatch(message);
  });

  it('has no threshold without scores, and warns of help that nobody gets', () => {
    expect(errorsWith(...graph(reply, ', threshold: 1')).join()).toContain(
      'without a call of role',
    );
    const calls =
      '{name: a, role: text, helps: 1}, {name: b, role: text, after: [a]}, {name: c, role: answer, after: [b]}';
    const { warnings } = accepted(shortest, { sets: graph(calls) });
    expect(warnings.map(({ message }) => message).join()).toContain(
      'no answer reads what a writes',
    );
  });

  it('calls the models that it names, which need no ability where they only write', () => {
    const calls =
      '{name: a, role: text, model: llama-3.1-8b}, {name: reply, role: answer, after: [a]}';
    const errors = errorsWith(...graph(calls)).join();
    expect(errors).toContain('the workloads ask for several models');
    expect(errors).not.toContain('nobody says how well');
  });
});

describe('a learned strategy', () => {
  it('refuses what tells a busy cluster apart where it does not look, and features twice', () => {
    const text = '{kind: learned, features: [votes, votes], busyFrom: 9}';
    const errors = errorsWith(own, `workloads[chat].strategy=${text}`).join('\n');
    expect(errors).toMatch(/busyFrom = 9: does nothing: features do not name queue/);
    expect(errors).toMatch(/votes is named twice/);
  });
});

describe('what does nothing', () => {
  const ability = (more: string) =>
    `workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6${more}}]}`;
  const warnings = (...sets: string[]) =>
    accepted(shortest, { sets: [...sets, 'pools[h100].engine.prefixCache=true'] })
      .warnings.map(({ path, message }) => `${path} ${message}`)
      .join();
  const strategy = (block: string) => `workloads[chat].strategy=${block}`;

  it.each([
    [ability(', unknown: 0.5'), /passAt1 = 0.6: must be below 1 − unknown = 0.5/],
    [ability(', unknown: 0.4'), /passAt1 = 0.6: must be below 1 − unknown = 0.6/],
    [ability(', logitPerDoubling: 2'), /logitPerDoubling = 2: does nothing without thinkingTokens/],
    [
      ability('}, {model: llama-3.1-70b, passAt1: 0.3'),
      /abilities\[1\]\.model = llama-3.1-70b: llama-3.1-70b has an ability already/,
    ],
  ])('in a task is refused: %s', (set, message) => {
    expect(errorsWith(set).join()).toMatch(message);
  });

  it.each([
    [
      '{kind: best-of-n, verifier: {model: none, outputTokens: 500}}',
      /outputTokens = 500: no model/,
    ],
    ['{kind: best-of-n, verifier: {auc: 1, fooled: 0.5}}', /fooled = 0.5: nothing fools an exact/],
    [
      '{kind: race, models: [llama-3.1-70b, llama-3.1-70b], verifier: {auc: 1, fooled: 0.5}}',
      /fooled = 0.5: nothing/,
    ],
  ])('in a strategy is refused: %s', (block, message) => {
    expect(errorsWith(own, strategy(block)).join()).toMatch(message);
  });

  it('is warned of where a sweep may want it', () => {
    const other = ability('}, {model: llama-3.1-8b, passAt1: 0.3');
    expect(warnings(other)).toMatch(/abilities\[1\]\.model llama-3.1-8b answers nothing here/);
    const effort = 'workloads[chat].task.effort=4';
    expect(warnings(own, effort)).toMatch(/effort changes the tokens of llama-3.1-70b and not/);
    expect(warnings(ability(', thinkingTokens: 50'), effort)).toBe('');
    const batch = (most: number) =>
      strategy(`{kind: adaptive-vote, batch: 50, maxSamples: ${most}}`);
    expect(warnings(own, batch(10))).toMatch(/batch asks for more at once than maxSamples = 10/);
    expect(warnings(own, batch(50))).toBe('');
    expect(chat(own, strategy('{kind: adaptive-vote, maxSamples: 3}')).strategy).toMatchObject({
      batch: 3,
    });
    const late = strategy('{kind: majority-vote, samples: 4, deadline: 5s}');
    const drops = 'workloads[chat].slo={deadline: 1s, onMiss: drop}';
    expect(warnings(own, late, drops)).toMatch(/deadline never comes: clients leave after 1 s/);
    expect(warnings(own, late, drops.replace('drop', 'late'))).toBe('');
    const grid = `facility={electricity: {grid: [${Array.from({ length: 24 }, (_, hour) => 100 + hour).join(', ')}]}}`;
    const waits = 'workloads[chat].defer={policy: carbon-aware, slack: 50s}';
    const leaves = (after: string) => `workloads[chat].timeout={total: ${after}}`;
    const drain = 'horizon={duration: 1h, drain: 1m}';
    expect(warnings(own, late, grid, waits, drain, leaves('54s'))).toMatch(
      /deadline comes too late for who waits longer than 49 s/,
    );
    expect(warnings(own, late, grid, waits, drain, leaves('55s'))).not.toMatch(/too late/);
  });
});

describe('effort', () => {
  const lengths = 'workloads[chat].outputTokens={distribution: fixed, value: 100}';
  const task = (effort: number) =>
    `workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6, thinkingTokens: 100}], effort: ${effort}}`;

  it('makes the longest answer longer, and says where clients take less', () => {
    expect(chat(lengths, task(4)).maxTokens).toBe(400);
    expect(chat(lengths, task(0.5)).maxTokens).toBe(100);
    const warned = (most: number) =>
      accepted(shortest, { sets: [lengths, task(4), `workloads[chat].maxTokens=${most}`] })
        .warnings.map(({ message }) => message)
        .join();
    expect(warned(399)).toContain('400 tokens on average, and clients take 399');
    expect(warned(400)).toBe('');
  });

  it('is warned of where clients take less than answers have by themselves', () => {
    const law = 'workloads[chat].outputTokens={distribution: uniform, min: 1, max: 100}';
    const warned = (most: number, ...more: string[]) =>
      accepted(shortest, { sets: [law, `workloads[chat].maxTokens=${most}`, ...more] })
        .warnings.map(({ message }) => message)
        .join();
    const plain = 'workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6}]}';
    expect(warned(60, plain)).toMatch(
      /about (39|40|41) % of the answers .* answers of llama-3.1-70b that have no end count as none/,
    );
    const route = (who: string) =>
      `workloads[chat].strategy={kind: route, ${who}, tiers: [{}, {kind: majority-vote, samples: 8}]}`;
    const ofFloors = 'what slaFloor promises, and whom it sends up, is reckoned as if all were';
    expect(warned(60, plain, route('slaFloor: 60%'))).toContain(ofFloors);
    expect(warned(60, plain, route('deepShare: 50%'))).not.toContain(ofFloors);
    expect(warned(60, task(1))).toMatch(/60 that clients take: models that think first are right/);
    expect(warned(100, plain)).toBe('');
    expect(warned(60)).toBe('');
  });
});

describe('agents and tools', () => {
  const shell = 'tools=[{name: shell, time: 2s, concurrency: 8}]';
  const agent = (more = '') =>
    `workloads[chat].strategy={kind: agent, turns: 4, tool: shell${more}}`;

  it('have the options of their kind', () => {
    const { tools, workloads } = scenarioOf(
      shortest,
      own,
      shell,
      agent(', repair: 50%, stepSuccess: 0.9'),
    );
    expect(tools).toEqual([{ name: 'shell', time: { law: 'fixed', seconds: 2 }, concurrency: 8 }]);
    expect(workloads[0]!.strategy).toMatchObject({
      turns: { distribution: 'fixed', value: 4 },
      ...{ toolSuccess: 1, stepSuccess: 0.9, repair: 0.5, maxCalls: 100 },
    });
    expect(scenarioOf(shortest)).not.toHaveProperty('tools');
  });

  it.each([
    [[agent()], 'there is no tool shell'],
    [[shell, agent().replace('shell', 'shel')], 'did you mean shell?'],
    [[shell, agent(', repair: 0.5')], 'repairs nothing: stepSuccess is 1'],
    [[shell, agent(', maxCalls: 4')], '4 turns and the answer take more than 4 calls'],
    [[shell, agent(', toolTokens: {distribution: joint}')], 'a joint law has pairs'],
    [['tools=[{name: shell, time: 2s, concurrency: none}]', agent()], 'or unlimited'],
    [
      [
        shell,
        'workloads[chat].strategy={kind: cascade, gate: 0.5, tiers: [{kind: agent, turns: 3, tool: shell}, {}]}',
      ],
      'never gives up: 100 calls are enough',
    ],
  ] as const)('refuse what does nothing or cannot be: %j', (sets, message) => {
    expect(errorsWith(own, ...sets).join()).toContain(message);
  });
});

describe('a tool that the candidate of a roll-out may call', () => {
  const shell = 'tools=[{name: shell, time: 2s, concurrency: 8}]';
  const roll = (workload: string, more = '') =>
    `rollout={workload: ${workload}, strategy: {kind: agent, turns: 4, tool: shell}${more}}`;
  const told = (...sets: string[]) =>
    refused(shortest, { sets: [own, shell, ...sets] }).map(({ message }) => message);

  it('is not said to be called by nobody where the roll-out is mistaken', () => {
    expect(told(roll('chat', ', at: soon'))).toHaveLength(1);
    expect(told(roll('chats'))).toEqual(['there is no workload chats']);
    const unused = told('pools[h100].replicas=-1').join();
    expect(unused).toContain('nobody calls the tool shell');
  });
});

describe('chains of thought of a length', () => {
  const lengths = 'workloads[chat].outputTokens={distribution: fixed, value: 100}';
  const task = (more = '') =>
    `workloads[chat].task={abilities: [{model: llama-3.1-70b, passAt1: 0.6, thinkingTokens: 100}]${more}}`;
  const think = (more = '') => `workloads[chat].strategy={kind: think${more}}`;

  it('ask for tokens, or for an effort', () => {
    expect(chat(lengths, task(), think()).strategy).toMatchObject({
      ...{ asked: { times: 1 }, compliance: { mean: 1, cv: 0 } },
    });
    const { strategy, maxTokens } = chat(
      lengths,
      task(),
      think(', budgetTokens: 500, compliance: {mean: 2}'),
    );
    expect(strategy).toMatchObject({
      ...{ asked: { budgetTokens: 500 }, compliance: { mean: 2, cv: 0 } },
    });
    expect(maxTokens).toBe(1000);
    expect(chat(lengths, task(), think(', effort: high')).maxTokens).toBe(160);
    // the context of the model, where nothing bounds them
    const loose = think(', effort: low, compliance: {mean: 1, cv: 0.5}');
    expect(chat(lengths, task(), loose).maxTokens).toBe(131_072);
  });

  it.each([
    [[task(), think(', budgetTokens: 500, effort: low')], 'how many tokens are asked for'],
    [[task(', effort: 2'), think()], 'effort is not available beside strategy think'],
    [
      ['workloads[chat].task={attack: {success: 0.3, burn: 4}}', think()],
      'burn is not available beside strategy think',
    ],
    [[task(), think(', effort: extreme')], 'low, medium, high'],
    [
      [task(), 'workloads[chat].strategy={kind: cascade, gate: 0.5, tiers: [{kind: think}, {}]}'],
      'think is always sure of its answer',
    ],
  ] as const)('refuse what does nothing or cannot be: %j', (sets, message) => {
    expect(errorsWith(lengths, ...sets).join()).toContain(message);
  });

  it('are warned of where clients take less, and where nobody says what they are good for', () => {
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [lengths, ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    const most = 'workloads[chat].maxTokens=400';
    expect(warned(task(), think(', budgetTokens: 500'), most)).toContain(
      'answers have 500 tokens on average, and clients take 400',
    );
    expect(warned(task(), think(', budgetTokens: 400'), most)).toBe('');
    expect(warned(own, think(', effort: high'))).toContain(
      'think changes the tokens of llama-3.1-70b and not the ability',
    );
    expect(warned(own, think())).toBe('');
  });
});

describe('searches', () => {
  const store = 'tools=[{name: store, time: 50ms, concurrency: 8}]';
  const retrieve = (more = '') => `workloads[chat].strategy={kind: retrieve, tool: store${more}}`;

  it('have the options of their kind', () => {
    const { strategy } = chat(own, store, retrieve(', rounds: 2, examples: 8'));
    expect(strategy).toMatchObject({
      ...{ documents: 5, rounds: 2, queryTokens: 32, hitRate: 0.45, precision: 0.5 },
      ...{ documentTokens: { value: 256 }, examples: { count: 8, tokens: 150, mostUseful: 64 } },
    });
  });

  it.each([
    [[retrieve()], 'there is no tool store'],
    [[store, retrieve(', queryTokens: 9')], 'the one search is for the question itself'],
    [[store, retrieve(', documentTokens: {distribution: joint}')], 'a joint law has pairs'],
    [
      [store, retrieve(), 'pools[h100].host={stages: [{kind: retrieval, time: 10ms}]}'],
      'not available with the host stage retrieval of h100: the search would be paid twice',
    ],
    [
      [
        store,
        'workloads[chat].strategy={kind: cascade, gate: 0.5, tiers: [{kind: retrieve, tool: store}, {}]}',
      ],
      'retrieve is always sure of its answer',
    ],
    [
      [
        store,
        retrieve(', documents: 9000, documentTokens: {distribution: exponential, mean: 4000}'),
      ],
      'tokens on average with what is retrieved (36000000)',
    ],
  ] as const)('refuse what does nothing or cannot be: %j', (sets, message) => {
    expect(errorsWith(own, ...sets).join()).toContain(message);
  });

  it('are warned of where examples are computed each time, and where nothing is ever found', () => {
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: [own, store, ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(warned(retrieve())).toBe('');
    expect(warned(retrieve(', examples: 4'))).toContain('computes the examples anew');
    expect(warned(retrieve(', examples: {count: 0, tokens: 100}'))).toContain('nothing else');
    expect(warned(retrieve(', rounds: 2'))).toContain('computes all that came before it anew');
    expect(warned(retrieve(', hitRate: 0'))).toContain('documents only distract');
  });
});
