import { playRow } from '../fidelity/energy-llm.ts';
import { DataRow } from '../fidelity/row.ts';
import type { PowerRow, RowFigure } from './rows.ts';

/** Who published the models of the rows. */
const owners: Readonly<Record<string, string>> = { Llama: 'meta-llama', Qwen3: 'Qwen' };

/** A run that rows are figures of. */
interface Played {
  readonly wattsPerChip: number;
  readonly joulesPerToken: number;
  readonly meanOutput: number;
}

/** Plays the measured runs that rows name, each once, as bench:fidelity plays the table that they are from. */
export class PlayedRuns {
  readonly #rows: readonly PowerRow[];
  readonly #known = new Map<string, Played>();

  constructor(rows: readonly PowerRow[]) {
    this.#rows = rows;
  }

  /** The figure of a row; null where it names no run. */
  figuresOf(row: PowerRow): readonly RowFigure[] | null {
    if (row.category !== 'LLM decode serving') return null;
    const { wattsPerChip, joulesPerToken, meanOutput } = this.#runOf(row);
    const { metric, hardware } = row;
    const predicted = metric.startsWith('W')
      ? wattsPerChip
      : metric.startsWith('J per request')
        ? joulesPerToken * meanOutput
        : joulesPerToken;
    return [
      {
        what: `${metric}, ${sequencesOf(row)} on ${hardware}`,
        published: Number.parseFloat(row.value),
        predicted,
        tolerance: Number.parseFloat(row.tolerance) / 100,
      },
    ];
  }

  #runOf(row: PowerRow): Played {
    const { hardware } = row;
    const model = modelOf(row);
    const sequences = sequencesOf(row);
    const key = `${model} ${hardware} ${sequences}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // one of a run's rows says how long answers were
    const lengths = this.#rows.find(
      (each) =>
        modelOf(each) === model &&
        each.hardware === hardware &&
        sequencesOf(each) === sequences &&
        each.condition.includes('mean out'),
    );
    const meanOutput = Number(/mean out (\d+)/.exec(lengths?.condition ?? '')?.[1]);
    const [chip = '', chips = ''] = hardware.split(' x');
    const isMixture = /-A\d+B/.test(model);
    const cells = {
      model_id: `${owners[model.split('-')[0] ?? '']}/${model}`,
      gpu_model: chip,
      num_gpus: chips,
      max_num_seqs: sequences,
      tensor_parallel: isMixture ? '1' : chips,
      expert_parallel: isMixture ? chips : '1',
      weight_precision: 'bfloat16',
      task: row.condition.split(' ')[0] ?? '',
      avg_output_len: String(meanOutput),
    };
    const { columns } = playRow(new DataRow(cells, key));
    const played = {
      wattsPerChip: columns.avg_power_watts_per_gpu ?? Number.NaN,
      joulesPerToken: columns.energy_per_token_joules ?? Number.NaN,
      meanOutput,
    };
    this.#known.set(key, played);
    return played;
  }
}

const modelOf = ({ system }: PowerRow) => system.split(' ')[0] ?? '';
const sequencesOf = ({ condition }: PowerRow) => /max_num_seqs=(\d+)/.exec(condition)?.[1] ?? '';
