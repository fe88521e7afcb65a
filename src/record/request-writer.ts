import { ChunkedTable, type TableChunk } from './columns.ts';
import { answerFates } from './fates.ts';
import type { RequestRow } from './port.ts';
import type { TableSpec } from './table.ts';
import { withReplication } from './table.ts';
import { type AccountKey, accountKeysOf, type RequestAccount } from './tables/accounts.ts';
import { type RequestAnswer, requestAnswers } from './tables/answers.ts';
import { type RequestHedge, requestHedges } from './tables/hedges.ts';
import { type RequestPayment, requestPayments } from './tables/payments.ts';
import type { requestsTable } from './tables/requests.ts';
import { siteColumn } from './tables/sites.ts';

type RequestColumn =
  | (typeof requestsTable.columns)[number]['name']
  | RequestAccount
  | RequestAnswer
  | RequestPayment
  | RequestHedge
  | 'site';

export interface RequestWriterOptions {
  /** The requests table, with or without accounts. */
  readonly spec: TableSpec;
  /** Pool of each replica, by its index over all pools. */
  readonly poolOfReplica: Int32Array;
  /** Site of each replica, where sites are told apart. */
  readonly siteOfReplica?: Int32Array | undefined;
  /** Adds a `replication` column that holds this number; null leaves the column out. */
  readonly replication: number | null;
  readonly onChunk: (chunk: TableChunk) => void;
  /** Rows per chunk; CHUNK_ROWS unless a test says otherwise. */
  readonly chunkRows?: number;
}

/**
 * Writes request rows into column buffers: about forty stores per request and no allocation. The buffers are bound to
 * fields once per chunk, because a look-up by name per row would cost more than the rest of the recording.
 */
export class RequestTableWriter {
  readonly #table: ChunkedTable;
  readonly #poolOfReplica: Int32Array;
  readonly #siteOfReplica: Int32Array | undefined;
  readonly #replication: number;
  #bound: BoundColumns | null = null;

  constructor(options: RequestWriterOptions) {
    const { spec: table } = options;
    const spec = options.replication === null ? table : withReplication(table);
    this.#table = new ChunkedTable(spec, options.onChunk, options.chunkRows);
    this.#poolOfReplica = options.poolOfReplica;
    this.#siteOfReplica = options.siteOfReplica;
    this.#replication = options.replication ?? -1;
  }

  get rows(): number {
    return this.#table.totalRows;
  }

