import type { Call } from '../../policy/strategy/port.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RequestRow } from '../../record/port.ts';
import { clearProgress, copy, field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Answering } from './answering.ts';
import type { CallEnd } from './call-end.ts';
import { afterExamples, promptOf } from './call-shape.ts';
import type { CriticalPath, LatencyParts } from './critical-path.ts';
import type { Branch, Program } from './program.ts';
import type { ToolPools, ToolUse } from './tool-pools.ts';
import { partsOfTool, toolEnd } from './tool-row.ts';

/** Where calls go. */
export interface CallHost {
  readonly table: RequestTable;
  /** Sends a call, whose row says what it asks for, to a group of replicas; false where none could ever serve it. */
  send(handle: number, group: number, seconds: number): boolean;
  /** A call is not needed any more: it leaves now, or at the next boundary. */
  drop(handle: number, seconds: number): void;
}

/** Turns the calls of programs into requests of the cluster, and takes back those that are not needed any more. */
export class CallDesk {
  readonly #host: CallHost;
  readonly tools: ToolPools;
  /** Calls in the cluster: those for users, and those for copies of requests, which nobody waits for. */
  readonly live = { users: 0, copies: 0 };

  constructor(host: CallHost, tools: ToolPools) {
    this.#host = host;
    this.tools = tools;
  }

  /** A program asks for a call at `seconds`. Returns its branch, which has no handle where the cluster does not have it. */
  ask(
    program: Program,
    call: Call,
    seconds: number,
    path: CriticalPath,
    answering: Answering,
  ): Branch {
    const { exampleTokens = 0 } = program.spec.tiers[call.tier]!;
    const question = afterExamples(program.question, exampleTokens, program.workload);
    const { prompt, content } = promptOf(call, question, program.branches);
    const branch: Branch = {
      call,
      path,
      prompt,
      content,
      id: -1,
      effort: 1,
      asked: 0,
      isCut: false,
      isOutgrown: false,
      handle: -1,
      use: null,
      fate: 'open',
      made: 0,
      joules: 0,
      usd: 0,
      answer: null,
      score: null,
      isSound: false,
      end: null,
    };
    program.branches.push(branch);
    const { group, tool } = program.spec.tiers[call.tier]!;
    if (tool !== undefined) this.#use(program, branch, tool.number, seconds, answering);
    if (group !== null) this.#send(program, branch, group, seconds, answering);
    return branch;
  }

  /** A call is not needed any more. */
  cancel(branch: Branch, seconds: number): void {
    if (branch.fate !== 'open') return;
    branch.fate = 'cancelled';
    const { handle } = branch;
    if (branch.use !== null)
      branch.end = this.#leaveTool(branch.use, seconds, outcomeCode.cancelled);
    if (handle < 0) return;
    // one that has ended at this instant is not in the cluster any more
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    if (where !== state.ended) this.#host.drop(handle, seconds);
  }

  /** The use of a tool that ends next is over, which one of these programs asked for. */
  finishTool(programs: readonly (Program | null)[]): {
    readonly program: Program;
    readonly branch: Branch;
    readonly seconds: number;
    readonly parts: LatencyParts;
  } {
    const use = this.tools.finish();
    const seconds = use.dueSeconds;
    const program = programs[use.parent]!;
    const branch = program.branches[use.branch]!;
    branch.end = toolEnd(use, seconds, outcomeCode.completed, false);
    return { program, branch, seconds, parts: partsOfTool(use, seconds) };
  }

  /** The run ends at `seconds`: an open use of a tool is in flight, a call of a model is counted by the cluster. */
  halt(branch: Branch, seconds: number): void {
    if (branch.fate !== 'open' || branch.use === null) return;
    branch.end = this.#leaveTool(branch.use, seconds, outcomeCode['in-flight']);
  }

  /** An open use of a tool ends before its time. */
  #leaveTool(use: ToolUse, seconds: number, outcome: RequestRow['outcome']): CallEnd {
    this.tools.cancel(use, seconds);
    return toolEnd(use, seconds, outcome, outcome === outcomeCode['in-flight']);
  }

  /** A call of a program has left the cluster: its row may be used again. */
  close(handle: number, program: Program): void {
    this.#host.table.release(handle);
    this.live[side(program)]--;
  }

  #use(
    program: Program,
    branch: Branch,
    tool: number,
    askedSeconds: number,
    answering: Answering,
  ): void {
    const { parent, request } = program;
    const { seconds: serviceSeconds, tokens } = answering.toolUse(program, branch.call);
    branch.made = tokens;
    branch.use = this.tools.ask({
      ...{ parent, request, tool, askedSeconds, serviceSeconds },
      branch: branch.call.branch,
    });
  }

  #send(
    program: Program,
    branch: Branch,
    group: number,
    seconds: number,
    answering: Answering,
  ): void {
    const { table } = this.#host;
    const handle = table.allocate();
    const { rows } = table;
    const base = handle * STRIDE;
    const parent = program.parent * STRIDE;
    // who asks stands before the replica
    rows.copyWithin(base, parent, parent + field.replica);
    clearProgress(rows, base);
    const most = rows[parent + field.maxTokens]!;
    const own = answering.ownLength(rows, parent);
    const length = answering.lengthOf(program, branch.call, own, most);
    const output = length.tokens;
    branch.effort = length.effort;
    branch.asked = length.asked ?? 0;
    branch.isCut = length.isCut === true;
    const { judge, outputTokens } = program.spec.tiers[branch.call.tier]!;
    const isOwnLength = judge !== undefined || outputTokens !== undefined;
    rows[base + field.arrival] = seconds;
    rows[base + field.prompt] = branch.prompt;
    rows[base + field.output] = output;
    rows[base + field.maxTokens] = isOwnLength ? output : most;
    rows[base + field.session] = rows[parent + field.session]!;
    rows[base + field.due] = rows[parent + field.due]!;
    rows[base + field.deadline] = Number.POSITIVE_INFINITY;
    rows[base + field.copy] = copy.call;
    rows[base + field.question] = program.parent;
    rows[base + field.client] = branch.call.branch;
    rows[base + field.request] = program.request;
    table.contents[handle] = branch.content;
    if (!this.#host.send(handle, group, seconds)) {
      table.release(handle);
      branch.isOutgrown = true;
      return;
    }
    branch.handle = handle;
    branch.id = table.rows[base + field.id]!;
    program.live++;
    program.sums.calls++;
    this.live[side(program)]++;
  }
}

/** Among whose calls those of a program count. */
export function side({ isCopy }: Pick<Program, 'isCopy'>): 'users' | 'copies' {
  return isCopy ? 'copies' : 'users';
}
