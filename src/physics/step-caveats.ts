import { chargedWindow } from './attention.ts';
import type { ModelShape } from './data-sheets.ts';
import type { RooflineInput } from './operator.ts';
import { listOperators } from './operators.ts';
import { powerCaveat } from './power.ts';

/** What this model of a step leaves out or assumes for this input, as sentences for the manifest's warnings. */
export function stepModelCaveats(input: RooflineInput): string[] {
  const { model, tensor, pipeline, expert, expertLoadCv, accelerator } = input;
  const caveats = [...listOperators(input).fallbacks];
  if (model.slidingWindow !== undefined) {
    const { tokens, layerShare } = model.slidingWindow;
    const percent = Math.round(100 * layerShare);
    const counted =
      chargedWindow(model).share > 0
        ? 'their time is that of full windows, so short contexts cost a little too much, and their KV memory that of full attention'
        : 'their time and KV memory are counted as full attention, so long contexts cost too much';
    caveats.push(
      `${percent} % of ${model.name}'s layers attend to a window of ${tokens} tokens; ${counted}`,
    );
  }
  if (model.moe !== undefined) {
    caveats.push(
      expert > 1
        ? `single experts of ${model.name} are loaded with a coefficient of variation of ${expertLoadCv} (assumed); the slowest of ${expert} ranks sets the time`
        : `tokens of ${model.name} are spread evenly over its experts (assumed)`,
    );
  }
  caveats.push(...layerCaveats(model));
  if (pipeline > 1) {
    caveats.push(
      'steps follow one another through the pipeline without a gap: the first after a pause, and the first token of a prompt that is cut over micro-batches, come a little too early',
    );
  }
  if (model.attentionHeads % tensor !== 0) {
    caveats.push(
      `tensor ${tensor} does not divide ${model.name}'s ${model.attentionHeads} attention heads: every chip is charged as the fullest`,
    );
  }
  if (input.power !== undefined) caveats.push(powerCaveat);
  if (accelerator.power === undefined) {
    caveats.push(
      `the split of ${accelerator.name}'s power between its parts is that of the H100 (assumed)`,
    );
  }
  return caveats;
}

/** What is assumed of layers that keep a state, and of tokens that skip layers. */
function layerCaveats({ name, recurrent, earlyExit }: ModelShape): string[] {
  const caveats: string[] = [];
  if (recurrent !== undefined && recurrent.layers > 0) {
    caveats.push(
      `${recurrent.layers} layers of ${name} keep a state in fp32 per sequence (assumed), as many whole KV blocks as hold it; prompts are charged by full chunks of ${recurrent.chunkTokens} tokens`,
    );
  }
  if (earlyExit !== undefined) {
    caveats.push(
      `tokens of ${name} run ${Math.round(100 * earlyExit.layerShare)} % of its layers on average, at depths of their own (assumed: P(depth ≤ x) = x^k); prompts run all, skipped layers still get keys and values, and what decides to exit is free`,
    );
  }
  return caveats;
}
