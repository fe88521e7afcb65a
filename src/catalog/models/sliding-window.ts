import type { ModelShape } from '../../physics/data-sheets.ts';
import { type ConfigFields, limits } from './config-fields.ts';

/**
 * Which layers keep to the window when the config has neither `layer_types` nor `sliding_window_pattern`: all (Mistral);
 * none unless `use_sliding_window`, and then those from `max_window_layers` on (Qwen); all but every n-th (Gemma 3,
 * gpt-oss).
 */
export type WindowRule = 'all' | 'opt-in' | { readonly globalEvery: number };

/** The window and the share of layers that keep to it; undefined when every layer attends to all tokens. */
export function slidingWindow(
  config: ConfigFields,
  layers: number,
  rule: WindowRule,
): ModelShape['slidingWindow'] {
  if (config.raw('sliding_window') === undefined) return undefined;
  const windowed = windowedLayers(config, layers, rule);
  if (windowed === 0) return undefined;
  return {
    tokens: config.count('sliding_window', 1, limits.context),
    layerShare: windowed / layers,
  };
}

function windowedLayers(config: ConfigFields, layers: number, rule: WindowRule): number {
  const kinds = config.strings('layer_types');
  if (kinds !== undefined) {
    if (kinds.length !== layers) {
      throw config.error(`layer_types has ${kinds.length} entries for ${layers} layers`);
    }
    return kinds.filter((kind) => kind === 'sliding_attention').length;
  }
  if (rule === 'all') return layers;
  if (rule === 'opt-in') {
    if (!config.flag('use_sliding_window', false)) return 0;
    return Math.max(0, layers - config.count('max_window_layers', 0, limits.layers, layers));
  }
  const every = config.count('sliding_window_pattern', 1, limits.layers, rule.globalEvery);
  return layers - Math.floor(layers / every);
}
