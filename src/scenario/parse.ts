import type { z } from 'zod';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { checkAcross, type ResolvedWorkload } from './check-across.ts';
import { readDocument } from './document/read-document.ts';
import { type Located, nodeAt, type Path, toPlain } from './document/tree.ts';
import type { Issue } from './issues.ts';
import { createReporter, type Reporter, sortIssues } from './reporter.ts';
import { aroundPools } from './resolve/around-pools.ts';
import { modelsByDifficulty } from './resolve/difficulty-routing.ts';
import { networkOf, spreadOut } from './resolve/fabric.ts';
import type { FacilityPool } from './resolve/facility.ts';
import { resolveFleet } from './resolve/fleet.ts';
import { longestItems, resolveItems } from './resolve/items.ts';
import { createModelLibrary, type ModelLibrary } from './resolve/model.ts';
import { withModelName, withModelNames } from './resolve/model-names.ts';
import { type Asked, resolveJob } from './resolve/one-shot-job.ts';
import { type ResolvedPool, resolvePool } from './resolve/pool.ts';
import type { PoolContext } from './resolve/pool-context.ts';
import { withPrices } from './resolve/prices.ts';
import { createProfileLibrary } from './resolve/profile.ts';
import { candidateOf, resolveRollout, successionOf } from './resolve/rollout.ts';
import { resolvePremises } from './resolve/sites.ts';
import { lostStrategy } from './resolve/thinking.ts';
import {
  resolveAdmission,
  resolveHorizon,
  resolveOutputs,
  resolveRouting,
  resolveSeed,
} from './resolve/top.ts';
import { wantedModels } from './resolve/wanted-models.ts';
import { resolveWorkload } from './resolve/workload.ts';
import { checkAdmission } from './rules/admission.ts';
import { checkDeferCanPay } from './rules/defer-can-pay.ts';
import { checkDrainCoversSlack } from './rules/drain-covers-slack.ts';
import { checkHorizonHasTrace } from './rules/horizon-has-trace.ts';
import { poolRules } from './rules/index.ts';
import { checkRetryCanHappen } from './rules/retry-can-happen.ts';
import { checkRollout } from './rules/rollout.ts';
import { checkRouting } from './rules/routing.ts';
import { type Salvaged, salvage, touches } from './salvage.ts';
import type { DefaultUsed, Scenario } from './scenario.ts';
import { schemaDefaults } from './schema/defaults.ts';
import { poolSchema, type RawPool } from './schema/pool.ts';
import { MAX_ITEMS, type RawTop, topSchema } from './schema/top.ts';
import { type RawWorkload, workloadSchema } from './schema/workload.ts';
import { modelViews } from './served-models.ts';
import { applySets } from './sets.ts';
import { plainFile } from './site-facility.ts';

export interface ParseOptions {
  /** Name of the file for issues. */
  readonly file: string;
  /** Folder of the file, against which paths inside it are read; '' or absent = the working directory. */
  readonly folder?: string;
  /** `--set path=value` texts, in order. */
  readonly sets?: readonly string[];
  /**
   * Reads a text file that the scenario names (a model's config.json). Absent in a browser: then such a reference is an
   * issue. Throws on failure; its message is shown.
   */
  readonly readText?: (path: string) => string;
  /** Reads the first bytes of a file that the scenario names (a GGUF model), enough for its header; otherwise as `readText`. */
  readonly readHeader?: (path: string) => Uint8Array;
}

export type ParseResult =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      readonly defaults: readonly DefaultUsed[];
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads a scenario: YAML or JSON text to a complete, checked {@link Scenario}. Never throws for bad input: all issues
 * come at once, in order of place, those about `--set` last. Warnings come with the scenario, or among the issues.
 */
export function parseScenario(text: string, options: ParseOptions): ParseResult {
  const document = readDocument(text, { file: options.file });
  if (!document.ok) return { ok: false, issues: document.issues };
  const { root, issues } = applySets(document.root, options.sets ?? []);
  return resolveScenario(root, options, [...document.warnings, ...issues]);
}

/**
 * The second half of {@link parseScenario}: judges and completes a tree, which may hold values of other files (the axes
 * of a sweep). `early` are the issues found so far; `options.sets` are not applied again.
 */
