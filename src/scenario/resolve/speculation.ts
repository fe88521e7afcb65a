import { predictionLayers } from '../../catalog/index.ts';
import type { ModelShape } from '../../physics/data-sheets.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { predictionLayer } from '../../physics/speculation.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { SpeculationSpec } from '../speculation.ts';
import type { AnyShape, ModelLibrary } from './model.ts';

type Served = { readonly ref: string; readonly shape: AnyShape };

/** Completes what a pool says about drafting; nothing where it drafts nothing, or after an issue. */
export function resolveSpeculation(
  raw: RawPool['engine']['speculation'],
  served: Served,
  path: Path,
  context: { readonly reporter: Reporter; readonly library: ModelLibrary },
): Pick<EngineSpec, 'speculation'> {
  if (raw === null || raw === undefined) return {};
  if (!isOneShot(served.shape) && hasState(served.shape)) {
    const message = `speculation is not available for ${served.ref}: recurrent layers and early exits have no step that verifies`;
    context.reporter.error(path, message, 'write none');
    return {};
  }
  const { method, tokens, acceptance } = raw;
  const spec = { method, tokens, acceptance };
  if (raw.method === 'n-gram') return { speculation: spec };
  const draft =
    raw.method === 'mtp'
      ? ownLayer(served, path, context.reporter)
      : namedDraft(raw.model, served, [...path, 'model'], context);
  return draft === null ? {} : { speculation: { ...spec, draft } };
}

function hasState({ recurrent, earlyExit }: ModelShape): boolean {
  return recurrent !== undefined || earlyExit !== undefined;
}

type Draft = NonNullable<SpeculationSpec['draft']>;

function ownLayer({ ref, shape }: Served, path: Path, reporter: Reporter): Draft | null {
  if (isOneShot(shape)) return null;
  if (predictionLayers[ref] !== undefined) return { ref, shape: predictionLayer(shape) };
  const message = `${ref} has no layers that predict further tokens on record`;
  const able = Object.keys(predictionLayers).join(', ');
  reporter.error([...path, 'method'], message, `serve one of ${able}, or use a draft-model`);
  return null;
}

/** Tables that are padded differently still share a vocabulary (assumed: up to 1 % of it). */
const PADDING = 0.01;

function namedDraft(
  ref: string,
  served: Served,
  path: Path,
  { reporter, library }: { readonly reporter: Reporter; readonly library: ModelLibrary },
): Draft | null {
  const shape = library.require(ref, path);
  if (shape === null || isOneShot(served.shape)) return null;
  if (isOneShot(shape) || hasState(shape)) {
    const message = isOneShot(shape) ? 'generates no tokens' : 'cannot draft in this version';
    reporter.error(path, `${ref} ${message}`, 'name a small model of the same family');
    return null;
  }
  const [small, large] = [shape.vocabSize, served.shape.vocabSize].sort((a, b) => a - b);
  if (small !== undefined && large !== undefined && small < (1 - PADDING) * large) {
    const message = `the tokens of ${ref} (${shape.vocabSize}) are not those of ${served.ref} (${served.shape.vocabSize})`;
    reporter.error(path, message, 'name a small model of the same family');
    return null;
  }
  return { ref, shape };
}
