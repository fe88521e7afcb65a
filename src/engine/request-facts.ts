import type { CompiledWorkload } from '../compile/compiled.ts';
import type { Content } from '../policy/content.ts';
import type { RequestView } from '../policy/request-view.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/** The one object through which policies see a request: what the control plane may know, and no more. */
export class RequestFacts implements RequestView {
  arrivalSeconds = 0;
  promptTokens = 0;
  maxTokens = 0;
  predictedTokens = 0;
  deadlineSeconds = 0;
  priority = 0;
  workload = 0;
  tenant = 0;
  session = -1;
  content: Content | null = null;
  text = 0;
  /** By workload. */
  readonly #patienceSeconds: readonly number[];

  constructor(workloads: readonly CompiledWorkload[]) {
    this.#patienceSeconds = workloads.map(({ slo, timeout }) =>
      Math.min(slo.ttftSeconds, slo.e2eSeconds, timeout.firstTokenSeconds, timeout.totalSeconds),
    );
  }

  /** Shows a request as it stands when it enters: nobody has guessed its length, so the guess is what it may take. */
  read(table: RequestTable, handle: number): this {
    const { rows } = table;
    const base = handle * STRIDE;
    this.arrivalSeconds = rows[base + field.arrival]!;
    this.promptTokens = rows[base + field.prompt]!;
    this.maxTokens = rows[base + field.maxTokens]!;
    this.predictedTokens = this.maxTokens;
    this.priority = rows[base + field.priority]!;
    this.workload = rows[base + field.workload]!;
    this.tenant = rows[base + field.tenant]!;
    this.session = rows[base + field.session]!;
    this.content = table.contents[handle] ?? null;
    this.text = rows[base + field.id]!;
    const patient = this.arrivalSeconds + this.#patienceSeconds[this.workload]!;
    this.deadlineSeconds = Math.min(patient, rows[base + field.due]!);
    return this;
  }
}