export function resolveScenario(
  root: Located,
  options: Omit<ParseOptions, 'sets'>,
  early: readonly Issue[] = [],
): ParseResult {
  if (root.kind !== 'map') return { ok: false, issues: [...early, notAMap(root)] };
  const reporter = createReporter(root);
  const scenario = build(root, options, reporter);
  const all = sortIssues([...early, ...reporter.issues], options.file);
  if (scenario === null || all.some((issue) => issue.severity === 'error')) {
    return { ok: false, issues: all };
  }
  return { ok: true, scenario, defaults: reporter.defaults, warnings: all };
}

function notAMap(root: Located): Issue {
  const empty = root.kind === 'scalar' && root.value === null;
  const message = empty ? 'the file is empty' : 'a scenario is a map of keys';
  const fix = 'begin with name: my-scenario, then workloads and pools';
  return { severity: 'error', ...root.place, path: '', message, fix };
}

/** One item of `workloads` or `pools` after its schema. */
interface Part<T> extends Salvaged<T> {
  readonly path: Path;
}

/** Null when a part is beyond saving; then there are errors. */
function build(root: Located, options: ParseOptions, reporter: Reporter): Scenario | null {
  const folder = options.folder ?? '';
  const top = salvage(topSchema, plainFile(root), [], reporter);
  const library = createModelLibrary(reporter, folder, options);
  const rawWorkloads = partsOf(root, 'workloads', workloadSchema, reporter).map(
    (part): Part<RawWorkload> => ({
      ...part,
      value:
        part.value === null
          ? null
          : withModelName(part.value, part.path, library, {
              routedTo: modelsByDifficulty(top),
              candidate: candidateOf(top, part.value.name),
            }),
    }),
  );
  const rawPools = partsOf(root, 'pools', poolSchema, reporter).map(
    (part): Part<RawPool> => ({
      ...part,
      value: part.value === null ? null : withModelNames(part.value, part.path, library),
    }),
  );
  const profiles = createProfileLibrary(reporter, folder, options.readText);
  const day = { folder, readText: options.readText };
  const context = { reporter, library, profiles, ...aroundPools(top), day };
  const network = networkOf(top.value?.fabric, top.wrong);
  const pools = resolvePools(rawPools, rawWorkloads, context, network);
  const succession = successionOf(top, pools);
  const workloads = rawWorkloads.flatMap(({ value, wrong, path }) => {
    if (value === null) return [];
    const shape = library.find(value.model, [...path, 'model']);
    const successor = succession?.model === value.model ? succession.successor : undefined;
    const context = { reporter, folder, wrong, shape, library };
    const workload = resolveWorkload({ ...value, successor }, path, context);
    return [{ workload, wrong: [...wrong, ...lostStrategy(value, workload)], path }];
  });
  checkAcross(workloads, pools, rawPools, reporter, succession);
  if (top.value === null) return null;
  const premises = resolvePremises(
    top.value,
    top.wrong,
    { workloads, pools },
    { reporter, ...day },
  );
  const states = !touches(top.wrong, ['facility', 'sites']);
  if (states && premises.sites === undefined) {
    checkDeferCanPay(workloads, premises.facility, reporter);
  }
  const priced = withPrices(top.value.prices, workloads, pools, reporter);
  const parts = resolveTop(root, top.value, top.wrong, workloads, pools, reporter);
  if (parts?.rollout !== undefined && states) {
    const statesTask = (name: string) =>
      rawWorkloads.some(({ value }) => value?.name === name && value.task !== 'none');
    const around = { ...premises, horizon: parts.horizon, statesTask };
    checkRollout(parts.rollout, workloads, pools, around, reporter);
  }
  const isWhole = workloads.length === rawWorkloads.length && pools.length === rawPools.length;
  if (parts === null || !isWhole) return null;
  return {
    ...parts,
    ...premises,
    workloads: priced,
    pools: pools.map(({ pool }) => pool),
  };
}

