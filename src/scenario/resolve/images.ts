import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { encoderShape, imageSize } from '../../physics/vision.ts';
import type { Path } from '../document/tree.ts';
import type { WithImages } from '../images.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { ServedModel, Workload } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { lengthSpec } from './lengths.ts';
import type { AnyShape } from './model.ts';

/** What a pool holds of a model: where it encodes images for others, the encoder alone. */
export function encoding(served: ServedModel, role: RawPool['role']): ServedModel {
  const { shape } = served;
  if (role !== 'encode' || isOneShot(shape)) return served;
  return { ...served, shape: encoderShape(shape) ?? shape };
}

/** Arrivals whose requests draw a body of their own, of which images may be a part. */
const drawn: readonly Workload['arrivals']['process'][] = ['sessions', 'agentic', 'servegen'];

/** Images of a workload's prompts; refused where nobody can see them, or they would be of a text that goes on. */
export function resolveImages(
  { images, arrivals, model, prefix, kind }: RawWorkload,
  path: Path,
  {
    shape,
    reporter,
    wrong,
  }: {
    readonly shape: AnyShape | null;
    readonly reporter: Reporter;
    readonly wrong: readonly string[];
  },
): WithImages {
  if (images === undefined || touches(wrong, ['images'])) return {};
  const at = [...path, 'images'];
  if (shape === null) return {};
  if (isOneShot(shape)) {
    const message = `a ${kind} workload has no prompts with images`;
    reporter.error(at, message, 'say what a request asks for under job');
    return {};
  }
  if (shape.vision === undefined) {
    reporter.error(at, `${model} does not see images`, 'use qwen2.5-vl-7b, or leave images out');
    return {};
  }
  const { process } = arrivals;
  if (drawn.includes(process)) {
    reporter.error(at, `images are not available with ${process} arrivals`, 'leave images out');
  }
  if (process === 'trace' && arrivals.lengths !== 'distribution') {
    const message = 'images are not available with a trace that brings its own lengths';
    reporter.error(at, message, 'write arrivals.lengths: distribution, or leave images out');
  }
  if (typeof prefix === 'object') {
    const message =
      'images are not available where prompts begin alike: they stand before the text';
    reporter.error(at, message, 'leave prefix out, or images');
  }
  const { perRequest, width, height } = images;
  const size = imageSize(shape.vision, width, height);
  if (typeof perRequest === 'number') {
    return { images: { perRequest: { distribution: 'fixed', value: perRequest }, size } };
  }
  if (perRequest.distribution === 'joint') {
    const message = 'images have no answers that could be drawn with them';
    reporter.error([...at, 'perRequest'], message, 'choose another distribution');
    return {};
  }
  const law = lengthSpec(perRequest, [...at, 'perRequest'], reporter);
  return law === null ? {} : { images: { perRequest: law, size } };
}
