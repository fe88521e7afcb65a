import { models, oneShotModels } from '../../catalog/index.ts';
import { modelFromGguf } from '../../catalog/models/gguf.ts';
import { modelFromHuggingFaceConfig } from '../../catalog/models/hugging-face.ts';
import type { ModelShape } from '../../physics/data-sheets.ts';
import { isOneShot, type OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { ServedVariant } from '../scenario.ts';
import type { RawModel, RawVariant } from '../schema/model-reference.ts';
import { modelNames } from '../schema/names.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';
import { applyVariant, variantIdentity, variantName } from './variant.ts';

/** A model that generates tokens, or one that answers in one shot. */
export type AnyShape = ModelShape | OneShotShape;

/** Looks models up, by catalog id, by config.json, by GGUF file or as variants of these; each file is read once. */
export interface ModelLibrary {
  /** The name of a model that the file describes at `path`; two variants of one name that differ are an issue. */
  nameOf(model: RawModel, path: Path): string;
  /** What a name says of a model that was made from another; undefined for others. */
  variantOf(ref: string): ServedVariant | undefined;
  /** The shape that the reference at `path` names; null after an issue. */
  require(ref: string, path: Path): AnyShape | null;
  /** The shape, or null without an issue. */
  find(ref: string, path: Path): AnyShape | null;
}

/** How files are read; without a reader such references are issues. */
interface Readers {
  readonly readText?: (path: string) => string;
  readonly readHeader?: (path: string) => Uint8Array;
}

interface Problem {
  /** The key below it that is missing, where one is. */
  readonly lacks?: string;
  /** Steps from where the model is named to what is wrong with it. */
  readonly at: Path;
  readonly message: string;
  readonly fix: string;
}

type Found = { readonly shape: AnyShape } | { readonly problems: readonly Problem[] };

export function createModelLibrary(
  reporter: Reporter,
  folder: string,
  readers: Readers,
): ModelLibrary {
  const read = new Map<string, Found>();
  const variants = new Map<string, Variant>();
  const look = (ref: string, path: Path): Found => {
    const variant = variants.get(ref);
    if (variant !== undefined) return fromVariant(variant.raw, (base) => look(base, path));
    if (!ref.endsWith('.json') && !ref.endsWith('.gguf')) return fromCatalog(ref);
    const base = reporter.fileOf(path) === SET_FILE ? '' : folder;
    const file = joinPath(base, ref);
    const known = read.get(file) ?? fromFile(file, ref, readers);
    read.set(file, known);
    return known;
  };
  return {
    nameOf(model, path) {
      if (typeof model === 'string') return model;
      const name = variantName(model);
      const known = variants.get(name);
      if (known === undefined) variants.set(name, { raw: model, path });
      else if (variantIdentity(known.raw) !== variantIdentity(model)) {
        const message = `another variant that differs from this is called ${name}, too`;
        reporter.error(path, message, 'give one of them a name: of its own');
      } else return name;
      if ((model.abilityShift ?? 0) !== 0) {
        const message =
          'abilityShift changes no figure here: answers have no quality without a task';
        reporter.warning([...path, 'abilityShift'], message, 'it is kept with the served model');
      }
      return name;
    },
    variantOf(ref) {
      const raw = variants.get(ref)?.raw;
      if (raw === undefined) return undefined;
      return { base: raw.base, abilityShift: raw.abilityShift ?? 0 };
    },
    find(ref, path) {
      const found = look(ref, path);
      return 'shape' in found ? found.shape : null;
    },
    require(ref, path) {
      const found = look(ref, path);
      if ('shape' in found) return found.shape;
      const place = variants.get(ref)?.path ?? path;
      for (const { at, lacks, message, fix } of found.problems) {
        // a value that was wrong has been left out since: it is not missing
        const key = lacks === undefined ? null : reporter.show([...place, ...at, lacks]);
        if (reporter.issues.some((issue) => issue.path === key)) continue;
        reporter.error([...place, ...at], message, fix);
      }
      return null;
    },
  };
}

/** A variant as the file has it, and where it stands there first. */
interface Variant {
  readonly raw: RawVariant;
  readonly path: Path;
}

function problem(message: string, fix: string): Found {
  return { problems: [{ at: [], message, fix }] };
}

/** A variant of a model that generates tokens: the base's problems are its own. */
function fromVariant(raw: RawVariant, look: (ref: string) => Found): Found {
  const base = look(raw.base);
  const named = typeof raw.variant === 'string' ? undefined : raw.variant;
  const ref = named?.kind === 'distilled' ? named.model : undefined;
  const student = ref === undefined ? null : look(ref);
  const problems = [
    ...inside(['base'], base),
    ...(student === null ? [] : inside(['variant', 'model'], student)),
  ];
  if (problems.length > 0 || !('shape' in base)) return { problems };
  const shapes = [base.shape, student !== null && 'shape' in student ? student.shape : null];
  const [shape, other = null] = shapes.map((s) => (s === null || isOneShot(s) ? null : s));
  if (shape === null || shape === undefined) {
    const message = 'models that answer in one shot have no variants in this version';
    return { problems: [{ at: ['base'], message, fix: 'use a model that generates tokens' }] };
  }
  if (student !== null && other === null) {
    const message = 'this model answers in one shot: it cannot stand for one that generates tokens';
    const fix = 'use a model that generates tokens';
    return { problems: [{ at: ['variant', 'model'], message, fix }] };
  }
  const applied = applyVariant(raw, shape, other);
  if ('shape' in applied) return applied;
  return {
    problems: applied.problems.map(({ key, ...rest }) => ({ ...rest, at: placeIn(key) })),
  };
}

/** `targets.1` as steps below `variant`. */
function placeIn(key: string): Path {
  if (key === '') return ['variant'];
  return ['variant', ...key.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))];
}

function inside(at: Path, found: Found): Problem[] {
  if ('shape' in found) return [];
  return found.problems.map((one) => ({ ...one, at: [...at, ...one.at] }));
}

function fromCatalog(ref: string): Found {
  // One catalog after the other: a sweep asks a hundred thousand times, and a merged one would be made each time.
  const catalogs: readonly Readonly<Record<string, AnyShape>>[] = [oneShotModels, models];
  const shape = catalogs.find((each) => Object.hasOwn(each, ref))?.[ref];
  if (shape !== undefined) return { shape };
  return problem(
    'this model is not known',
    `${suggest(ref, modelNames)} (or the path of a config.json or a GGUF file)`,
  );
}

function fromFile(file: string, ref: string, readers: Readers): Found {
  const shape = ref.endsWith('.gguf') ? fromGguf(ref, readers) : fromConfig(ref, readers);
  if (shape === undefined) {
    return problem('files cannot be read here', 'use a model of the catalog');
  }
  try {
    return { shape: shape(file) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `cannot use ${file}: ${reason.replace(/\s*\n\s*/g, ' ')}`;
    return problem(
      message,
      "give the path of a Hugging Face model's config.json or of a GGUF file",
    );
  }
}

function fromConfig(
  ref: string,
  { readText }: Readers,
): ((file: string) => ModelShape) | undefined {
  if (readText === undefined) return undefined;
  return (file) => {
    const json: unknown = JSON.parse(readText(file));
    return modelFromHuggingFaceConfig(json, ref);
  };
}

function fromGguf(
  ref: string,
  { readHeader }: Readers,
): ((file: string) => ModelShape) | undefined {
  if (readHeader === undefined) return undefined;
  return (file) => modelFromGguf(readHeader(file), ref);
}