/** All but the lists. Blocks that were wrong are not judged further: their stand-ins are not what the user wrote. */
function resolveTop(
  root: Located,
  raw: RawTop,
  wrong: readonly string[],
  workloads: readonly ResolvedWorkload[],
  pools: readonly (ResolvedPool & { readonly path: Path })[],
  reporter: Reporter,
): Omit<Scenario, 'workloads' | 'pools'> | null {
  const all = workloads.map(({ workload }) => workload);
  const knowsHorizon = !touches(wrong, ['horizon']);
  const horizon = knowsHorizon ? resolveHorizon(raw.horizon, all, reporter) : null;
  const knowsArrivals = workloads.every((workload) => !touches(workload.wrong, ['arrivals']));
  if (horizon !== null && knowsArrivals) checkHorizonHasTrace(horizon, all, reporter);
  if (horizon !== null) checkDrainCoversSlack(horizon, workloads, reporter);
  const knowsRouting = !touches(wrong, ['routing.queue', 'routing.maxOutstandingPerReplica']);
  const routing = knowsRouting ? resolveRouting(raw, pools, reporter) : null;
  if (routing !== null) checkRouting(routing, pools, workloads, reporter);
  const knowsAdmission = !touches(wrong, ['admission']);
  const admission = knowsAdmission ? resolveAdmission(raw.admission, reporter) : null;
  if (admission !== null) checkAdmission({ ...raw, admission }, workloads, pools, reporter);
  const makesCalls = ({ workload, wrong: mistaken }: ResolvedWorkload) =>
    workload.strategy !== undefined || touches(mistaken, ['task', 'strategy', 'model']);
  const outputs = resolveOutputs(raw.outputs, workloads.some(makesCalls), reporter);
  const fleet = resolveFleet(raw, wrong, { pools, workloads }, reporter);
  if (wrong.length > 0 || horizon === null || routing === null || admission === null) return null;
  const { rollout: written = 'none' } = raw;
  const rollout = written === 'none' ? null : resolveRollout(written, all, reporter);
  checkRetryCanHappen(admission, fleet.failures ?? [], workloads, reporter);
  reporter.addDefaults(schemaDefaults(topSchema, plainFile(root), ''));
  const { name, description } = raw;
  const seed = resolveSeed(root, raw);
  return {
    name,
    description,
    seed,
    horizon,
    routing,
    admission,
    outputs,
    ...fleet,
    ...(rollout && { rollout }),
  };
}

/** The items of a list, each judged by itself, so that one mistake does not hide those of its neighbours. */
function partsOf<T>(
  root: Located,
  key: 'workloads' | 'pools',
  schema: z.ZodType<T>,
  reporter: Reporter,
): Part<T>[] {
  const list = nodeAt(root, [key]);
  // A longer list has its issue already.
  const items = list?.kind === 'list' ? list.items.slice(0, MAX_ITEMS) : [];
  return items.map((item, index) => {
    const path = [key, index];
    const plain = toPlain(item);
    const salvaged = salvage(schema, plain, path, reporter);
    if (salvaged.wrong.length === 0) {
      reporter.addDefaults(schemaDefaults(schema, plain, reporter.show(path)));
    }
    return { ...salvaged, path };
  });
}

function resolvePools(
  rawPools: readonly Part<RawPool>[],
  rawWorkloads: readonly Part<RawWorkload>[],
  context: Omit<PoolContext, 'wantedModels' | 'jobs'>,
  network: ReturnType<typeof networkOf>,
): FacilityPool[] {
  const { reporter, library } = context;
  const wanted = wantedModels(rawWorkloads);
  const jobs = resolveJobs(rawWorkloads, library, reporter);
  return rawPools.flatMap(({ value, wrong, path }) => {
    if (value === null) return [];
    const own = resolvePool(value, wrong, path, { ...context, wantedModels: wanted, jobs });
    const resolved = spreadOut(own, network);
    for (const view of modelViews(resolved.pool)) {
      for (const rule of poolRules) {
        if (!touches(resolved.wrong, rule.involves)) rule.check(view, path, reporter);
      }
    }
    return [{ ...resolved, path, raw: value }];
  });
}

/** What is asked of each model that answers in one shot; all workloads of a model must ask for the same. */
function resolveJobs(
  rawWorkloads: readonly Part<RawWorkload>[],
  library: ModelLibrary,
  reporter: Reporter,
): ReadonlyMap<string, Asked> {
  const jobs = new Map<string, Asked>();
  for (const { value, wrong, path } of rawWorkloads) {
    if (value === null || touches(wrong, ['job', 'model'])) continue;
    const shape = library.find(value.model, [...path, 'model']);
    if (shape === null || !isOneShot(shape)) continue;
    const job = resolveJob(value.job, shape, [...path, 'job'], reporter);
    const longest = longestItems(resolveItems(value.job, shape, [...path, 'job'], reporter));
    const known = jobs.get(value.model);
    if (known === undefined || longest > known.longest) {
      jobs.set(value.model, { job: known?.job ?? job, longest });
    }
    if (known !== undefined && JSON.stringify(known.job) !== JSON.stringify(job)) {
      const message = `another workload asks ${value.model} for another job: unequal jobs on one model are not available in this version`;
      reporter.error(
        [...path, 'job'],
        message,
        'ask for the same job in every workload of the model',
      );
    }
  }
  return jobs;
}
