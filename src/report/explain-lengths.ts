import { mean } from 'simple-statistics';
import { createStream } from '../base/random/stream.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { createLengthSampler, lengthMean } from '../policy/length/index.ts';
import { createPair } from '../policy/length/joint.ts';
import type { LengthSpec } from '../policy/length/port.ts';
import type { TraceRows } from '../trace/port.ts';

/** How many tokens prompts and answers really have, after clipping and rounding. */
export interface ExplainedLengths {
  /** Mean of the law as written; null for a trace. */
  readonly lawMean: number | null;
  /** Mean of what the engine draws; to about 0.2 % for a law with cv 1. */
  readonly realisedMean: number;
  readonly from: string;
}

const draws = 400_000;

/** Lengths of a workload's prompts and answers. */
export function explainLengths(
  workload: CompiledWorkload,
  rows: TraceRows | undefined,
): { readonly prompt: ExplainedLengths; readonly output: ExplainedLengths } {
  const { promptTokens, outputTokens, maxTokens } = workload;
  const cut = (tokens: number) => Math.min(tokens, maxTokens);
  if (promptTokens === null || outputTokens === null) {
    const column = (values: Int32Array | undefined) => Array.from(values ?? [0]);
    const prompts = column(rows?.promptTokens);
    const outputs = column(rows?.outputTokens).map(cut);
    return {
      prompt: { lawMean: null, realisedMean: mean(prompts), from: 'the trace' },
      output: { lawMean: null, realisedMean: mean(outputs), from: 'the trace' },
    };
  }
  if (promptTokens.distribution === 'joint') {
    const pair = createPair(promptTokens, createStream('explain', 'joint'), outputTokens);
    const drawn = Array.from({ length: draws }, () => {
      pair.draw();
      return [pair.prompt, cut(pair.output)] as const;
    });
    const side = (index: 0 | 1, law: LengthSpec) => ({
      lawMean: lengthMean(law),
      realisedMean: mean(drawn.map((row) => row[index])),
      from: 'joint',
    });
    return { prompt: side(0, promptTokens), output: side(1, outputTokens) };
  }
  const drawn = (law: LengthSpec, name: string, to: (tokens: number) => number) => {
    const sample = createLengthSampler(law, createStream('explain', name));
    return {
      lawMean: lengthMean(law),
      realisedMean: mean(Array.from({ length: draws }, () => to(sample()))),
      from: law.distribution,
    };
  };
  return {
    prompt: drawn(promptTokens, 'prompt', (tokens) => tokens),
    output: drawn(outputTokens, 'output', cut),
  };
}
