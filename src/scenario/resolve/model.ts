import { models } from '../../catalog/index.ts';
import { modelFromHuggingFaceConfig } from '../../catalog/models/hugging-face.ts';
import type { ModelShape } from '../../physics/data-sheets.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { modelNames } from '../schema/names.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';

/** Looks models up, by catalog id or by config.json; each file is read once. */
export interface ModelLibrary {
  /** The shape that the reference at `path` names; null after an issue. */
  require(ref: string, path: Path): ModelShape | null;
  /** The shape, or null without an issue. */
  find(ref: string, path: Path): ModelShape | null;
}

type Found = { readonly shape: ModelShape } | { readonly message: string; readonly fix: string };

export function createModelLibrary(
  reporter: Reporter,
  folder: string,
  readText: ((path: string) => string) | undefined,
): ModelLibrary {
  const read = new Map<string, Found>();
  const look = (ref: string, path: Path): Found => {
    if (!ref.endsWith('.json')) return fromCatalog(ref);
    const base = reporter.fileOf(path) === SET_FILE ? '' : folder;
    const file = joinPath(base, ref);
    const known = read.get(file) ?? fromFile(file, ref, readText);
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
  const catalog: Readonly<Record<string, ModelShape>> = models;
  const shape = Object.hasOwn(catalog, ref) ? catalog[ref] : undefined;
  if (shape !== undefined) return { shape };
  return {
    message: 'this model is not known',
    fix: `${suggest(ref, modelNames)} (or the path of a config.json)`,
  };
}

function fromFile(
  file: string,
  ref: string,
  readText: ((path: string) => string) | undefined,
): Found {
  if (readText === undefined) {
    return { message: 'files cannot be read here', fix: 'use a model of the catalog' };
  }
  try {
    const json: unknown = JSON.parse(readText(file));
    return { shape: modelFromHuggingFaceConfig(json, ref) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `cannot use ${file}: ${reason.replace(/\s*\n\s*/g, ' ')}`;
    return { message, fix: "give the path of a Hugging Face model's config.json" };
  }
}
