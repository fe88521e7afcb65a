/** A row of the published points by what it states: strategy, model, task and x. */
export type RowName = readonly [strategy: string, model: string, task: string, x: string];

const r1Distill = 'R1-Distill-';
const monkeys = 'coverage pass@k';
const single = 'single chain';

/**
 * The published points that parameters of src/catalog/tasks were fitted to; every other row is a prediction. Chosen before
 * any prediction was made: at most two for one model at one task (o1-mini at AIME24 under both names that the table has
 * for it), and at most a third of all. Where two rows fix a level, the second fixes one more parameter, which other models
 * share: how much more often the votes of a family are right, how soon a sampler of images converges.
 */
export const calibratedRows: readonly RowName[] = [
  ['single-chain length prompting', 'o1-mini', 'AIME24 (30 q)', '420'],
  ['single-chain length prompting', 'o1-mini', 'AIME24 (30 q)', '11104'],
  [single, 'o1', 'AIME24', '1'],
  [single, 'o1', 'GPQA-D', '1'],
  [single, 'GPT-4o-0513', 'AIME24', '1'],
  [single, 'Claude-3.5-Sonnet-1022', 'AIME24', '1'],
  [single, 'QwQ-32B-Preview', 'AIME24', '1'],
  [single, `${r1Distill}Qwen-1.5B`, 'AIME24', '1'],
  [single, `${r1Distill}Qwen-7B`, 'AIME24', '1'],
  ['majority vote', `${r1Distill}Qwen-7B`, 'AIME24', '64'],
  [single, `${r1Distill}Qwen-14B`, 'AIME24', '1'],
  [single, `${r1Distill}Qwen-32B`, 'AIME24', '1'],
  ['majority vote', `${r1Distill}Qwen-32B`, 'AIME24', '64'],
  [single, `${r1Distill}Llama-8B`, 'AIME24', '1'],
  [single, `${r1Distill}Llama-70B`, 'AIME24', '1'],
  [single, 'DeepSeek-R1', 'AIME24', '1'],
  ['single chain (RL only)', 'DeepSeek-R1-Zero', 'AIME24', '1'],
  ['single chain default stop', 's1-32B', 'AIME24', '6984'],
  ['budget forcing 0 -> 2 Wait', 's1-32B', 'GPQA-D', '0'],
  ['no thinking', 'Qwen2.5-32B-Instruct', 'AIME24', '1'],
  [monkeys, 'DeepSeek-Coder-V2 + Moatless', 'SWE-bench Lite', '1'],
  [monkeys, 'DeepSeek-Coder-V2 + Moatless', 'SWE-bench Lite', '250'],
  [monkeys, 'Llama-3-8B-Instruct', 'MATH (128 q)', '100'],
  [monkeys, 'Llama-3-8B-Instruct', 'MATH (128 q)', '10000'],
  [monkeys, 'Gemma-2B', 'CodeContests', '1'],
  [monkeys, 'Gemma-2B', 'CodeContests', '10000'],
  [monkeys, 'Pythia-160M', 'MATH', '10000'],
  ['single greedy CoT', 'PaLM-540B', 'GSM8K', '1'],
  ['self-consistency', 'PaLM-540B', 'GSM8K', '40'],
  ['best-of-N PRM', 'GPT-4 base ft', 'MATH-500', '1860'],
  ['majority vote', 'GPT-4 base ft', 'MATH-500', '1860'],
  ['weighted vote sampling', 'Llemma-7B', 'MATH-500', '256'],
  ['CoT', 'Llama-3.2-1B', 'MATH-500', '1'],
  ['parallel samples + selection', 'o3 (preview)', 'ARC-AGI-1 semi-private', '6'],
  ['parallel samples + selection', 'o3 (preview)', 'ARC-AGI-1 semi-private', '1024'],
  ['parallel samples + selection', 'o3 (preview)', 'ARC-AGI-1 public', '6'],
  ['context scaling RAG', 'Gemini 1.5 Flash', '2WikiMultiHopQA', '128k'],
  ['context scaling IterDRAG', 'Gemini 1.5 Flash', '2WikiMultiHopQA', '128k'],
  ['quantisation BF16', 'Llama-3.1-8B', 'LB v1 Table 2', 'BF16'],
  ['quantisation BF16', 'Llama-3.1-405B', 'LB v2 Table 3', 'BF16'],
  ['quantisation BF16', 'R1-Distill-Llama-70B', 'reasoning avg Table 4', 'BF16'],
  ['diffusion steps', 'DDIM', 'CIFAR-10', '20'],
  ['diffusion steps', 'DDIM', 'CIFAR-10', '100'],
];
