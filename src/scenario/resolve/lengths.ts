import { assertNever } from '../../base/assert.ts';
import { lengthBounds, lengthMean } from '../../policy/length/index.ts';
import { jointOutputBounds, jointOutputMean } from '../../policy/length/joint.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawLength } from '../schema/length.ts';

/** What a workload writes nothing about: a chat product's shape (contract, section 1). */
const promptDefault = { distribution: 'lognormal', mean: 1024, cv: 1.2, max: 16384 } as const;
const outputDefault = { distribution: 'lognormal', mean: 256, cv: 1, max: 4096 } as const;

export interface Lengths {
  readonly promptTokens: LengthSpec;
  readonly outputTokens: LengthSpec;
}

/** Checks and completes the two laws of a workload; null after an issue. */
export function resolveLengths(
  rawPrompt: RawLength | undefined,
  rawOutput: RawLength | undefined,
  path: Path,
  reporter: Reporter,
): Lengths | null {
  const promptPath = [...path, 'promptTokens'];
  const outputPath = [...path, 'outputTokens'];
  if (rawPrompt === undefined) reporter.useDefault(promptPath, promptDefault);
  if (rawPrompt?.distribution === 'joint' || rawOutput?.distribution === 'joint') {
    return resolveJoint(rawPrompt, rawOutput, promptPath, outputPath, reporter);
  }
  if (rawOutput === undefined) reporter.useDefault(outputPath, outputDefault);
  const promptTokens =
    rawPrompt === undefined ? promptDefault : lengthSpec(rawPrompt, promptPath, reporter);
  const outputTokens =
    rawOutput === undefined ? outputDefault : lengthSpec(rawOutput, outputPath, reporter);
  return promptTokens === null || outputTokens === null ? null : { promptTokens, outputTokens };
}

/** Checks what can be checked of one law while the other is wrong; there is an issue already, so the result is null. */
export function checkLengths(
  rawPrompt: RawLength | undefined,
  rawOutput: RawLength | undefined,
  path: Path,
  reporter: Reporter,
): null {
  if (rawPrompt !== undefined) lengthSpec(rawPrompt, [...path, 'promptTokens'], reporter);
  if (rawOutput !== undefined) lengthSpec(rawOutput, [...path, 'outputTokens'], reporter);
  return null;
}

/** The prompt carries the rows; the answer takes their second column, under its own limits. */
function resolveJoint(
  prompt: RawLength | undefined,
  output: RawLength | undefined,
  promptPath: Path,
  outputPath: Path,
  reporter: Reporter,
): Lengths | null {
  if (prompt?.distribution !== 'joint') {
    const message = 'joint output lengths need joint prompt lengths';
    reporter.error(
      outputPath,
      message,
      'write promptTokens: {distribution: joint, rows: [[512, 128], …]}',
    );
    return null;
  }
  if (output !== undefined && output.distribution !== 'joint') {
    const message = `joint prompt lengths bring the output lengths, but this is ${output.distribution}`;
    reporter.error(outputPath, message, 'write outputTokens: {distribution: joint}');
    return null;
  }
  if (output === undefined) reporter.useDefault(outputPath, { distribution: 'joint' });
  if (output?.rows !== undefined) {
    const message = 'the rows stand under promptTokens; outputTokens takes their second column';
    reporter.error([...outputPath, 'rows'], message, 'leave rows out here');
    return null;
  }
  const { rows } = prompt;
  if (rows === undefined) {
    reporter.error(promptPath, 'rows is missing', 'add rows: [[512, 128], …]');
    return null;
  }
  const promptFits = limitsFit(prompt, promptPath, reporter);
  const outputFits = limitsFit(output ?? {}, outputPath, reporter);
  if (!promptFits || !outputFits) return null;
  return {
    promptTokens: { distribution: 'joint', rows, ...limitsOf(prompt) },
    outputTokens: { distribution: 'joint', rows, ...limitsOf(output ?? {}) },
  };
}

interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

function limitsOf({ min, max }: Limits): { min?: number; max?: number } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function limitsFit({ min, max }: Limits, path: Path, reporter: Reporter): boolean {
  if (min === undefined || max === undefined || min <= max) return true;
  reporter.error([...path, 'min'], `min ${min} is above max ${max}`, `write min: ${max} or less`);
  return false;
}

/** Checks and completes one law; null after an issue, and for a joint one. */
export function lengthSpec(raw: RawLength, path: Path, reporter: Reporter): LengthSpec | null {
  if (!limitsFit(raw, path, reporter)) return null;
  const limits = limitsOf(raw);
  switch (raw.distribution) {
    case 'fixed':
      return { distribution: raw.distribution, value: raw.value, ...limits };
    case 'uniform':
      return { distribution: raw.distribution, min: raw.min, max: raw.max };
    case 'exponential':
    case 'geometric':
      return { distribution: raw.distribution, mean: raw.mean, ...limits };
    case 'lognormal':
    case 'gamma':
      return { distribution: raw.distribution, mean: raw.mean, cv: raw.cv, ...limits };
    case 'zipf':
      return { distribution: raw.distribution, exponent: raw.exponent, ...limits, max: raw.max };
    case 'pareto':
      return { distribution: raw.distribution, mean: raw.mean, shape: raw.shape, ...limits };
    case 'empirical':
      return empirical(raw, path, reporter);
    case 'joint':
      return null;
    default:
      return assertNever(raw);
  }
}

function empirical(
  raw: Extract<RawLength, { distribution: 'empirical' }>,
  path: Path,
  reporter: Reporter,
): LengthSpec | null {
  const { values, weights } = raw;
  const limits = limitsOf(raw);
  if (weights === undefined) return { distribution: 'empirical', values, ...limits };
  const at = [...path, 'weights'];
  if (weights.length !== values.length) {
    const message = `${weights.length} weights for ${values.length} values`;
    reporter.error(at, message, 'write one weight per value, or none at all');
    return null;
  }
  if (!(weights.reduce((sum, weight) => sum + weight, 0) > 0)) {
    reporter.error(at, 'all weights are 0', 'give at least one value a weight above 0');
    return null;
  }
  return { distribution: 'empirical', values, weights, ...limits };
}

/** Mean of the answers that a law of output lengths draws, before they are cut. */
export function outputMean(spec: LengthSpec): number {
  return spec.distribution === 'joint' ? jointOutputMean(spec) : lengthMean(spec);
}

/** Shortest and longest answer that a law of output lengths can draw. */
export function outputBounds(spec: LengthSpec): readonly [min: number, max: number] {
  return spec.distribution === 'joint' ? jointOutputBounds(spec, spec) : lengthBounds(spec);
}
