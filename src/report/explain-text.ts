import type { JobSize } from '../physics/kinds/one-shot-facts.ts';
import type { SharedPrefix } from '../policy/content.ts';
import type { DefaultUsed } from '../scenario/scenario.ts';
import { sourceText } from './catalog-text.ts';
import type { ExplainedPool, Explanation } from './explain.ts';
import { hostLines } from './explain-host.ts';
import type { ExplainedLengths } from './explain-lengths.ts';
import type { ExplainedPower } from './explain-power.ts';
import { scalingLines } from './explain-scaling.ts';
import { sharedChipsText } from './explain-sharing.ts';
import type { ExplainedStep } from './explain-steps.ts';
import { workText } from './explain-work-text.ts';
import { type ExplainedWorkload, shareOf } from './explain-workload.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';
import { textTable } from './text-table.ts';

/** An explanation for people. */
export function explanationText(explanation: Explanation): string {
  const { scenario, workloads, pools, work, cluster, fabric, failures, rollout } = explanation;
  const { facility, budgets, defaults, warnings, routing } = explanation;
  return [
    scenario,
    ...workloads.map((workload) => workloadText(workload, jobOf(workload, pools))),
    ...pools.map((pool) => poolText(pool, workloads)),
    ...work.map(workText),
    ...(explanation.sharedChips ?? []).map(sharedChipsText),
    ...(routing === undefined ? [] : [`Routing\n${routing.map((each) => `  ${each}`).join('\n')}`]),
    ...(cluster === undefined ? [] : [`Cluster\n${cluster.map((each) => `  ${each}`).join('\n')}`]),
    ...(fabric === undefined ? [] : [`Fabric\n${fabric.map((each) => `  ${each}`).join('\n')}`]),
    ...(failures === undefined
      ? []
      : [`Failures\n${failures.map((each) => `  ${each}`).join('\n')}`]),
    ...(rollout === undefined
      ? []
      : [`Roll-out\n${rollout.map((each) => `  ${each}`).join('\n')}`]),
    ...(facility === undefined
      ? []
      : [`Facility\n${facility.map((each) => `  ${each}`).join('\n')}`]),
    ...(budgets === undefined
      ? []
      : [`Budgets of power\n${budgets.map((each) => `  ${each}`).join('\n')}`]),
    `Defaults that were used\n${defaultsText(defaults)}`,
    ...pools.map((pool) => `Sources of pool ${pool.name}\n${sourcesText(pool)}`),
    ...(warnings.length > 0 ? [warnings.map((warning) => `  note: ${warning}`).join('\n')] : []),
  ].join('\n\n');
}

function jobOf(workload: ExplainedWorkload, pools: readonly ExplainedPool[]): JobSize | null {
  return pools.find(({ model }) => model === workload.model)?.job ?? null;
}

/** `1024 × 1024 pixels, 20 steps, guidance`. */
function jobText(job: JobSize): string {
  return [
    ...(job.width > 0 ? [`${job.width} × ${job.height} pixels`] : []),
    ...(job.frames > 1 ? [`${job.frames} frames`] : []),
    ...(job.steps > 0 ? [`${job.steps} steps`] : []),
    ...(job.guidance ? ['classifier-free guidance'] : []),
    ...(job.tokens > 0 ? [`${job.tokens} tokens`] : []),
  ].join(', ');
}

function workloadText(workload: ExplainedWorkload, job: JobSize | null): string {
  const { name, model, arrivals, ratePerSecond, promptTokens, outputTokens, maxTokens, prefix } =
    workload;
  const rate = ratePerSecond === null ? '' : ` at ${figure(ratePerSecond)}/s`;
  const head = `Workload ${name}: ${model}, ${arrivals}${rate}`;
  if (job !== null) {
    const { from, realisedMean } = promptTokens;
    const items =
      realisedMean === 1 && from === 'fixed'
        ? []
        : [`${figure(realisedMean)} items on average (${from})`];
    const each = [jobText(job), ...items].filter((part) => part !== '').join(', ');
    return [head, `  each job  ${each}`, ...askerLines(workload)].join('\n');
  }
  return [
    head,
    `  prompts   ${lengthsText(promptTokens)}`,
    ...imageLines(workload),
    `  outputs   ${lengthsText(outputTokens)}; at most ${whole(maxTokens)} are asked for`,
    ...(workload.thinking ?? []).map((each) => `  ${each}`),
    ...askerLines(workload),
    ...(prefix === undefined ? [] : [`  prefixes  ${prefixText(prefix)}`]),
  ].join('\n');
}

/** What clients do beside waiting, what they get when it is late, and what they pay. */
function askerLines({ clients = [], ladder = [], price }: ExplainedWorkload): string[] {
  return [...clients, ...ladder, ...(price === undefined ? [] : [price])].map(
    (line) => `  ${line}`,
  );
}

function imageLines({ images }: ExplainedWorkload): string[] {
  if (images === undefined) return [];
  const each = `${whole(images.tokens)} tokens each`;
  return [`  images    ${figure(images.mean)} on average before the text, ${each}`];
}

