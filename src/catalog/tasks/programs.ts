import { paper } from '../sources.ts';
import { answering, fittedTo } from './forms.ts';
import { expressions, integers, type ModelAbility, type TaskSheet } from './sheet.ts';

const monkeys = 'Brown et al. 2024, arXiv 2407.21787';
const llemma = paper('Azerbayev et al. 2023, arXiv 2310.10631');
const arcPrize = 'ARC Prize, OpenAI o3 breakthrough high score on ARC-AGI-Pub, 2024-12-20';

function law(a: number, b: number, what: string): ModelAbility {
  return {
    ability: [{ share: 1, a, b }],
    thinkingTokens: null,
    logitPerDoubling: 0,
    source: fittedTo(what),
  };
}

/** o3 by pass@1 with the concentration 1.462 that its two budgets on the semi-private set have. */
function o3(passAt1: number, what: string): ModelAbility {
  return law(1.462 * passAt1, 1.462 * (1 - passAt1), `${what}; ${arcPrize}`);
}

export const programs = {
  'swe-bench-lite': {
    id: 'swe-bench-lite',
    name: 'SWE-bench Lite, issues of real repositories with their tests',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: true,
    abilities: {
      'deepseek-coder-v2-moatless': law(
        0.122,
        0.6454,
        `pass@1 (15.9 %) and pass@250 (56.0 %) of ${monkeys}`,
      ),
    },
    scores: {},
    source: paper('Jimenez et al. 2023, arXiv 2310.06770'),
  },
  'code-contests': {
    id: 'code-contests',
    name: 'CodeContests, competitive programming with its tests',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: true,
    abilities: {
      'gemma-2b': law(0.01501, 75.04, `pass@1 (0.02 %) and pass@10,000 (7.1 %) of ${monkeys}`),
    },
    scores: {},
    source: paper('Li et al. 2022, arXiv 2203.07814'),
  },
  'arc-agi-1': {
    id: 'arc-agi-1',
    name: 'ARC-AGI-1, semi-private set of grids',
    measure: 'right-answers',
    wrongAnswers: integers,
    exactChecker: false,
    abilities: {
      'o3-preview': o3(0.6132, 'the votes of 6 (75.7 %) and of 1,024 samples (87.5 %)'),
    },
    scores: {},
    source: paper(arcPrize),
  },
  'arc-agi-1-public': {
    id: 'arc-agi-1-public',
    name: 'ARC-AGI-1, public set of grids',
    measure: 'right-answers',
    wrongAnswers: integers,
    exactChecker: false,
    abilities: {
      'o3-preview': o3(
        0.6951,
        'the vote of 6 samples (82.8 %) with the semi-private concentration',
      ),
    },
    scores: {},
    source: paper(arcPrize),
  },
  'game-of-24': {
    id: 'game-of-24',
    name: 'Game of 24, four numbers and three operations',
    measure: 'right-answers',
    wrongAnswers: integers,
    exactChecker: true,
    abilities: {
      'gpt-4': answering(
        0.04,
        paper('Yao et al. 2023, arXiv 2305.10601, table 2: chain of thought'),
      ),
    },
    scores: {},
    source: paper('Yao et al. 2023, arXiv 2305.10601'),
  },
  blocksworld: {
    id: 'blocksworld',
    name: 'Blocksworld, plans that a validator checks',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: true,
    abilities: {
      'gpt-4o': answering(
        0.355,
        paper('Valmeekam et al. 2024, arXiv 2409.13373, table 1, from memory'),
      ),
    },
    scores: {},
    source: paper('Valmeekam et al. 2022, arXiv 2206.10498'),
  },
  minif2f: {
    id: 'minif2f',
    name: 'miniF2F, formal proofs that a proof assistant checks',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: true,
    abilities: {
      'llemma-7b': answering(0.262, llemma),
      'llemma-34b': answering(0.258, llemma),
    },
    scores: {},
    source: paper('Zheng et al. 2021, arXiv 2109.00110'),
  },
  'tool-agents': {
    id: 'tool-agents',
    name: 'τ-bench retail, conversations with tools',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: { 'gpt-4o': answering(0.612, paper('Yao et al. 2024, arXiv 2406.12045, table 2')) },
    scores: {},
    source: paper('Yao et al. 2024, arXiv 2406.12045'),
  },
} as const satisfies Readonly<Record<string, TaskSheet>>;
