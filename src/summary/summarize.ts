import type { ClassSamples } from '../record/class-samples.ts';
import { outcomeCode } from '../record/outcome.ts';
import { classAccounts, runAccounts } from './accounts.ts';
import { answer } from './answer.ts';
import { deadlineOf } from './deadline.ts';
import { deferralOf } from './deferral.ts';

import { boundariesOf, facilityOf } from './facility-summary.ts';
import { availabilityOf } from './fleet-summary.ts';
import { floorsOf } from './floors.ts';
import { hedgingOf } from './hedging.ts';
import { hostCores } from './host-use.ts';
import type { SummarizedScenario, SummaryInput } from './input.ts';
import { type Money, moneyOf } from './money.ts';
import { networkOf } from './network.ts';
import { overloadOf } from './overload-figures.ts';
import { emptyBlock, percentileBlock, sketchBlock } from './percentiles.ts';
import { powerOf } from './power.ts';
import { hasPrefixCache, tierHitRates } from './prefix-hits.ts';
import { paidBy } from './prices.ts';
import { qualityOf } from './quality.ts';
import { rolloutOf } from './rollout.ts';
import type { ClassSummary, Counts, Energy, RunSummary, Throughput } from './run-summary.ts';
import { satisfactionOf } from './satisfaction.ts';
import { stagesOf } from './stages.ts';
import { toolUses } from './tool-use.ts';
import { poolUses, replicaUse, type Utilization } from './utilization.ts';
import { validityOf, validityWarnings } from './validity.ts';
import { summaryWarnings } from './warnings.ts';
import { sharesJoules } from './window-share.ts';

/** The summary of a finished run, by the definitions of contract section 5. */
export function summarize(input: SummaryInput): RunSummary {
  const { compiled, totals, metrics } = input;
  const idleFactor = ratio(totals.wholeRun.totalJoules, totals.wholeRun.attributedJoules);
  const money = moneyOf(input);
  const indices = compiled.workloads.map((_, index) => index);
  const classes = indices.map((index) =>
    classSummary(input, metrics.workloads[index]!, [index], idleFactor, money),
  );
  // With one workload its statistics are those of the run: do not sort a million samples twice.
  const [only] = classes;
  const all =
    only !== undefined && classes.length === 1
      ? only
      : classSummary(input, metrics.all, indices, idleFactor, money);
  const overload = overloadOf(input, all.counts);
  const utilization = utilizationOf(input);
  const energy = energyOf(input, idleFactor);
  const account = runAccounts(input, money);
  const summary = {
    ...all,
    scenario: compiled.name,
    seed: compiled.seed,
    version: input.version,
    scenarioHash: input.scenarioHash,
    status: input.interrupted ? 'interrupted' : overload === null ? 'completed' : 'overloaded',
    overload,
    simulatedSeconds: totals.simulatedSeconds,
    wallSeconds: input.wallSeconds,
    events: totals.events,
    energy,
    ...account,
    quality: qualityOf(metrics.all, { energy, cost: account.cost }),
    ...paidBy(metrics.all, account.cost, compiled.workloads, compiled),
    ...facilityOf(input),
    ...toolUses(input),
    utilization,
    ...scalingOf(input),
    ...(totals.network && { network: networkOf(totals.network) }),
    ...(totals.power && { power: powerOf(totals.power, totals.simulatedSeconds) }),
    ...clusterOf(input),
    ...(totals.residency && { residency: totals.residency }),
    ...(totals.adapters && { adapters: totals.adapters }),
    ...(totals.availability && { availability: availabilityOf(totals.availability) }),
    ...rolloutOf(input),
    ...hedgingOf(input),
    ...(totals.deferral && { deferral: deferralOf(totals.deferral) }),
    classes: Object.fromEntries(compiled.workloads.map(({ name }, i) => [name, classes[i]!])),
    answer: answer(input, utilization),
  } as const;
  const validity = validityOf(input);
  const own = summaryWarnings(input, { ...summary, validity });
  const warnings = [...input.warnings, ...own, ...validityWarnings(validity)];
  return { ...summary, warnings, validity };
}

/** a ÷ b, or null where b is not positive. */
function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}

const sumOver = (values: readonly number[], indices: readonly number[]): number =>
  indices.reduce((sum, index) => sum + (values[index] ?? 0), 0);

function classSummary(
  input: SummaryInput,
  collected: ClassSamples,
  workloads: readonly number[],
  idleFactor: number | null,
  money: Money | null,
): ClassSummary {
  const { samples, gaps } = collected;
  const { window } = input.totals;
  const seconds = window.endSeconds - window.startSeconds;
  const joules = percentileBlock(samples.joules);
  const owned =
    idleFactor === null || joules.mean === null ? null : joules.mean * joules.count * idleFactor;
  const accounts = classAccounts(input, collected, workloads, money);
  const energy = {
    joulesPerRequest: owned === null ? null : ratio(owned, collected.completed),
    joulesPerOutputToken: owned === null ? null : ratio(owned, collected.outputTokens),
  };
  const { cost } = accounts;
  return {
    counts: countsOf(input, workloads),
    latency: {
      ttftSeconds: percentileBlock(samples.ttft),
      tpotSeconds: percentileBlock(samples.tpot),
      itlSeconds: gaps.sketch.count > 0 ? sketchBlock(gaps.sketch) : emptyBlock,
      e2eSeconds: percentileBlock(samples.e2e),
      queueSeconds: percentileBlock(samples.queue),
    },
    throughput: throughputOf(input, workloads, seconds),
    slo: {
      attainment: ratio(collected.sloMet, collected.measured),
      goodputRequestsPerSecond: ratio(sumOver(window.sloMet, workloads), seconds),
    },
    energy,
    cost,
    carbon: accounts.carbon,
    quality: qualityOf(collected, { energy, cost }),
    ...paidBy(
      collected,
      cost,
      workloads.map((at) => input.compiled.workloads[at]!),
      input.compiled,
    ),
    tails: {
      requestUsd: accounts.requestUsd,
      requestJoules: joules,
      requestTokens: percentileBlock(samples.tokens),
    },
    ...tasksOf(collected),
    ...clientsOf(collected),
    ...satisfactionOf(collected),
    ...stagesOf(collected, workloads, input.compiled),
    ...floorsOf(collected, routeOf(workloads, input.compiled)),
    ...deadlineOf(collected, workloads, input),
  };
}

