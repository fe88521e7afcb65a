import type { Source } from '../../physics/data-sheets.ts';
import type { JobSize } from '../../physics/kinds/one-shot-facts.ts';

/** What a model's card and its configuration files say. */
export function modelCard(repository: string, more = ''): Source {
  const text = `config.json files and model card of ${repository} on Hugging Face${more}`;
  return { kind: 'model-card', text, verified: false };
}

/** What a model's own documents say, compared with a second one. */
export function checkedCard(text: string, against: string): Source {
  return { kind: 'model-card', text: `${text}; compared with ${against}`, verified: true };
}

export const nothing: JobSize = {
  width: 0,
  height: 0,
  frames: 1,
  steps: 0,
  guidance: false,
  tokens: 0,
};

/** An image, or a clip of `frames` frames. */
export function picture(width: number, height: number, rest: Partial<JobSize> = {}): JobSize {
  return { ...nothing, width, height, ...rest };
}

/** A text. */
export function textOf(tokens: number): JobSize {
  return { ...nothing, tokens };
}
