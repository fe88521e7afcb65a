import type { Path } from '../document/tree.ts';
import { scenarioJsonSchema } from '../json-schema.ts';
import { type DimensionName, parseAnyQuantity } from '../quantity.ts';

/** What the schema says of the values of a key. */
export interface KeyTraits {
  /** Of its quantities; null where it takes none, or those of several dimensions. */
  readonly dimension: DimensionName | null;
  /** Its numbers are whole ones. */
  readonly whole: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** Makes a reader of traits; reads the scenario's schema once. */
export function createTraitReader(): (path: Path) => KeyTraits {
  const root = scenarioJsonSchema();
  return (path) => {
    const found = path.reduce<readonly Schema[]>(
      (nodes, step) => nodes.flatMap((node) => below(node, step)),
      variantsOf(root),
    );
    const types = found.flatMap(({ type }) => type);
    const examples = found.flatMap(({ examples: list }) => (Array.isArray(list) ? list : []));
    const named = new Set(examples.flatMap((each) => parseAnyQuantity(each)?.dimension ?? []));
    const [dimension = null] = named;
    return {
      dimension: named.size === 1 ? dimension : null,
      whole: types.includes('integer') && !types.includes('number'),
    };
  };
}

/** A schema and all that it can stand for. */
function variantsOf(schema: unknown): readonly Schema[] {
  if (!isSchema(schema)) return [];
  const { anyOf = [], oneOf = [] } = schema;
  return [schema, ...[anyOf, oneOf].flat().flatMap(variantsOf)];
}

function below({ properties, items }: Schema, step: string | number): readonly Schema[] {
  if (typeof step === 'number') return variantsOf(items);
  return isSchema(properties) && Object.hasOwn(properties, step)
    ? variantsOf(properties[step])
    : [];
}
