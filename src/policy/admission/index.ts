import { always } from './always.ts';
import type { Admission, AdmissionDefinition, AdmissionSpec } from './port.ts';
import { queueCap } from './queue-cap.ts';
import { tokenBucket } from './token-bucket.ts';

/** Every admission policy by name. */
export const admissions = {
  always,
  'queue-cap': queueCap,
  'token-bucket': tokenBucket,
} as const satisfies {
  [P in AdmissionSpec['policy']]: AdmissionDefinition<Extract<AdmissionSpec, { policy: P }>>;
};

export type AdmissionName = keyof typeof admissions;

/** Makes the admission policy that `spec` names. */
export function createAdmission(spec: AdmissionSpec): Admission {
  const definition: AdmissionDefinition = admissions[spec.policy];
  return definition.create(spec);
}
