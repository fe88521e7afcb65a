import type { z } from 'zod';
import type { DefaultUsed } from '../scenario.ts';

/** Definitions of the zod schemas that ours are made of, as far as the walk needs them. */
interface Definition {
  readonly type: string;
  readonly defaultValue?: unknown;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The defaults that a schema fills in for `input`, in the file's own notation (`10s`, not 10), one per missing leaf.
 * `input` must have passed the schema.
 */
export function schemaDefaults(
  schema: z.core.$ZodType,
  input: unknown,
  path: string,
): DefaultUsed[] {
  const definition = definitionOf(schema);
  const { type, innerType } = definition;
  if (type === 'prefault' && innerType !== undefined) {
    if (input !== undefined) return schemaDefaults(innerType, input, path);
    const value = definition.defaultValue;
    const inside = isRecord(value) ? schemaDefaults(innerType, value, path) : [];
    // A block whose default is {} shows as its keys; any other default is a value of its own.
    if (isRecord(value) && Object.keys(value).length === 0) return inside;
    return [{ path, value }, ...inside];
  }
  if (type === 'optional' && innerType !== undefined) {
    return input === undefined ? [] : schemaDefaults(innerType, input, path);
  }
  if (type === 'union') {
    const option = optionFor(definition, input);
    return option === undefined ? [] : schemaDefaults(option, input, path);
  }
  if (type === 'object' && definition.shape !== undefined && isRecord(input)) {
    return Object.entries(definition.shape).flatMap(([key, child]) =>
      schemaDefaults(child, input[key], path === '' ? key : `${path}.${key}`),
    );
  }
  return [];
}

/** The option of a union that `input` chose: by its discriminator, or the block for a block. */
function optionFor(definition: Definition, input: unknown): z.core.$ZodType | undefined {
  if (!isRecord(input)) return undefined;
  const { discriminator, options = [] } = definition;
  if (discriminator === undefined)
    return options.find((option) => definitionOf(option).type === 'object');
  return options.find((option) => {
    const literal = definitionOf(option).shape?.[discriminator];
    const values = (literal?._zod.def as { values?: readonly unknown[] } | undefined)?.values;
    return values?.includes(input[discriminator]) ?? false;
  });
}
