import type { CompiledScenario } from '../compile/compiled.ts';

/** Slots of each pool whose replicas come and go: its decisions, and its starts. */
export const SLOTS_PER_SCALER = 2;

/** The calendar's slots: each entity of a run owns one. Replicas come last, and first among them the lowest number. */
export interface Slots {
  /** Slot i is the arrival source of workload i. */
  readonly source: number;
  /** Clients who ask again: after first requests, and before what comes out of an API at the same instant. */
  readonly clients: number;
  /** One per group of replicas: its central queue, its API servers, its reads of KV blocks, and its signals. */
  readonly dispatcher: number;
  readonly api: number;
  readonly onboarding: number;
  readonly signal: number;
  /** And its requests on their way to the sites. */
  readonly way: number;
  readonly deadline: number;
  /** Keys and values on their way between replicas. */
  readonly transfers: number;
  /** Failures and whatever else befalls replicas. */
  readonly fleet: number;
  /** Every stage that runs on a host's cores. */
  readonly host: number;
  /** A candidate that takes over. */
  readonly rollout: number;
  /** Clients who send a request once more, and those who need one of its copies no longer. */
  readonly hedges: number;
  readonly losers: number;
  /** Requests that wait for cleaner or cheaper power. */
  readonly deferral: number;
  /** Answers on their way to clients. */
  readonly homeward: number;
  /** Of the pools that scale. */
  readonly scaling: number;
  /** Governors of budgets of power, the chips of each replica where they get hot, and the air of racks. */
  readonly power: number;
  readonly warmup: number;
  readonly horizon: number;
  readonly cutoff: number;
  readonly sampler: number;
  /** Readings of a facility's power. */
  readonly meter: number;
  /** Programs hear of their calls, and must answer. */
  readonly programs: number;
  readonly answers: number;
  /** Tools that programs use. */
  readonly tools: number;
  readonly replica: number;
  readonly count: number;
}

export function layOutSlots(scenario: CompiledScenario): Slots {
  const clients = scenario.workloads.length;
  const dispatcher = clients + 1;
  const api = dispatcher + scenario.groups.length;
  const onboarding = api + scenario.groups.length;
  const signal = onboarding + scenario.groups.length;
  const way = signal + scenario.groups.length;
  const deadline = way + scenario.groups.length;
  const scaling = deadline + 17;
  const scaled = scenario.pools.filter((pool) => pool.scaling !== undefined).length;
  const power = scaling + SLOTS_PER_SCALER * scaled;
  const replicas = scenario.pools.reduce((sum, pool) => sum + pool.replicas, 0);
  const isHot = scenario.pools.some((pool) => pool.cooling !== undefined);
  const chips = isHot ? replicas : 0;
  const racks = scenario.rackAir?.length ?? 0;
  const replica = power + (scenario.budgets?.length ?? 0) + chips + racks;
  return {
    source: 0,
    dispatcher,
    api,
    onboarding,
    signal,
    way,
    deadline,
    fleet: deadline + 1,
    warmup: deadline + 2,
    horizon: deadline + 3,
    cutoff: deadline + 4,
    sampler: deadline + 5,
    meter: deadline + 8,
    programs: deadline + 10,
    answers: deadline + 11,
    tools: deadline + 16,
    host: deadline + 6,
    scaling,
    power,
    transfers: deadline + 7,
    rollout: deadline + 9,
    hedges: deadline + 12,
    losers: deadline + 13,
    deferral: deadline + 14,
    homeward: deadline + 15,
    clients,
    replica,
    count: replica + replicas,
  };
}
