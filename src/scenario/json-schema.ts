import { z } from 'zod';
import { forecastSchema } from './forecast-file/schema.ts';
import { scenarioSchema } from './schema/top.ts';
import { sweepSchema } from './sweep-file/schema.ts';

/**
 * JSON Schema (2020-12) of a scenario file, for editors: every key with its meaning, default and names to choose from.
 * It describes one value at a time; rules between keys are `tailwatt validate`'s.
 */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(scenarioSchema, 'Tailwatt scenario');
}

/** The same of a sweep file. */
export function sweepJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(sweepSchema, 'Tailwatt sweep');
}

/** The same of a forecast file. */
export function forecastJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(forecastSchema, 'Tailwatt forecast');
}

/** What stands in several places is written once, in `$defs`: a quarter of the size. */
function jsonSchemaOf(schema: z.ZodType, title: string): Readonly<Record<string, unknown>> {
  return {
    ...z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', reused: 'ref' }),
    title,
  };
}
