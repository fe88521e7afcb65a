/** Ids of the catalog for the models and tasks that the published points name. */
export const modelIds: Readonly<Record<string, string>> = {
  'GPT-4o': 'gpt-4o',
  'GPT-4o-0513': 'gpt-4o',
  'Claude-3.5-Sonnet-1022': 'claude-3.5-sonnet',
  'DeepSeek-Coder-V2 + Moatless': 'deepseek-coder-v2-moatless',
  'Llama-3-8B-Instruct': 'llama-3-8b',
  'GPT-4 base ft': 'gpt-4-base-fine-tuned',
  'PaLM 2-S*': 'palm-2-s',
  'PaLM 2-S* revision': 'palm-2-s',
  'o3 (preview)': 'o3-preview',
  'Qwen2.5-32B-Instruct': 'qwen2.5-32b',
  'reasoning model': 'overthinking-model',
  'Gemini 1.5 Flash': 'gemini-1.5-flash',
};

export const taskIds: Readonly<Record<string, string>> = {
  'AIME24 (30 q)': 'aime-24',
  AIME24: 'aime-24',
  'GPQA-D': 'gpqa-diamond',
  'MATH (128 q)': 'math-500',
  MATH: 'math-500',
  'math benchmark': 'math-500',
  CodeContests: 'code-contests',
  StrategyQA: 'strategy-qa',
  AQuA: 'aqua',
  'STEM OOD (224-234 q)': 'stem-exams',
  'ARC-AGI-1 semi-private': 'arc-agi-1',
  'ARC-AGI-1 public': 'arc-agi-1-public',
  'SWE-bench Lite': 'swe-bench-lite',
  '2WikiMultiHopQA': 'retrieval-qa',
};

/** The id of a name: as listed, or in lower case with hyphens. */
export function idOf(name: string, ids: Readonly<Record<string, string>>): string {
  return ids[name] ?? name.toLowerCase().replaceAll(' ', '-');
}
