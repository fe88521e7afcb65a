import { z } from 'zod';
import type { Path } from '../document/tree.ts';
import { type DimensionName, parseAnyQuantity } from '../quantity.ts';
import { scenarioSchema } from '../schema/top.ts';

/** What the schema says of the values of a key. */
export interface KeyTraits {
  /** Of its quantities; null where it takes none, or those of several dimensions. */
  readonly dimension: DimensionName | null;
  /** Its numbers are whole ones. */
  readonly whole: boolean;
}

/** Definitions of the zod schemas that ours are made of, as far as the walk to a key needs them. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
}

/** What the scenario's schema says of the key at `path`, where an item of a list is its index; nothing of other keys. */
export function keyTraits(path: Path): KeyTraits {
  const keys = path.reduce<readonly z.core.$ZodType[]>(
    (schemas, step) => schemas.flatMap((schema) => below(schema, step)),
    [scenarioSchema],
  );
  // Only what stands at the key is written as JSON Schema: the whole of it takes a fifth of a second.
  const found = keys.flatMap((schema) =>
    variantsOf(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })),
  );
  const types = found.flatMap(({ type }) => type);
  const examples = found.flatMap(({ examples: list }) => (Array.isArray(list) ? list : []));
  const named = new Set(examples.flatMap((each) => parseAnyQuantity(each)?.dimension ?? []));
  const [dimension = null] = named;
  return {
    dimension: named.size === 1 ? dimension : null,
    whole: types.includes('integer') && !types.includes('number'),
  };
}

/** The schemas of a key of a block, or of the items of a list, in all that `schema` can stand for. */
function below(schema: z.core.$ZodType, step: string | number): readonly z.core.$ZodType[] {
  const { shape, element, options, innerType, in: input } = schema._zod.def as Definition;
  if (typeof step === 'number' && element !== undefined) return [element];
  const key = shape !== undefined && Object.hasOwn(shape, step) ? shape[step] : undefined;
  if (key !== undefined) return [key];
  return [...(options ?? []), innerType, input].flatMap((inside) =>
    inside === undefined ? [] : below(inside, step),
  );
}

type JsonSchema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null;

/** A schema and all that it can stand for. */
function variantsOf(schema: unknown): readonly JsonSchema[] {
  if (!isSchema(schema)) return [];
  const { anyOf = [], oneOf = [] } = schema;
  return [schema, ...[anyOf, oneOf].flat().flatMap(variantsOf)];
}
