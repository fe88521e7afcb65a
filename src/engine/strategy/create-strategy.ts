import type { CompiledStrategy } from '../../compile/compile-thinking.ts';
import { strategies } from '../../policy/strategy/index.ts';
import type { Strategy } from '../../policy/strategy/port.ts';
import type { Verifier } from '../../quality/verifier.ts';

/** Makes the program of one request. */
export function createStrategy({ spec, verifier }: CompiledStrategy): Strategy {
  switch (spec.kind) {
    case 'majority-vote': {
      const { samples, earlyStop } = spec;
      return strategies['majority-vote'].create({ tier: 0, samples, earlyStop });
    }
    case 'adaptive-vote': {
      const { confidence, batch, maxSamples } = spec;
      return strategies['adaptive-vote'].create({ tier: 0, confidence, batch, maxSamples });
    }
    case 'best-of-n':
    case 'weighted-vote': {
      const { tier, scores } = verifier!;
      const { samples } = spec;
      const neutral = neutralScore(scores);
      return strategies[spec.kind].create({ tier: 0, samples, verifier: tier, neutral });
    }
    case 'verify': {
      const { tier, scores } = verifier!;
      const { checks, retries } = spec;
      const threshold = spec.threshold ?? neutralScore(scores);
      return strategies.verify.create({ tier: 0, verifier: tier, checks, retries, threshold });
    }
  }
}

/** The score at which an answer is as likely right as wrong, if half of all are; an exact checker's scores are 0 and 1. */
export function neutralScore({ separation }: Verifier): number {
  return separation === Infinity ? 0.5 : separation / 2;
}
