import { fabrics } from '../../catalog/index.ts';
import { chipsOf } from '../placing.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Routing } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';
import { idealHandOff } from './ideal.ts';

/** Prompts that are handed off where nothing is said: all. */
const ALWAYS = 0;

/**
 * How prompts get from the pools that compute them to those that decode, where there are such pools; elsewhere the keys
 * that say so mean nothing, and are refused.
 */
export function resolveHandOff(
  { routing, fabric, ideal }: Pick<RawTop, 'routing' | 'fabric' | 'ideal'>,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): Pick<Routing, 'handOff'> {
  const { disaggregate, kvTransfer } = routing;
  const hasGraph = fabric !== 'none' && fabric.topology !== 'none';
  // what joins the nodes of one replica has a meaning of its own, and so has what its chips exchange over
  const joins = pools.some(({ pool }) => pool.scaleOut || (hasGraph && chipsOf(pool) > 1));
  const given = {
    'routing.disaggregate': disaggregate,
    'routing.kvTransfer': kvTransfer,
    fabric: fabric === 'none' || joins ? undefined : fabric,
  };
  if (!pools.some(({ pool }) => pool.role !== undefined)) {
    for (const [key, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const message = 'applies to keys and values that move from a prefill pool to a decode pool';
      const also = key === 'fabric' ? ', or, with a topology, replicas several chips' : '';
      reporter.error(key.split('.'), message, `leave it out, or give two pools their roles${also}`);
    }
    return {};
  }
  if (pools.every(({ pool }) => pool.role === undefined || pool.role === 'encode')) {
    return embeddingsAlone(given, { fabric, ideal }, reporter);
  }
  if (disaggregate === undefined) reporter.useDefault(['routing', 'disaggregate'], 'always');
  if (kvTransfer === undefined) {
    reporter.useDefault(['routing', 'kvTransfer'], hasGraph ? 'whole' : 'layer-wise');
  } else if (hasGraph && kvTransfer === 'layer-wise') {
    const message =
      'layers that leave one by one are not available in this version with a topology';
    reporter.error(['routing', 'kvTransfer'], message, 'write whole, or fabric.topology: none');
  }
  if (hasGraph && pools.some(({ pool }) => pool.role === 'encode')) refuseGraph(reporter);
  return {
    handOff: {
      leastPromptTokens: leastTokens(disaggregate),
      layerWise: kvTransfer !== 'whole' && !hasGraph,
      fabric: fabricOf({ fabric, ideal }, reporter),
    },
  };
}

function fabricOf({ fabric, ideal }: Pick<RawTop, 'fabric' | 'ideal'>, reporter: Reporter) {
  // assumed: one adapter of 400 Gbit/s per chip, as in the HGX generation that most serve with
  const scaleOut = fabric === 'none' ? 'ib-ndr-400' : fabric.scaleOut;
  if (fabric === 'none') reporter.useDefault(['fabric', 'scaleOut'], scaleOut);
  return idealHandOff(fabrics[scaleOut], ideal);
}

function refuseGraph(reporter: Reporter): void {
  const message = 'embeddings of images do not flow over a topology in this version';
  reporter.error(['fabric', 'topology'], message, 'write none');
}

/** Where embeddings move to pools with role both, and no keys and values do. */
function embeddingsAlone(
  given: Readonly<Record<string, unknown>>,
  { fabric, ideal }: Pick<RawTop, 'fabric' | 'ideal'>,
  reporter: Reporter,
): Pick<Routing, 'handOff'> {
  for (const key of ['routing.disaggregate', 'routing.kvTransfer']) {
    if (given[key] === undefined) continue;
    const message = 'applies to keys and values that move from a prefill pool to a decode pool';
    reporter.error(key.split('.'), message, 'leave it out, or give two pools their roles');
  }
  if (fabric !== 'none' && fabric.topology !== 'none') refuseGraph(reporter);
  const whole = { leastPromptTokens: ALWAYS, layerWise: false };
  return { handOff: { ...whole, fabric: fabricOf({ fabric, ideal }, reporter) } };
}

function leastTokens(disaggregate: RawTop['routing']['disaggregate']): number {
  if (disaggregate === undefined || disaggregate === 'always') return ALWAYS;
  return disaggregate === 'never' ? Number.POSITIVE_INFINITY : disaggregate.promptTokens;
}
