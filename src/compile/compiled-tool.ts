import type { LengthSpec } from '../policy/length/port.ts';
import type { ToolCare } from '../quality/horizon.ts';

/** What an agent makes of a tool. */
export interface CompiledToolUse extends ToolCare {
  /** Number among the tools of the scenario. */
  readonly number: number;
  /** Of what it gives back. */
  readonly tokens: LengthSpec;
}
