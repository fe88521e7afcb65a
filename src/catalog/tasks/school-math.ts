import { assumed, paper } from '../sources.ts';
import {
  answering,
  distilledAbility,
  fittedTo,
  instructAbility,
  r1Card,
  reinforced,
  thinking,
} from './forms.ts';
import { expressions, type ModelAbility, type TaskSheet } from './sheet.ts';

const wang = paper('Wang et al. 2022, arXiv 2203.11171: greedy chains of thought');
const thoughtful = { ...r1Card, text: `${r1Card.text}; length assumed` };
const monkeys = 'Brown et al. 2024, arXiv 2407.21787';
const llemma = 'weighted vote of 256 samples (45.5 %; Wu et al. 2024, arXiv 2408.00724)';

/** Problems of one law, without thinking first. */
function law(a: number, b: number, what: string): ModelAbility {
  return {
    ability: [{ share: 1, a, b }],
    thinkingTokens: null,
    logitPerDoubling: 0,
    source: fittedTo(what),
  };
}

export const schoolMath = {
  gsm8k: {
    id: 'gsm8k',
    name: 'GSM8K, word problems of grade school',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {
      'palm-540b': answering(0.565, wang),
      'code-davinci-002': answering(0.601, wang),
      'lamda-137b': answering(0.171, wang),
    },
    scores: {},
    source: paper('Cobbe et al. 2021, arXiv 2110.14168; PaLM-540B fixed the concentration'),
  },
  'math-500': {
    id: 'math-500',
    name: 'MATH and its subset MATH-500, competition problems of high school',
    measure: 'right-answers',
    wrongAnswers: expressions,
    exactChecker: false,
    abilities: {
      // Of the solved part assumed Beta(2, 1); its share by the model card's pass@1, the other part by two points.
      'llama-3-8b': {
        ability: [
          { share: 0.409, a: 2, b: 1 },
          { share: 0.591, a: 0.5315, b: 10.96 },
        ],
        thinkingTokens: null,
        logitPerDoubling: 0,
        source: fittedTo(
          `pass@100 (82.9 %) and pass@10,000 (98.44 %) of ${monkeys}, and the pass@1 of Meta’s model card (30.0 %, from memory)`,
        ),
      },
      'pythia-160m': law(
        0.172,
        75.04,
        `pass@10,000 (57.0 %) of ${monkeys}, with the other exponent of Gemma-2B at code-contests`,
      ),
      'gpt-4-base-fine-tuned': {
        ability: instructAbility(0.497),
        thinkingTokens: null,
        logitPerDoubling: 0,
        source: fittedTo(
          'the vote of 1,860 samples (69.6 %; Lightman et al. 2023, arXiv 2305.20050)',
        ),
      },
      'llemma-7b': {
        ability: instructAbility(0.2501),
        thinkingTokens: null,
        logitPerDoubling: 0,
        source: fittedTo(`the ${llemma} under a verifier of AUC 0.8`),
      },
      // 18.0 and 25.0 % are what the two sizes reach greedily.
      'llemma-34b': {
        ability: instructAbility(0.3361),
        thinkingTokens: null,
        logitPerDoubling: 0,
        source: fittedTo(
          `the 7B model’s ${llemma}, shifted by the logit between the two at MATH (Azerbayev et al. 2023, arXiv 2310.10631)`,
        ),
      },
      'llama-3.2-1b': answering(0.26, paper('Liu et al. 2025, arXiv 2502.06703, table 5')),
      'llama-3.2-3b': answering(
        0.48,
        paper('Meta, model card of Llama 3.2 3B Instruct: MATH, from memory'),
      ),
      // reinforced by GRPO: Qwen2.5’s report, arXiv 2412.15115
      'qwen2.5-72b': reinforced(0.838, paper('Liu et al. 2025, arXiv 2502.06703, table 5')),
      'r1-distill-qwen-1.5b': thinking(0.839, 3000, thoughtful, distilledAbility),
      'r1-distill-qwen-7b': thinking(0.928, 3000, thoughtful, distilledAbility),
      'r1-distill-llama-8b': thinking(0.891, 3000, thoughtful, distilledAbility),
      'r1-distill-qwen-14b': thinking(0.939, 3000, thoughtful),
      'r1-distill-qwen-32b': thinking(0.943, 3000, thoughtful),
      'r1-distill-llama-70b': thinking(0.945, 3000, thoughtful),
      'qwq-32b-preview': thinking(0.906, 3000, thoughtful),
      'o1-mini': thinking(0.9, 3000, thoughtful),
      's1-32b': thinking(
        0.926,
        3000,
        paper(
          'Muennighoff et al. 2025, arXiv 2501.19393, table 1, without forcing, from memory; length assumed',
        ),
      ),
      // AIME's logit and the mean step between both tasks of the six models distilled from it
      'deepseek-r1': thinking(
        0.9704,
        3000,
        fittedTo(
          'its AIME 2024 and the mean logit between AIME 2024 and MATH-500 of its six distilled models (2.12); length assumed',
        ),
      ),
      'palm-2-s': answering(
        0.17,
        assumed('about what its revision model begins with (Snell et al. 2024, arXiv 2408.03314)'),
      ),
      'gpt-4o': answering(0.746, r1Card),
      'claude-3.5-sonnet': answering(0.783, r1Card),
      // Before it thinks too long: only the fall is taken from the paper.
      'overthinking-model': thinking(
        0.873,
        1100,
        assumed('the level that arXiv 2506.04210 is quoted with, for the shape alone'),
      ),
    },
    scores: {},
    source: paper('Hendrycks et al. 2021, arXiv 2103.03874; subset of Lightman et al. 2023'),
  },
} as const satisfies Readonly<Record<string, TaskSheet>>;
