/** t = base + perPrefillToken·(chunk tokens) + perDecodeSequence·(decoding) + perContextToken·(cached before the step). */
export interface AffineStepTime {
  readonly baseSeconds: number;
  readonly perPrefillTokenSeconds: number;
  readonly perDecodeSequenceSeconds: number;
  readonly perContextTokenSeconds: number;
}

export interface AffineStepEnergy {
  readonly baseJoules: number;
  readonly perPrefillTokenJoules: number;
  readonly perDecodeSequenceJoules: number;
  readonly perContextTokenJoules: number;
}
