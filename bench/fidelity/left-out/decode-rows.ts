import { accelerators, engineProfiles, links, models } from '../../../src/catalog/index.ts';
import type { Accelerator, Link, ModelShape } from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { StepTerms } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { energyPlayed } from '../energy-llm.ts';
import type { DataRow } from '../row.ts';
import type { Length, Played } from '../scenario-text.ts';
import { apexPlayed } from '../serving-apex.ts';
import { inferencexPlayed } from '../serving-inferencex.ts';

/** A serving row as its mean decode step: the closed loop's clients, each half-way through its answer. */
export interface DecodeRow {
  readonly model: string;
  readonly accelerator: string;
  readonly profile: string;
  readonly input: RooflineInput;
  /** Of one data rank. */
  readonly sequences: number;
  readonly contextTokens: number;
  /** Prompt tokens that a step computes on average beside, and their sequences; 0 where a median was measured. */
  readonly promptTokens: number;
  readonly promptsPerStep: number;
  readonly seconds: number;
  readonly watts: number | null;
}

/** As compile/ assumes. */
const expertLoadCv = 0.5;

function meanOf(length: Length | undefined): number {
  if (length === undefined) return 0;
  const { value, mean, min, max } = length as Readonly<Record<string, number | undefined>>;
  return value ?? mean ?? ((min ?? 0) + (max ?? 0)) / 2;
}

function inputOf(played: Played): RooflineInput {
  const accelerator: Accelerator = accelerators[played.accelerator as keyof typeof accelerators];
  const link: Link = links[accelerator.link as keyof typeof links];
  const model: ModelShape = models[played.model as keyof typeof models];
  const id = played.engine['profile'] as keyof typeof engineProfiles;
  const profile: EngineProfile = engineProfiles[id];
  const { tensor, pipeline = 1, data = 1, expert = 1 } = played.parallelism;
  const layout = { tensor, pipeline, data, expert, expertLoadCv };
  return { accelerator, link, model, profile, ...layout, ...played.precision };
}

function decodeRow(
  played: Played,
  measured: Pick<DecodeRow, 'seconds' | 'watts'>,
  prompts: boolean,
): DecodeRow {
  const input = inputOf(played);
  const clients = Number(played.arrivals['concurrency'] ?? 1);
  const sequences = Math.max(1, Math.round(clients / input.data));
  const prompt = meanOf(played.promptTokens);
  const output = meanOf(played.outputTokens);
  const promptsPerStep = prompts ? sequences / output : 0;
  return {
    model: played.model,
    accelerator: played.accelerator,
    profile: input.profile.id,
    input,
    sequences,
    contextTokens: sequences * (prompt + output / 2),
    promptTokens: promptsPerStep * prompt,
    promptsPerStep,
    ...measured,
  };
}

/** Rows of InferenceX (mean TPOT, prompts among the steps) and ML.ENERGY (median gap, none). */
export function inferencexRow(row: DataRow): DecodeRow {
  return decodeRow(
    inferencexPlayed(row),
    { seconds: row.number('tpot_ms') / 1e3, watts: null },
    true,
  );
}

export function energyRow(row: DataRow): DecodeRow {
  const seconds = row.number('median_itl_ms') / 1e3;
  return decodeRow(energyPlayed(row), { seconds, watts: null }, false);
}

/** A row of ML.ENERGY as the mean step of its throughput, prompts included: what its watts are of. */
export function wattsRow(row: DataRow): DecodeRow {
  const measured = {
    seconds: row.number('avg_batch_size') / row.number('output_throughput_tokens_per_sec'),
    watts: row.number('avg_power_watts_per_gpu'),
  };
  return decodeRow(energyPlayed(row), measured, true);
}

export function apexRow(row: DataRow): DecodeRow {
  return decodeRow(apexPlayed(row), { seconds: row.number('tpot_mean_s'), watts: null }, true);
}

/** Joules that the prompts of the row's mean step cause by themselves. */
export function promptJoulesOf(
  { promptTokens, promptsPerStep }: DecodeRow,
  input: RooflineInput,
): number {
  if (promptsPerStep === 0) return 0;
  const each = Math.round(promptTokens / promptsPerStep);
  return promptsPerStep * rooflineStepModel(input).chunkJoules(each, 0);
}

/** Terms of the row's mean step under `input`. */
export function termsOf(
  { sequences, promptTokens, promptsPerStep, input: own }: DecodeRow,
  input = own,
): StepTerms {
  const terms = new StepTerms();
  const pairs = promptsPerStep === 0 ? 0 : promptTokens ** 2 / promptsPerStep / 2;
  const prefill = {
    sequences: promptsPerStep,
    tokens: promptTokens,
    cachedTokens: 0,
    attentionPairs: pairs,
    finishing: promptsPerStep,
  };
  rooflineStepModel(input).mixed(sequences, prefill, terms);
  return terms;
}