  append(row: Readonly<RequestRow>): void {
    this.#bound ??= bind(this.#table);
    const to = this.#bound;
    const at = this.#table.rows;
    if (this.#replication >= 0) this.#table.open[0]![at] = this.#replication;
    writeIdentity(to, at, row);
    writeTimes(to, at, row);
    if (to.answers !== null) writeAnswer(to.answers, at, row);
    writeAccounts(to.accounts, at, row);
    if (to.payments !== null) {
      to.payments.reasoningTokens[at] = row.reasoningTokens ?? 0;
      to.payments.priceUsd[at] = row.priceUsd ?? Number.NaN;
    }
    if (to.hedges !== null) {
      to.hedges.copies[at] = row.copies ?? 0;
      to.hedges.answeredBy[at] = row.answeredBy ?? 0;
    }
    to.replica[at] = row.replica;
    to.pool[at] = row.replica < 0 ? -1 : this.#poolOfReplica[row.replica]!;
    if (this.#siteOfReplica !== undefined) {
      to.site[at] = row.replica < 0 ? -1 : this.#siteOfReplica[row.replica]!;
    }
    if (this.#table.commit()) this.#bound = null;
  }

  flush(): void {
    this.#table.flush();
    this.#bound = null;
  }
}

function writeIdentity(to: BoundColumns, at: number, row: Readonly<RequestRow>): void {
  to.request[at] = row.request;
  to.workload[at] = row.workload;
  to.tenant[at] = row.tenant;
  to.measured[at] = row.measured ? 1 : 0;
  to.promptTokens[at] = row.promptTokens;
  to.outputTokens[at] = row.outputTokens;
  to.intendedOutputTokens[at] = row.intendedOutputTokens;
  to.maxTokens[at] = row.maxTokens;
  to.priority[at] = row.priority;
  to.outcome[at] = row.outcome;
  to.preemptions[at] = row.preemptions;
  to.acceleratorJoules[at] = row.acceleratorJoules;
  to.sloMet[at] = row.sloMet ? 1 : 0;
  to.cachedTokens[at] = row.cachedTokens;
  // where no strategy makes calls, a request is one, and all its tokens are the answer
  to.answerTokens[at] = row.answerTokens ?? row.outputTokens;
  to.calls[at] = row.calls ?? 1;
  to.session[at] = row.session ?? -1;
  to.turn[at] = row.turn ?? -1;
  to.question[at] = row.question ?? -1;
  to.tries[at] = row.tries ?? -1;
  to.attempts[at] = row.attempts;
}

function writeAccounts(to: BoundAccounts, at: number, row: Readonly<RequestRow>): void {
  for (const [column, key] of to) column[at] = row[key] ?? Number.NaN;
}

function writeAnswer(to: BoundAnswers, at: number, row: Readonly<RequestRow>): void {
  to.difficulty[at] = row.difficulty ?? Number.NaN;
  to.correct[at] = row.fate === 'right' ? 1 : 0;
  to.confidence[at] = row.confidence ?? Number.NaN;
  to.fate[at] = row.fate == null ? -1 : answerFates.indexOf(row.fate);
  to.keptTokens[at] = row.keptTokens ?? 0;
  to.discardedTokens[at] = row.discardedTokens ?? 0;
  to.verificationTokens[at] = row.verificationTokens ?? 0;
  to.keptJoules[at] = row.keptJoules ?? 0;
  to.discardedJoules[at] = row.discardedJoules ?? 0;
  to.verificationJoules[at] = row.verificationJoules ?? 0;
}

function writeTimes(to: BoundColumns, at: number, row: Readonly<RequestRow>): void {
  to.arrivalSeconds[at] = row.arrivalSeconds;
  to.firstTokenSeconds[at] = row.firstTokenSeconds;
  to.firstActivitySeconds[at] = row.firstActivitySeconds;
  to.completionSeconds[at] = row.completionSeconds;
  to.ttftSeconds[at] = row.ttftSeconds;
  to.tpotSeconds[at] = row.tpotSeconds;
  to.e2eSeconds[at] = row.e2eSeconds;
  to.worstGapSeconds[at] = row.worstGapSeconds;
  to.hostSeconds[at] = row.hostSeconds;
  to.queueSeconds[at] = row.queueSeconds;
  to.prefillSeconds[at] = row.prefillSeconds;
  to.decodeSeconds[at] = row.decodeSeconds;
  to.preemptedSeconds[at] = row.preemptedSeconds;
  to.transferSeconds[at] = row.transferSeconds;
}

type BoundAnswers = ReturnType<typeof bindAnswers>;
type BoundAccounts = readonly (readonly [Float64Array, AccountKey])[];
type BoundColumns = ReturnType<typeof bind>;

function bind(table: ChunkedTable) {
  const { open } = table;
  const float = (name: RequestColumn) => open[table.index(name)] as Float64Array;
  const int = (name: RequestColumn) => open[table.index(name)] as Int32Array;
  const byte = (name: RequestColumn) => open[table.index(name)] as Uint8Array;
  const accounts = accountKeysOf(table.spec);
  const isPaid = table.spec.columns.some(({ name }) => name === requestPayments[0].name);
  const isHedged = table.spec.columns.some(({ name }) => name === requestHedges[0].name);
  const hasAnswers = table.spec.columns.some(({ name }) => name === requestAnswers[0].name);
  const hasSite = table.spec.columns.some(({ name }) => name === siteColumn.name);
  return {
    answers: hasAnswers ? bindAnswers(table) : null,
    payments: isPaid
      ? { reasoningTokens: int('reasoning_tokens'), priceUsd: float('price_usd') }
      : null,
    hedges: isHedged ? { copies: int('copies'), answeredBy: int('answered_by') } : null,
    accounts: accounts.map(([name, key]) => [float(name), key] as const),
    request: int('request'),
    workload: int('workload'),
    tenant: int('tenant'),
    measured: byte('measured'),
    arrivalSeconds: float('arrival_seconds'),
    firstTokenSeconds: float('first_token_seconds'),
    firstActivitySeconds: float('first_activity_seconds'),
    completionSeconds: float('completion_seconds'),
    ttftSeconds: float('ttft_seconds'),
    tpotSeconds: float('tpot_seconds'),
    e2eSeconds: float('e2e_seconds'),
    worstGapSeconds: float('worst_gap_seconds'),
    hostSeconds: float('host_seconds'),
    queueSeconds: float('queue_seconds'),
    prefillSeconds: float('prefill_seconds'),
    decodeSeconds: float('decode_seconds'),
    preemptedSeconds: float('preempted_seconds'),
    transferSeconds: float('transfer_seconds'),
    promptTokens: int('prompt_tokens'),
    outputTokens: int('output_tokens'),
    answerTokens: int('answer_tokens'),
    calls: int('calls'),
    outcome: int('outcome'),
    attempts: int('attempts'),
    preemptions: int('preemptions'),
    replica: int('replica'),
    acceleratorJoules: float('accelerator_joules'),
    sloMet: byte('slo_met'),
    intendedOutputTokens: int('intended_output_tokens'),
    maxTokens: int('max_tokens'),
    priority: int('priority'),
    session: int('session'),
    turn: int('turn'),
    question: int('question'),
    tries: int('try'),
    pool: int('pool'),
    site: hasSite ? int('site') : new Int32Array(0),
    cachedTokens: int('cached_tokens'),
  };
}

function bindAnswers(table: ChunkedTable) {
  const { open } = table;
  const at = (name: RequestAnswer) => open[table.index(name)];
  return {
    difficulty: at('difficulty') as Float64Array,
    correct: at('correct') as Uint8Array,
    confidence: at('confidence') as Float64Array,
    fate: at('fate') as Int32Array,
    keptTokens: at('kept_tokens') as Int32Array,
    discardedTokens: at('discarded_tokens') as Int32Array,
    verificationTokens: at('verification_tokens') as Int32Array,
    keptJoules: at('kept_joules') as Float64Array,
    discardedJoules: at('discarded_joules') as Float64Array,
    verificationJoules: at('verification_joules') as Float64Array,
  };
}
