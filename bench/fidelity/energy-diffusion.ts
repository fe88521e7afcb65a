import { acceleratorId, modelId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { play } from './play.ts';
import { type FileKind, figures } from './port.ts';
import type { DataRow } from './row.ts';
import type { Played } from './scenario-text.ts';

/** A batch of images or clips that come at once. */
function playedAs(row: DataRow): Played {
  const accelerator = acceleratorId(row.text('gpu_model'));
  const batch = row.count('batch_size', 1);
  const frames = row.maybe('num_frames');
  return {
    name: 'static-batch',
    kind: 'denoise',
    model: modelId(row.text('model_id')),
    accelerator,
    replicas: 1,
    parallelism: { tensor: row.count('num_gpus', 1), ring: row.count('ring_degree', 1) },
    precision: precisionOf(row.text('weight_precision'), accelerator, 'diffusers'),
    engine: { profile: 'diffusers', maxSequences: batch, memoryUtilization: 1 },
    job: {
      width: row.count(frames === null ? 'image_width' : 'video_width'),
      height: row.count(frames === null ? 'image_height' : 'video_height'),
      steps: row.count('inference_steps'),
      ...(frames === null ? {} : { frames }),
    },
    arrivals: { process: 'closed-loop', concurrency: batch },
    horizon: { requests: batch, warmup: '0%' },
  };
}

export const energyDiffusion: FileKind = {
  pattern: /^energy_mlenergy_diffusion/,
  play: 'one batch at t = 0',
  labels: (row) => ({
    model: row.text('model_id'),
    accelerator: row.text('gpu_model'),
    engine: row.text('task'),
  }),
  open: () => (row) => {
    const { summary, totals, derive } = play(playedAs(row));
    const joules = totals.wholeRun.totalJoules;
    const each = joules / row.count('batch_size', 1);
    return {
      figures: figures(row, {
        batch_latency_s: summary.latency.e2eSeconds.max,
        avg_power_watts: joules / totals.simulatedSeconds,
        energy_per_image_joules: each,
        energy_per_video_joules: each,
      }),
      derive,
    };
  },
};
