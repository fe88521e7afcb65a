import type { LengthSpec } from '../policy/length/port.ts';
import type { ToolCare } from '../quality/horizon.ts';

/** What an agent makes of a tool. */
export interface CompiledToolUse extends ToolCare {
  /** Number among the tools of the scenario. */
  readonly number: number;
  /** Of what it gives back. */
  readonly tokens: LengthSpec;
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
