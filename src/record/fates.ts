/**
 * What becomes of an answer: it is right; wrong, and delivered or held back; right, and held back; or there is none, since what
 * clients take ended before it, or its text outgrew what the model reads.
 */
export const answerFates = [
  'right',
  'wrong-delivered',
  'wrong-caught',
  'right-rejected',
  'cut-off',
  'outgrown',
] as const;
export type AnswerFate = (typeof answerFates)[number];
