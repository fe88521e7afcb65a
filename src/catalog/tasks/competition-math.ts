import { paper } from '../sources.ts';
import {
  answering,
  distilledAbility,
  fittedTo,
  r1Card,
  reasoningAbility,
  reinforced,
  thinking,
} from './forms.ts';
import { integers, type TaskSheet } from './sheet.ts';

/** Assumed where nobody measured it: about what reasoning models of 2024 and 2025 think at such problems. */
const THINKING_TOKENS = 8000;

const openAi = paper('OpenAI, Learning to reason with LLMs, 2024-09-12');
const s1 = fittedTo(
  's1-32B at its own length (Muennighoff et al. 2025, arXiv 2501.19393, table 8)',
);
const small = (passAt1: number) => thinking(passAt1, THINKING_TOKENS, r1Card, distilledAbility);

export const competitionMath = {
  'aime-24': {
    id: 'aime-24',
    name: 'AIME 2024, thirty problems whose answers are whole numbers',
    measure: 'right-answers',
    wrongAnswers: integers,
    exactChecker: false,
    abilities: {
      o1: thinking(0.74, THINKING_TOKENS, openAi),
      // asked for lengths by the prompt; the level at 11,104 tokens and the slope down to 420
      'o1-mini': {
        ability: reasoningAbility(0.5333),
        thinkingTokens: 11_104,
        logitPerDoubling: 0.3818,
        source: fittedTo(
          'two lengths of hughbzhang/o1_inference_scaling_laws: 26.67 % at 420 tokens, 53.33 % at 11,104',
        ),
      },
      'gpt-4o': answering(0.093, r1Card),
      'claude-3.5-sonnet': answering(0.16, r1Card),
      'qwq-32b-preview': thinking(0.44, THINKING_TOKENS, r1Card),
      'r1-distill-qwen-1.5b': small(0.289),
      'r1-distill-qwen-7b': small(0.555),
      'r1-distill-llama-8b': small(0.504),
      'r1-distill-qwen-14b': thinking(0.697, THINKING_TOKENS, r1Card),
      'r1-distill-qwen-32b': thinking(0.726, THINKING_TOKENS, r1Card),
      'r1-distill-llama-70b': thinking(0.7, THINKING_TOKENS, r1Card),
      'deepseek-r1': thinking(0.798, THINKING_TOKENS, r1Card),
      'deepseek-r1-zero': thinking(
        0.779,
        THINKING_TOKENS,
        paper('DeepSeek-AI 2025, Nature s41586-025-09422-z, table 2'),
      ),
      's1-32b': thinking(0.5, 6984, s1),
      // reinforced by GRPO: Qwen2.5’s report, arXiv 2412.15115
      'qwen2.5-32b': reinforced(0.267, paper('Muennighoff et al. 2025, arXiv 2501.19393, table 1')),
      'llama-3.2-3b': answering(
        0.067,
        paper('Liu et al. 2025, arXiv 2502.06703: two of thirty, quoted from memory'),
      ),
    },
    scores: {},
    source: paper(
      'Mathematical Association of America, AIME I and II 2024; spread of wrong answers assumed, shapes of populations as forms.ts has them',
    ),
  },
} as const satisfies Readonly<Record<string, TaskSheet>>;
