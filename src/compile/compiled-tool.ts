import type { LengthSpec } from '../policy/length/port.ts';
import type { Grounding } from '../quality/context.ts';
import type { ToolCare } from '../quality/horizon.ts';

/** What a program makes of a tool. */
export interface CompiledToolUse extends ToolCare {
  /** Number among the tools of the scenario. */
  readonly number: number;
  /** Of each piece of what it gives back. */
  readonly tokens: LengthSpec;
  /** Pieces that a use gives back; one where absent. */
  readonly pieces?: number;
}

/** A program of steps with a tool; its model and its tool are tiers. */
export interface CompiledAgent {
  readonly kind: 'agent';
  readonly tier: number;
  readonly tool: number;
  /** Drawn for each request. */
  readonly turns: LengthSpec;
  readonly maxCalls: number;
}

/** What the documents of a program that searches, and its examples, do for its answers. */
export interface CompiledGrounding extends Grounding {
  /** That each search gives back. */
  readonly documents: number;
  /** Logit that the examples add. */
  readonly examplesLogit: number;
}