/** The route of the only one of these workloads; undefined over several, and without one. */
function routeOf(workloads: readonly number[], { workloads: all }: SummarizedScenario) {
  const [only, ...others] = workloads;
  const spec = only === undefined ? undefined : all[only]?.strategy?.spec;
  return others.length === 0 && spec?.kind === 'route' ? spec : undefined;
}

function tasksOf({ tasks }: ClassSamples): Pick<ClassSummary, 'tasks'> {
  if (tasks === null || tasks === undefined) return {};
  const { completed, failed, seconds, calls } = tasks;
  const taskSeconds = percentileBlock(seconds);
  return { tasks: { completed, failed, taskSeconds, taskCalls: percentileBlock(calls) } };
}

function clientsOf({ questions }: ClassSamples): Pick<ClassSummary, 'clients'> {
  if (questions === null || questions === undefined) return {};
  const { total, answered, abandoned, unanswered, undecided, requests, seconds } = questions;
  return {
    clients: {
      questions: total,
      answeredShare: ratio(answered, total),
      abandonedShare: ratio(abandoned, total),
      unansweredShare: ratio(unanswered, total),
      undecidedShare: ratio(undecided, total),
      requestsPerQuestion: ratio(requests, total),
      answerSeconds: percentileBlock(seconds),
    },
  };
}

function countsOf({ totals }: SummaryInput, workloads: readonly number[]): Counts {
  const outcome = (name: keyof typeof outcomeCode) =>
    workloads.reduce((sum, index) => sum + (totals.outcomes[index]?.[outcomeCode[name]] ?? 0), 0);
  return {
    offered: workloads.reduce(
      (sum, index) => sum + (totals.outcomes[index] ?? []).reduce((a, b) => a + b, 0),
      0,
    ),
    measured: sumOver(totals.measured, workloads),
    completed: outcome('completed'),
    rejected: outcome('rejected'),
    shed: outcome('shed'),
    expired: outcome('expired'),
    cancelled: outcome('cancelled'),
    failed: outcome('failed'),
    inFlight: outcome('in-flight'),
  };
}

function throughputOf(
  { totals }: SummaryInput,
  workloads: readonly number[],
  seconds: number,
): Throughput {
  const { window, accelerators } = totals;
  const perSecond = (values: readonly number[]) => ratio(sumOver(values, workloads), seconds);
  return {
    requestsPerSecond: perSecond(window.completions),
    promptTokensPerSecond: perSecond(window.promptTokens),
    outputTokensPerSecond: perSecond(window.outputTokens),
    outputTokensPerSecondPerAccelerator: ratio(
      sumOver(window.outputTokens, workloads),
      window.scaling?.acceleratorSeconds ?? seconds * accelerators,
    ),
  };
}

function energyOf(input: SummaryInput, idleFactor: number | null): Energy {
  const { totals, metrics } = input;
  const { totalJoules, startSeconds, endSeconds, completions } = totals.window;
  const hasWindow = endSeconds > startSeconds && sharesJoules(completions, metrics.all.completed);
  return {
    joulesPerRequest: hasWindow ? ratio(totalJoules, metrics.all.completed) : null,
    joulesPerOutputToken: hasWindow ? ratio(totalJoules, metrics.all.outputTokens) : null,
    idleFactor,
    acceleratorJoules: totalJoules,
    acceleratorAverageWatts: ratio(totalJoules, endSeconds - startSeconds),
    ...boundariesOf(input),
  };
}

function scalingOf({ totals }: SummaryInput): Pick<RunSummary, 'scaling'> {
  const { scaling, startSeconds, endSeconds } = totals.window;
  if (scaling === undefined) return {};
  const { servingSeconds: replicaSeconds, ...rest } = scaling;
  const meanReplicas = ratio(replicaSeconds, endSeconds - startSeconds);
  return { scaling: { meanReplicas, replicaSeconds, ...rest } };
}

function clusterOf({ totals }: SummaryInput): Pick<RunSummary, 'cluster'> {
  const { cluster } = totals.window;
  if (cluster === undefined) return {};
  const { acceleratorSeconds: all, freeAcceleratorSeconds: free, ...rest } = cluster;
  const { strandedAcceleratorSeconds: stranded, ...counts } = rest;
  return {
    cluster: {
      allocatedShare: ratio(all - free, all),
      strandedShare: ratio(stranded, all),
      ...counts,
    },
  };
}

function utilizationOf(input: SummaryInput): Utilization {
  const { compiled, totals } = input;
  const { window } = totals;
  const { averageBatch, ...shares } = replicaUse(window, compiled.pools);
  return {
    ...shares,
    prefixHitRate: hasPrefixCache(compiled)
      ? ratio(window.foundTokens, window.queriedTokens)
      : null,
    averageBatch,
    ...(compiled.pools.some(({ decoding }) => decoding?.kind === 'speculation')
      ? { acceptedTokensPerStep: ratio(window.verifiedTokens, window.verifications) }
      : {}),
    ...tierHitRates(input),
    ...hostCores(input),
    ...poolUses(input),
  };
}
