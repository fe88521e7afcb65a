import { assumed, paper } from '../sources.ts';
import { answering, fittedTo, knowledgeAbility, r1Card, thinking } from './forms.ts';
import { choices, expressions, type TaskSheet } from './sheet.ts';

const wang = paper('Wang et al. 2022, arXiv 2203.11171: greedy chains of thought, from memory');
const thoughtful = { ...r1Card, text: `${r1Card.text}; length assumed` };
const palm = (passAt1: number) => ({ 'palm-540b': answering(passAt1, wang) });
const s1 = fittedTo(
  's1-32B before it is told to go on (arXiv 2501.19393, table 4); length assumed',
);

export const knowledge = {
  'gpqa-diamond': {
    id: 'gpqa-diamond',
    name: 'GPQA Diamond, questions of experts with four choices',
    measure: 'right-answers',
    // Written to mislead: those who fail mostly fail alike.
    wrongAnswers: choices(4, 0.8),
    exactChecker: false,
    abilities: {
      o1: thinking(
        0.773,
        8000,
        paper('OpenAI, Learning to reason with LLMs, 2024-09-12, appendix A; length assumed'),
        knowledgeAbility,
      ),
      'r1-distill-qwen-1.5b': thinking(0.338, 8000, thoughtful, knowledgeAbility),
      'r1-distill-qwen-7b': thinking(0.491, 8000, thoughtful, knowledgeAbility),
      'r1-distill-llama-8b': thinking(0.49, 8000, thoughtful, knowledgeAbility),
      'r1-distill-qwen-14b': thinking(0.591, 8000, thoughtful, knowledgeAbility),
      'r1-distill-qwen-32b': thinking(0.621, 8000, thoughtful, knowledgeAbility),
      'r1-distill-llama-70b': thinking(0.652, 8000, thoughtful, knowledgeAbility),
      'qwq-32b-preview': thinking(0.545, 8000, thoughtful, knowledgeAbility),
      'o1-mini': thinking(0.6, 8000, thoughtful, knowledgeAbility),
      's1-32b': thinking(0.576, 5000, s1, knowledgeAbility),
      'gpt-4o': answering(0.499, r1Card),
      'claude-3.5-sonnet': answering(0.65, r1Card),
      // AIME's logit and the mean step between both tasks of the six models distilled from it
      'deepseek-r1': thinking(
        0.7623,
        11_400,
        fittedTo(
          'its AIME 2024 and the mean logit between AIME 2024 and GPQA of its six distilled models (−0.21)',
        ),
        knowledgeAbility,
      ),
    },
    scores: {},
    source: paper('Rein et al. 2023, arXiv 2311.12022; spread of wrong answers assumed'),
  },
  svamp: {
    id: 'svamp',
    name: 'SVAMP, varied word problems',
    measure: 'right-answers',
    // One operation on two or three numbers of a text that was varied so that the answer to the problem before it misleads.
    wrongAnswers: choices(4, 0.5),
    exactChecker: false,
    abilities: palm(0.79),
    scores: {},
    source: paper('Patel et al. 2021, arXiv 2103.07191'),
  },
  aqua: {
    id: 'aqua',
    name: 'AQuA, algebra with five choices',
    measure: 'right-answers',
    wrongAnswers: choices(5, 0.15),
    exactChecker: false,
    abilities: palm(0.358),
    scores: {},
    source: paper('Ling et al. 2017, arXiv 1705.04146'),
  },
  'strategy-qa': {
    id: 'strategy-qa',
    name: 'StrategyQA, yes or no',
    measure: 'right-answers',
    wrongAnswers: choices(2, 1),
    exactChecker: false,
    abilities: palm(0.753),
    scores: {},
    source: paper('Geva et al. 2021, arXiv 2101.02235'),
  },
  'arc-challenge': {
    id: 'arc-challenge',
    name: 'ARC challenge, science questions with four choices',
    measure: 'right-answers',
    wrongAnswers: choices(4, 0.8),
    exactChecker: false,
    abilities: palm(0.852),
    scores: {},
    source: paper('Clark et al. 2018, arXiv 1803.05457'),
  },
  'stem-exams': {
    id: 'stem-exams',
    name: 'Recent exams of physics, chemistry and mathematics',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {
      'gpt-4-base-fine-tuned': answering(
        0.4274,
        fittedTo(
          'its vote of 100 samples (61.3 %; Lightman et al. 2023, arXiv 2305.20050, table 1)',
        ),
      ),
    },
    scores: {},
    source: paper('Lightman et al. 2023, arXiv 2305.20050, table 1'),
  },
  'simple-qa': {
    id: 'simple-qa',
    name: 'SimpleQA, short questions of fact',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {
      'gpt-4o': answering(0.382, r1Card),
      'claude-3.5-sonnet': answering(0.284, r1Card),
      'deepseek-r1': answering(0.301, r1Card),
      o1: answering(0.47, r1Card),
      'o1-mini': answering(0.07, r1Card),
    },
    scores: {},
    source: paper('Wei et al. 2024, arXiv 2411.04368'),
  },
  'retrieval-qa': {
    id: 'retrieval-qa',
    name: '2WikiMultiHopQA, questions over several documents',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {
      'gemini-1.5-flash': answering(
        0.484,
        fittedTo('plain retrieval at 128,000 tokens (Yue et al. 2024, arXiv 2410.04343, table 1)'),
      ),
    },
    scores: {},
    source: paper('Ho et al. 2020, arXiv 2011.01060'),
  },
  'chat-preference': {
    id: 'chat-preference',
    name: 'AlpacaEval 2.0, length-controlled win rate',
    measure: 'win-rate',
    wrongAnswers: choices(2, 1),
    exactChecker: false,
    abilities: {},
    scores: {
      'gpt-4o': { value: 0.511, source: r1Card },
      'claude-3.5-sonnet': { value: 0.52, source: r1Card },
      'deepseek-r1': { value: 0.876, source: r1Card },
    },
    source: assumed('a preference is a choice of two; Dubois et al. 2024, arXiv 2404.04475'),
  },
} as const satisfies Readonly<Record<string, TaskSheet>>;