function prefixText({ tokens, groups, skew }: SharedPrefix): string {
  const shares = groups === 1 ? '' : `, ${skew === 0 ? 'in equal shares' : `Zipf ${figure(skew)}`}`;
  const texts = groups === 1 ? 'one text' : `one of ${whole(groups)} texts${shares}`;
  return `the first ${whole(tokens)} tokens are ${texts}`;
}

function lengthsText({ lawMean, realisedMean, from }: ExplainedLengths): string {
  const law = lawMean === null ? '' : `, ${figure(lawMean)} before clipping and rounding`;
  return `${figure(realisedMean)} tokens on average (${from}${law})`;
}

/** Whether strategies make calls of a pool's model, one or many for each request: how many shows in the run. */
function isCalled(pool: ExplainedPool, workloads: readonly ExplainedWorkload[]): boolean {
  return workloads.some(({ calls }) => calls?.includes(pool.model));
}

/** Arrivals per second that the workloads of a pool's model bring; null where they follow from the run. */
function demandOf(pool: ExplainedPool, workloads: readonly ExplainedWorkload[]): number | null {
  if (isCalled(pool, workloads)) return null;
  const own = workloads.filter((each) => shareOf(each, pool.model) > 0);
  return own.reduce<number | null>((sum, each) => {
    const { ratePerSecond: rate } = each;
    return sum === null || rate === null ? null : sum + rate * shareOf(each, pool.model);
  }, 0);
}

function poolText(pool: ExplainedPool, workloads: readonly ExplainedWorkload[]): string {
  const { best, parameters } = pool;
  const demand = demandOf(pool, workloads);
  const asked = isCalled(pool, workloads) ? 'calls' : 'requests';
  const share =
    demand === null
      ? ''
      : `; ${figure(demand)}/s arrive: ${percent(demand / best.requestsPerSecond)}`;
  const active =
    parameters.active < parameters.total ? `, ${quantity(parameters.active, '')}active` : '';
  const lines = [
    `Pool ${pool.name}: ${pool.replicas} × ${pool.model} on ${pool.accelerators} × ${pool.accelerator}`,
    ...variantLines(pool),
    ...(pool.beside === undefined ? [] : [`  beside      ${pool.beside}`]),
    `  parameters  ${quantity(parameters.total, '').trimEnd()}${active}`,
    `  memory      ${memoryText(pool)}`,
    ...adapterLines(pool),
    ...stateLines(pool),
    pool.encodes === true
      ? `  passes      at most ${whole(pool.largestBatch)} images at once`
      : pool.job === null
        ? `  KV room     ${whole(pool.kvTokens)} tokens per replica: ${whole(pool.largestBatch)} typical sequences at once`
        : `  batches     at most ${whole(pool.largestBatch)} jobs${pool.maxBatchItems === null ? '' : ` and ${whole(pool.maxBatchItems)} items`}; the memory has room for ${whole(pool.memory.kvBlocks)}`,
    `  at best     ${figure(best.requestsPerSecond)} ${asked}/s${pool.job === null && pool.encodes !== true ? `, ${figure(best.outputTokensPerSecond)} output tokens/s` : ''}${share}`,
    `  power       ${quantity(pool.idleWatts, 'W')} idle, at most ${quantity(pool.limitWatts, 'W')}`,
  ];
  if (pool.planning !== undefined) lines.push(`  steps       ${pool.planning}`);
  if (pool.launches !== undefined) lines.push(`  launches    ${pool.launches}`);
  if (pool.prefixCache !== undefined)
    lines.push(`  prefixes    ${prefixCacheText(pool.prefixCache)}`);
  if (pool.tiers !== undefined) lines.push(`  KV tiers    ${pool.tiers}`);
  if (pool.encoder !== undefined) lines.push(`  encoder     ${pool.encoder}`);
  if (pool.decoding !== undefined) lines.push(`  decoding    ${pool.decoding}`);
  if (pool.scaling !== undefined) lines.push(...scalingLines(pool.scaling));
  if (pool.billing !== undefined) lines.push(`  billing     ${pool.billing}`);
  if (pool.power !== null) lines.push(`  clock       ${clockText(pool.power)}`);
  if (pool.budget !== undefined) lines.push(`  budget      ${pool.budget}`);
  if (pool.cooling !== undefined) lines.push(`  cooling     ${pool.cooling}`);
  if (pool.handOff !== undefined) lines.push(`  hand-off    ${handOffText(pool.handOff)}`);
  if (pool.apiSeconds > 0) {
    lines.push(`  API         ${seconds(pool.apiSeconds)} from arrival to scheduler`);
  }
  if (pool.host !== undefined) lines.push(...hostLines(pool.host));
  return [...lines, ...pool.steps.map(stepText)].join('\n');
}

function prefixCacheText({
  foundTokens,
  promptTokens,
}: NonNullable<ExplainedPool['prefixCache']>): string {
  const kept = 'full blocks are kept, least recently used leaving first';
  if (foundTokens === 0) return kept;
  return `${kept}; a typical prompt finds ${whole(foundTokens)} of its ${whole(promptTokens)} tokens at best`;
}

