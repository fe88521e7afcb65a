import type { Watts } from '../../base/units.ts';
import type { Source } from '../data-sheets.ts';

/** One server: what stands beside its accelerators and takes power, what it costs, and what making it emitted. */
export interface NodeSheet {
  readonly id: string;
  readonly name: string;
  /** Chips that it holds: all figures below are for so many. */
  readonly accelerators: number;
  /** All CPU sockets at full load. */
  readonly cpuWatts: Watts;
  readonly memoryWatts: Watts;
  /** Network adapters, switches between the chips, and drives. */
  readonly adapterWatts: Watts;
  readonly switchWatts: Watts;
  readonly storageWatts: Watts;
  /** Boards, controllers and regulators. */
  readonly otherWatts: Watts;
  /** All fans at full speed, cooled by air. */
  readonly fanWatts: Watts;
  /** What all power supplies together can deliver; 0 where there are none of their own. */
  readonly supplyWatts: Watts;
  /** With its accelerators and its part of the network; null where nobody says. */
  readonly priceUsd: number | null;
  /** CO2-equivalent of making it. */
  readonly embodiedGrams: number;
  readonly sources: Readonly<Record<string, Source>>;
}

/** Share of a CPU's power that it takes idle (assumed; servers of two sockets idle at a third of full load). */
const CPU_IDLE_SHARE = 0.35;

/** Load of the CPUs while steps run (assumed: an engine keeps some cores per chip busy, of about a hundred). */
const CPU_BUSY_LOAD = 0.3;

/** Fans never run slower (assumed). */
const LEAST_FAN_SPEED = 0.4;

/** Loads and efficiencies of 80 PLUS Titanium supplies at 230 V, each with the step to the next. */
const TITANIUM = [
  { from: 0.1, to: 0.2, low: 0.9, high: 0.94 },
  { from: 0.2, to: 0.5, low: 0.94, high: 0.96 },
  { from: 0.5, to: 1, low: 0.96, high: 0.91 },
] as const;

const LEAST_LOAD = 0.1;
const LEAST_LOAD_EFFICIENCY = 0.9;
const FULL_LOAD_EFFICIENCY = 0.91;

/**
 * Efficiency of a node's power supplies at `load` (delivered ÷ what they can deliver), by the levels of 80 PLUS Titanium
 * (90, 94, 96 and 91 % at 10, 20, 50 and 100 %), between them linear in the logarithm of the load. Below a tenth of the
 * load, the loss stays what it is there; above full load, the efficiency does.
 */
export function supplyEfficiency(load: number): number {
  if (load <= LEAST_LOAD) {
    return load <= 0 ? 0 : load / (load + LEAST_LOAD * (1 / LEAST_LOAD_EFFICIENCY - 1));
  }
  const step = TITANIUM.find(({ to }) => load <= to);
  if (step === undefined) return FULL_LOAD_EFFICIENCY;
  const { from, to, low, high } = step;
  return low + ((high - low) * Math.log(load / from)) / Math.log(to / from);
}

export interface NodePower {
  /** What the node takes from the rack's socket. */
  readonly itWatts: Watts;
  /** Of it, what reaches chips, memories and boards: all but fans and the loss of the supplies. */
  readonly computeWatts: Watts;
}

/**
 * Power of a node whose accelerators take `acceleratorWatts` together and run steps for a share `busy` of the time:
 *
 *   P = (Pchips + Pcpu + Pfixed + Pfans) ÷ η(load),  Pfans = Pfans,max · s³,  s = heat ÷ most heat, at least 0.4
 *
 * since air at a given rise of temperature takes heat away in proportion to its flow. `fanShare` says what the cooling
 * leaves of the fans (1 = all air, 0 = none). `mostWatts` is what the accelerators take at most.
 */
export function nodePower(
  sheet: NodeSheet,
  acceleratorWatts: Watts,
  mostWatts: Watts,
  busy: number,
  fanShare: number,
): NodePower {
  const fixed =
    sheet.memoryWatts +
    sheet.adapterWatts +
    sheet.switchWatts +
    sheet.storageWatts +
    sheet.otherWatts;
  const cpuLoad = CPU_IDLE_SHARE + (1 - CPU_IDLE_SHARE) * CPU_BUSY_LOAD * Math.min(1, busy);
  const computeWatts = acceleratorWatts + fixed + sheet.cpuWatts * cpuLoad;
  const mostHeat = mostWatts + fixed + sheet.cpuWatts;
  const speed = Math.min(1, Math.max(LEAST_FAN_SPEED, computeWatts / mostHeat));
  const delivered = computeWatts + sheet.fanWatts * fanShare * speed ** 3;
  if (sheet.supplyWatts === 0) return { itWatts: delivered, computeWatts };
  return { itWatts: delivered / supplyEfficiency(delivered / sheet.supplyWatts), computeWatts };
}

/** The most that a node takes: accelerators at their limit, CPUs and fans at full load. */
export function mostNodeWatts(sheet: NodeSheet, mostWatts: Watts, fanShare: number): Watts {
  const fixed =
    sheet.memoryWatts +
    sheet.adapterWatts +
    sheet.switchWatts +
    sheet.storageWatts +
    sheet.otherWatts;
  const delivered = mostWatts + fixed + sheet.cpuWatts + sheet.fanWatts * fanShare;
  if (sheet.supplyWatts === 0) return delivered;
  return delivered / supplyEfficiency(delivered / sheet.supplyWatts);
}
