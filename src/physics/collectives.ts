import type { Bytes, Seconds } from '../base/units.ts';
import type { Link } from './data-sheets.ts';

/** The cost of one collective as a straight line in its message, and what each chip sends for it. */
export interface CollectiveLine {
  readonly name: 'one-shot' | 'two-shot';
  readonly fixedSeconds: Seconds;
  readonly secondsPerByte: number;
  /** Bytes that one chip sends per byte of the message. */
  readonly sentPerByte: number;
}

/**
 * All-reduce over `chips` by the α–β model, as the lines of which an engine takes the lower:
 * one-shot, every chip sends the whole message to every other at once, α + (n−1)·m/β;
 * two-shot, reduce-scatter then all-gather, 2α + 2·(n−1)/n·m/β, which moves a ring's bytes in two exchanges where all
 * chips reach each other (NVSwitch, or a PCIe switch). A ring needs 2(n−1)α and is never the lower on such links.
 * Source of the lines: R. Thakur, R. Rabenseifner and W. Gropp, "Optimization of Collective Communication Operations in MPICH",
 * IJHPCA 19(1), 2005; vLLM and TensorRT-LLM choose between the two by size in their custom all-reduce.
 */
export function allReduceLines(link: Link, chips: number): readonly CollectiveLine[] {
  const others = chips - 1;
  const wave = others > 0 ? link.alphaSeconds : 0;
  return [
    {
      name: 'one-shot',
      fixedSeconds: wave,
      secondsPerByte: others / link.bandwidth,
      sentPerByte: others,
    },
    {
      name: 'two-shot',
      fixedSeconds: 2 * wave,
      secondsPerByte: (2 * others) / chips / link.bandwidth,
      sentPerByte: (2 * others) / chips,
    },
  ];
}

/** The quickest algorithm for one message; the first of equals. */
export function quickest(lines: readonly CollectiveLine[], messageBytes: Bytes): CollectiveLine {
  let best = lines[0] as CollectiveLine;
  for (const line of lines) {
    if (lineSeconds(line, messageBytes) < lineSeconds(best, messageBytes)) best = line;
  }
  return best;
}

/** Seconds of one collective on a message of `messageBytes`. */
export function lineSeconds(line: CollectiveLine, messageBytes: Bytes): Seconds {
  return line.fixedSeconds + line.secondsPerByte * messageBytes;
}

/** All-reduce of `messageBytes` over `chips`; 0 for a single chip. */
export function allReduceSeconds(link: Link, chips: number, messageBytes: Bytes): Seconds {
  const lines = allReduceLines(link, chips);
  return lineSeconds(quickest(lines, messageBytes), messageBytes);
}
