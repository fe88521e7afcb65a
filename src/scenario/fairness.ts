/** How schedulers that share weigh what was served. */
export interface Fairness {
  readonly by: 'tenant' | 'workload';
  readonly promptWeight: number;
  readonly outputWeight: number;
  /** By number of the tenant; those beyond have 1. */
  readonly tenantShares: readonly number[];
  /** Those that are not named have 1. */
  readonly workloadShares: readonly { readonly workload: string; readonly share: number }[];
}
