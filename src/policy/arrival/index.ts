import type { RandomSource } from '../../base/random/source.ts';
import { deterministic } from './deterministic.ts';
import { diurnal } from './diurnal.ts';
import { gamma } from './gamma.ts';
import { mmpp } from './mmpp.ts';
import { offline } from './offline.ts';
import { periodic } from './periodic.ts';
import { piecewise } from './piecewise.ts';
import { poisson } from './poisson.ts';
import type {
  ArrivalSpec,
  ArrivalStreams,
  GapSampler,
  InstantSampler,
  RenewalDefinition,
  RenewalSpec,
  TimedDefinition,
  TimedSpec,
} from './port.ts';
import { server } from './server.ts';
import { weibull } from './weibull.ts';

/** Open processes of independent gaps. */
export const renewals = {
  poisson,
  deterministic,
  gamma,
  weibull,
  server,
} as const satisfies {
  [P in RenewalSpec['process']]: RenewalDefinition<Extract<RenewalSpec, { process: P }>>;
};

/** Open processes that go by the clock. */
export const timed = {
  mmpp,
  piecewise,
  diurnal,
  periodic,
  offline,
} as const satisfies {
  [P in TimedSpec['process']]: TimedDefinition<Extract<TimedSpec, { process: P }>>;
};

/** Every open arrival process by name. */
export const arrivals = { ...renewals, ...timed } as const;

export type RenewalName = keyof typeof renewals;
export type TimedName = keyof typeof timed;

/** Whether the gaps of a process are independent and of one law, so that its rate never changes. */
export function isRenewal(spec: ArrivalSpec): spec is RenewalSpec {
  return spec.process in renewals;
}

/** Makes the sampler of gaps with mean 1 for `spec`. */
export function createGapSampler(spec: RenewalSpec, source: RandomSource): GapSampler {
  const definition: RenewalDefinition = renewals[spec.process];
  return definition.create(spec, source);
}

/**
 * Makes the sampler of instants for `spec`. Unit gaps are summed and then divided by the rate: a
 * swept rate stays paired.
 */
export function createInstantSampler(spec: ArrivalSpec, streams: ArrivalStreams): InstantSampler {
  if (!isRenewal(spec)) {
    const definition: TimedDefinition = timed[spec.process];
    return definition.create(spec, streams);
  }
  const gap = createGapSampler(spec, streams.gaps);
  const { ratePerSecond } = spec;
  let units = 0;
  return () => {
    units += gap();
    return units / ratePerSecond;
  };
}
