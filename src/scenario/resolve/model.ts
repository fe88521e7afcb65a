import { models, oneShotModels } from '../../catalog/index.ts';
import { modelFromGguf } from '../../catalog/models/gguf.ts';
import { modelFromHuggingFaceConfig } from '../../catalog/models/hugging-face.ts';
import type { ModelShape } from '../../physics/data-sheets.ts';
import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { modelNames } from '../schema/names.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';

/** A model that generates tokens, or one that answers in one shot. */
export type AnyShape = ModelShape | OneShotShape;

/** Looks models up, by catalog id, by config.json or by GGUF file; each file is read once. */
export interface ModelLibrary {
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

type Found = { readonly shape: AnyShape } | { readonly message: string; readonly fix: string };

export function createModelLibrary(
  reporter: Reporter,
  folder: string,
  readers: Readers,
): ModelLibrary {
  const read = new Map<string, Found>();
  const look = (ref: string, path: Path): Found => {
    if (!ref.endsWith('.json') && !ref.endsWith('.gguf')) return fromCatalog(ref);
    const base = reporter.fileOf(path) === SET_FILE ? '' : folder;
    const file = joinPath(base, ref);
    const known = read.get(file) ?? fromFile(file, ref, readers);
    read.set(file, known);
    return known;
  };
  return {
    find(ref, path) {
      const found = look(ref, path);
      return 'shape' in found ? found.shape : null;
    },
    require(ref, path) {
      const found = look(ref, path);
      if ('shape' in found) return found.shape;
      reporter.error(path, found.message, found.fix);
      return null;
    },
  };
}

function fromCatalog(ref: string): Found {
  const catalog: Readonly<Record<string, AnyShape>> = { ...models, ...oneShotModels };
  const shape = Object.hasOwn(catalog, ref) ? catalog[ref] : undefined;
  if (shape !== undefined) return { shape };
  return {
    message: 'this model is not known',
    fix: `${suggest(ref, modelNames)} (or the path of a config.json or a GGUF file)`,
  };
}

function fromFile(file: string, ref: string, readers: Readers): Found {
  const shape = ref.endsWith('.gguf') ? fromGguf(ref, readers) : fromConfig(ref, readers);
  if (shape === undefined) {
    return { message: 'files cannot be read here', fix: 'use a model of the catalog' };
  }
  try {
    return { shape: shape(file) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `cannot use ${file}: ${reason.replace(/\s*\n\s*/g, ' ')}`;
    return {
      message,
      fix: "give the path of a Hugging Face model's config.json or of a GGUF file",
    };
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
