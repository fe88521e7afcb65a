import { lengthBounds } from '../../policy/length/index.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawLength } from '../schema/length.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { ProgramSpec } from '../thinking.ts';
import { lengthSpec } from './lengths.ts';
import { countLaw } from './task-arrivals.ts';

type RawOf<K extends RawProgram['kind']> = Extract<RawProgram, { kind: K }>;

/** Assumed of a tool that says nothing: a page of a file, the errors of a test. */
const resultTokens = { distribution: 'lognormal', mean: 512, cv: 1, max: 8192 } as const;

/** Completes an agent, but for its model. */
export function resolveAgent(raw: RawOf<'agent'>, path: Path, reporter: Reporter): ProgramSpec {
  const { kind, tool, toolSuccess, stepSuccess, repair, maxCalls } = raw;
  const turns = countLaw(raw.turns, [...path, 'turns'], reporter);
  const [least] = lengthBounds(turns);
  if (least + 1 > maxCalls) {
    const message = `no agent can answer: ${least} turns and the answer take more than ${maxCalls} calls`;
    reporter.error([...path, 'maxCalls'], message, `write ${Math.ceil(least) + 1} or more`);
  }
  if (repair > 0 && stepSuccess === 1) {
    const message = 'repairs nothing: stepSuccess is 1, no step is wrong';
    reporter.error([...path, 'repair'], message, 'write stepSuccess: 95%, or leave repair out');
  }
  return {
    ...{ kind, turns, tool, toolSuccess, stepSuccess, repair, maxCalls },
    toolTokens: tokensOf(raw.toolTokens, [...path, 'toolTokens'], reporter, resultTokens),
  };
}

/** Tokens of what a tool gives back; `plain` where nothing is said of them. */
export function tokensOf(
  raw: RawLength | undefined,
  path: Path,
  reporter: Reporter,
  plain: LengthSpec,
): LengthSpec {
  if (raw === undefined) {
    reporter.useDefault(path, plain);
    return plain;
  }
  if (raw.distribution === 'joint')
    reporter.error(path, 'a joint law has pairs', 'write another law');
  return lengthSpec(raw, path, reporter) ?? plain;
}
