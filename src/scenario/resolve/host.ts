import type { DurationSpec } from '../../policy/duration/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { HostSpec, HostStage, Pool } from '../scenario.ts';
import { hostStageKinds } from '../schema/host.ts';
import type { RawPool } from '../schema/pool.ts';
import { resolveDuration } from './duration.ts';

type RawHost = RawPool['host'];
type RawStage = RawHost['stages'][number];

/** Cores of a node that does not say (assumed: two sockets of 48, as in many servers of eight accelerators). */
const USUAL_CORES = 96;

/** Completes the hosts of a pool; nothing where no stage uses their cores. */
export function resolveHost(raw: RawHost, path: Path, reporter: Reporter): Pick<Pool, 'host'> {
  const stages = raw.stages.map((stage, i) =>
    resolveStage(stage, [...path, 'stages', i], reporter),
  );
  if (stages.length === 0) {
    if (raw.offload !== undefined) {
      const message = 'no stage is offloaded';
      const fix = 'write offload: true in a stage, or leave it out';
      reporter.error([...path, 'offload'], message, fix);
    }
    return {};
  }
  const cores = raw.cores ?? USUAL_CORES;
  const usesOwn = stages.some(({ offload }) => !offload);
  if (raw.cores === undefined && usesOwn) reporter.useDefault([...path, 'cores'], cores);
  const host = { cores, offload: raw.offload ?? null, stages };
  checkPlaces(host, path, reporter);
  return { host };
}

function resolveStage(raw: RawStage, path: Path, reporter: Reporter): HostStage {
  const { kind, cores, offload, throughput } = raw;
  const bytes = bytesOf(raw);
  if (raw.time === undefined && raw.perToken === undefined && raw.bytes === undefined) {
    const message = 'the stage takes no time';
    reporter.error(path, message, 'give it time, perToken, or bytes and throughput');
  }
  if ((bytes === null) !== (throughput === undefined)) {
    const missing = bytes === null ? 'bytes' : 'throughput';
    const message = `${missing} is missing: bytes ÷ throughput is the time`;
    reporter.error(path, message, `add ${missing}, or leave both out`);
  }
  const time = resolveDuration(raw.time ?? 0, [...path, 'time'], reporter);
  return {
    kind,
    when: raw.when ?? hostStageKinds[kind],
    cores,
    offload,
    time,
    perTokenSeconds: raw.perToken ?? 0,
    bytes,
    bytesPerSecond: throughput ?? 1,
  };
}

function bytesOf({ bytes }: RawStage): DurationSpec | null {
  if (bytes === undefined) return null;
  if (typeof bytes === 'number') return { law: 'fixed', seconds: bytes };
  return { law: 'lognormal', meanSeconds: bytes.mean, cv: bytes.cv };
}

/** A stage runs on one node: it must have the cores. */
function checkPlaces({ cores, offload, stages }: HostSpec, path: Path, reporter: Reporter): void {
  for (const [i, stage] of stages.entries()) {
    const at = [...path, 'stages', i];
    if (stage.offload && offload === null) {
      const message = 'host.offload is missing: there is nowhere to offload to';
      reporter.error([...at, 'offload'], message, 'add host.offload: {nodes: 1, cores: 64}');
      continue;
    }
    const most = stage.offload ? (offload?.cores ?? 0) : cores;
    if (stage.cores <= most) continue;
    const message = `a request takes ${stage.cores} cores, and a node has ${most}`;
    reporter.error([...at, 'cores'], message, `use ${most} or fewer`);
  }
}
