import { createStream } from '../../base/random/stream.ts';
import { createLengthSampler } from '../../policy/length/index.ts';
import { createPair } from '../../policy/length/joint.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';
import type { ProgramSpec } from '../thinking.ts';
import { answerTokens, thinksOf } from '../thought.ts';
import { outputMean } from './lengths.ts';

/** Share of the answers that may be cut off without a word. */
const FEW = 0.01;

/** Lengths that the share is counted over. */
const DRAWS = 2000;

/** Of answers that are longer than what clients take, the rest is not thought, and of models that do not think first there is no answer. */
export function warnCutAnswers(
  thinking: Pick<Workload, 'task' | 'strategy'>,
  outputTokens: LengthSpec,
  maxTokens: number,
  path: Path,
  reporter: Reporter,
): void {
  const { task, strategy } = thinking;
  // that maxTokens cuts what an attack burns is what it is for
  if (task === undefined || task.attack !== undefined) return;
  const warn = (message: string, fix: string) =>
    reporter.warning([...path, 'maxTokens'], message, fix);
  const natural = outputMean(outputTokens);
  const { mean } = answerTokens(thinking, { least: 1, mean: natural, most: natural });
  if (mean > maxTokens && mean > natural) {
    const message = `answers have ${Math.round(mean)} tokens on average, and clients take ${maxTokens}: what is cut off adds nothing to the ability`;
    const isAsked = strategy !== undefined && thinksOf(strategy).length > 0;
    warn(message, `raise it, ${isAsked ? 'ask for less' : 'lower the effort'}, or leave it out`);
    return;
  }
  const share = shareAbove(outputTokens, maxTokens);
  if (share <= FEW) return;
  const able = Object.entries(task.abilities);
  const plain = able.filter(([, { thinkingTokens }]) => thinkingTokens === null);
  const names = plain.map(([model]) => model).join(', ');
  const why = [
    ...(plain.length < able.length ? ['models that think first are right less often'] : []),
    ...(plain.length > 0 ? [`answers of ${names} that have no end count as none`] : []),
    ...(hasFloor(strategy)
      ? ['what slaFloor promises, and whom it sends up, is reckoned as if all were whole']
      : []),
  ];
  warn(
    `about ${Math.round(100 * share)} % of the answers have more tokens by themselves than the ${maxTokens} that clients take: ${why.join(', and ')}`,
    'raise it, leave it out, or give outputTokens a max if the model itself stops there',
  );
}

function hasFloor(strategy: ProgramSpec | undefined): boolean {
  if (strategy?.kind !== 'route') return false;
  return strategy.slaFloor !== undefined || strategy.highStakes?.slaFloor !== undefined;
}

/** Share of the answers of a law that have more than `tokens`. */
function shareAbove(law: LengthSpec, tokens: number): number {
  const draw = outputsOf(law);
  let longer = 0;
  for (let i = 0; i < DRAWS; i++) if (draw() > tokens) longer += 1;
  return longer / DRAWS;
}

function outputsOf(law: LengthSpec): () => number {
  const stream = createStream('cut-answers');
  if (law.distribution !== 'joint') return createLengthSampler(law, stream);
  const pair = createPair(law, stream, law);
  return () => {
    pair.draw();
    return pair.output;
  };
}
