/**
 * What the loop from watts to clocks costs, on 1,024 accelerators: heat, budgets of racks and the meter of the facility,
 * each by itself and all together: `npm run bench:facility`. Ratios to the same run without any of them, beside it.
 */
import type { EngineLoad } from './engine-load.ts';
import type { Job } from './job.ts';
import { measure, medianRatio, userSecondsPerRequest } from './measure.ts';
import { type Figure, printReport, readOptions, say } from './report.ts';
import { saturationPerReplica } from './saturation.ts';

const options = readOptions();
const replicas = 256;
const requests = options.quick ? 20_000 : 1_000_000;
const rounds = options.quick ? 2 : 3;
/** The whole loop may make a run so many times as slow. */
const worstRatio = 2.5;

/** Warm enough that chips at full load slow down, and racks that give less than their nodes could take. */
const heat = 'cooling: { kind: air, supplyTemperature: 34C }';
const governor = 'power: { governor: phase-aware }';
const node = 'node: { template: hgx-h100 }';
const site = 'facility: { rack: { nodes: 4, powerLimit: 30kW } }';
const roomy = 'facility: { rack: { nodes: 4, powerLimit: 40kW } }';

/** The parts of the loop. */
const parts = {
  'heat of chips': { pool: [heat] },
  'meter of the facility': { pool: [node], top: [roomy] },
  'budgets of racks, and the meter': { pool: [node, governor], top: [site] },
  'the whole loop': { pool: [node, governor, heat], top: [site] },
} as const satisfies Record<string, Pick<EngineLoad, 'pool' | 'top'>>;

say('saturation rate of a replica');
const ratePerSecond = 0.6 * replicas * (await saturationPerReplica(250));

function job(part: Pick<EngineLoad, 'pool' | 'top'>): Job {
  const load: EngineLoad = { requests, replicas, outputTokens: 250, ratePerSecond, ...part };
  return { kind: 'engine', load, recorder: 'nothing', slices: 1 };
}

const figures: Figure[] = [];
// each beside the run without it: two processes at a time hold two fleets in memory
for (const [name, part] of Object.entries(parts)) {
  say(name);
  const { own, bare } = await measure({ own: job(part), bare: job({}) }, rounds);
  const events = own.first.events / bare.first.events;
  figures.push({
    name,
    value: medianRatio(own, bare, userSecondsPerRequest),
    unit: '× user CPU',
    ...(name === 'the whole loop' ? { goal: { below: worstRatio } } : {}),
    note: `${events.toFixed(2)} times the events, batch ${own.first.batch.toFixed(1)} (${bare.first.batch.toFixed(1)})`,
  });
}
printReport({
  bench: 'facility',
  options,
  includes: [
    `${requests.toLocaleString('en')} requests on ${replicas} replicas of Llama 3.1 70B fp8 on 4 × H100, at 60 % of saturation.`,
    'Air of 34 °C; racks of four nodes that give 30 of 37 kW, held by the phase-aware governor; the meter at its usual interval.',
    'The whole engine, rows dropped; a run whose clocks fall has more steps in its batches, or fewer, which is in the ratio, too.',
    `User CPU time per request, median of ${rounds} rounds after one to warm up; ratios within rounds.`,
  ],
  figures,
});
