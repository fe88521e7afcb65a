import { always } from './always.ts';
import { deadlineShed } from './deadline-shed.ts';
import type { Admission, AdmissionDefinition, AdmissionSpec } from './port.ts';
import { queueCap } from './queue-cap.ts';
import { tierShed } from './tier-shed.ts';
import { tokenBucket } from './token-bucket.ts';

/** Every admission policy by name. */
export const admissions = {
  always,
  'queue-cap': queueCap,
  'token-bucket': tokenBucket,
  'deadline-shed': deadlineShed,
  'tier-shed': tierShed,
} as const satisfies {
  [P in AdmissionSpec['policy']]: AdmissionDefinition<Extract<AdmissionSpec, { policy: P }>>;
};

export type AdmissionName = keyof typeof admissions;

/** Makes the admission policy that `spec` names. */
export function createAdmission(spec: AdmissionSpec): Admission {
  const definition: AdmissionDefinition = admissions[spec.policy];
  return definition.create(spec);
}

/** What becomes of a request that the policy does not let in. */
export function refusalOf(policy: AdmissionName): 'rejected' | 'shed' {
  const definition: AdmissionDefinition = admissions[policy];
  return definition.refusal ?? 'rejected';
}
