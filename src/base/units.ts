/**
 * Weak unit brands: plain numbers flow in, but a value that carries one unit does not pass for another.
 * Everything inside Tailwatt is SI (seconds, joules, watts, bytes); units are parsed and printed at the borders only.
 */
declare const unit: unique symbol;
type Unit<U extends string> = number & { readonly [unit]?: U };

export type Seconds = Unit<'s'>;
export type Joules = Unit<'J'>;
export type Watts = Unit<'W'>;
export type Bytes = Unit<'B'>;
export type BytesPerSecond = Unit<'B/s'>;
export type Flops = Unit<'FLOP'>;
export type FlopsPerSecond = Unit<'FLOP/s'>;
/** A count of tokens. */
export type Tokens = Unit<'token'>;