function handOffText(handOff: NonNullable<ExplainedPool['handOff']>): string {
  const { bytesPerToken, bytesPerSecond, leastSeconds, fabric } = handOff;
  const streamed =
    leastSeconds < handOff.seconds ? `, ${seconds(leastSeconds)} of them after it at best` : '';
  return `${quantity(bytesPerToken, 'B')} a token over ${fabric} at ${quantity(bytesPerSecond, 'B/s')}: ${seconds(handOff.seconds)} for a mean prompt${streamed}`;
}

/** What a variant was made from. */
function variantLines({ variant, model }: ExplainedPool): string[] {
  if (variant === null || variant === undefined) return [];
  const { base, abilityShift } = variant;
  const done = model.slice(base.length + 1);
  const shift = abilityShift === 0 ? '' : `; ability ${abilityShift > 0 ? '+' : ''}${abilityShift}`;
  return [`  variant     ${done} of ${base}${shift}`];
}

/** What a sequence keeps in recurrent layers; nothing where there is none. */
function stateLines({ memory, kvBlocks }: ExplainedPool): string[] {
  const { stateBytes, stateBlocks, blockBytes } = memory;
  if (stateBytes === 0) return [];
  const blocks =
    stateBlocks === 0
      ? `one of ${whole(kvBlocks)} places`
      : `${whole(stateBlocks)} KV blocks of ${quantity(blockBytes, 'B')}`;
  return [
    `  state       ${quantity(stateBytes, 'B')} a chip and sequence, at any length: ${blocks}`,
  ];
}

function clockText({ capWatts, clock, clockAtFullLoad }: ExplainedPower): string {
  const locked = clock < 1 ? `at most ${percent(clock)} of the highest` : 'not locked';
  if (capWatts === null) return locked;
  return `${locked}; ${percent(clockAtFullLoad)} where a chip would draw its board's limit, under a cap of ${figure(capWatts)} W a chip`;
}

function adapterLines({ adapters }: ExplainedPool): string[] {
  if (adapters === undefined) return [];
  const { slots, chipBytes, loadSeconds, host } = adapters;
  const copy = `${quantity(chipBytes, 'B')} each on a chip, a load takes ${seconds(loadSeconds)}`;
  const each =
    host === undefined
      ? copy
      : `${copy} from host memory, which holds ${whole(host.slots)}, and ${seconds(loadSeconds + host.readSeconds)} from storage`;
  return [
    `  adapters    one per tenant, ${whole(slots)} at a time among the weights (${each}); the figures below are those of steps that need one`,
  ];
}

function memoryText({ memory, job, maxBatchItems, encodes }: ExplainedPool): string {
  const { memoryBytes, weightBytes, activationBytes, reserveBytes, kvBytes, besideBytes } = memory;
  const parts = [
    `${quantity(weightBytes, 'B')} weights`,
    ...(job === null ? [`${quantity(activationBytes, 'B')} activations`] : []),
    `${quantity(reserveBytes, 'B')} reserve`,
    ...(besideBytes === undefined ? [] : [`${quantity(besideBytes, 'B')} other models`]),
    `${quantity(kvBytes, 'B')} ${encodes === true ? 'left' : job === null ? 'KV' : `for ${maxBatchItems === null ? 'jobs' : 'items'} of ${quantity(memory.blockBytes, 'B')}`}`,
  ];
  return `of ${quantity(memoryBytes, 'B')} per chip: ${parts.join(', ')}`;
}

function stepText(step: ExplainedStep): string {
  const { paddingTokens } = step;
  const padding =
    paddingTokens === null || paddingTokens === 0 ? '' : ` and ${figure(paddingTokens)} of padding`;
  const head = `\n  Step with ${step.load}${padding}: ${seconds(step.seconds)}, ${quantity(step.watts, 'W')} per replica, bound by ${step.boundBy}`;
  const rows = step.terms
    .filter((term) => term.seconds > 0)
    .map((term) => [
      `  ${term.name}`,
      seconds(term.seconds),
      percent(term.seconds / step.seconds),
      term.bound,
      term.source,
    ]);
  return `${head}\n${textTable(['  term', 'time', 'share', 'bound', 'source'], rows, [0, 3, 4])}`;
}

function defaultsText(defaults: readonly DefaultUsed[]): string {
  if (defaults.length === 0) return '  none';
  const rows = defaults.map(({ path, value }) => [path, showDefault(value)]);
  return textTable(['key', 'value'], rows, [0, 1]);
}

function showDefault(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Figures that come from one document stand together. */
function sourcesText({ sources }: ExplainedPool): string {
  const figures = new Map<string, string[]>();
  for (const [name, source] of Object.entries(sources)) {
    const text = sourceText(source);
    figures.set(text, [...(figures.get(text) ?? []), name]);
  }
  return [...figures].map(([text, names]) => `  ${names.join(', ')}\n    ${text}`).join('\n');
}
