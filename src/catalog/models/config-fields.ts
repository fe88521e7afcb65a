/** Beyond these a field is a mistake or an attack, not a model. */
export const limits = {
  layers: 1000,
  width: 2 ** 20,
  heads: 4096,
  headWidth: 4096,
  vocabulary: 2 ** 23,
  context: 2 ** 30,
  experts: 16_384,
} as const;

/** A JSON object of somebody else's making: own properties alone are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects that are neither null nor arrays. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads checked fields of one config.json, and names the field and its value in what it throws. */
export class ConfigFields {
  private readonly json: JsonObject;
  private readonly where: string;

  constructor(json: JsonObject, where: string) {
    this.json = json;
    this.where = where;
  }

  /** The raw value; undefined when absent or null. */
  raw(field: string): unknown {
    return Object.hasOwn(this.json, field) ? (this.json[field] ?? undefined) : undefined;
  }

  /** A whole number from `least` to `most`; `otherwise` when absent. */
  count(field: string, least: number, most: number, otherwise?: number): number {
    const value = this.raw(field) ?? otherwise;
    if (value === undefined) throw this.error(`has no ${field}`);
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      const given = printed(value);
      throw this.error(`${field} = ${given}: expected a whole number from ${least} to ${most}`);
    }
    return value as number;
  }

  /** The first of `fields` that is there, to read what configs call by several names; else the first of all. */
  named(fields: readonly [string, ...string[]]): string {
    return fields.find((field) => this.raw(field) !== undefined) ?? fields[0];
  }

  /** A boolean; `otherwise` when absent. */
  flag(field: string, otherwise: boolean): boolean {
    const value = this.raw(field) ?? otherwise;
    if (typeof value !== 'boolean') {
      throw this.error(`${field} = ${printed(value)}: expected true or false`);
    }
    return value;
  }

  /** An array of strings; undefined when absent. */
  strings(field: string): readonly string[] | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.error(`${field} = ${printed(value)}: expected a list of names`);
    }
    return value;
  }

  /** A nested object; undefined when absent. */
  object(field: string): ConfigFields | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.error(`${field} = ${printed(value)}: expected an object`);
    return new ConfigFields(value, `${this.where}: ${field}`);
  }

  error(message: string): Error {
    return new Error(`${this.where}: ${message}`);
  }
}

/** A value of unknown origin, short enough for a message. */
export function printed(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : shallow(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function shallow(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  return String(value);
}
