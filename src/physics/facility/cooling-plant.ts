import type { Watts } from '../../base/units.ts';

export const coolingKinds = ['air', 'rear-door', 'direct-to-chip', 'immersion'] as const;
export type CoolingKind = (typeof coolingKinds)[number];

/** How one kind of cooling takes heat away. */
export interface CoolingFacts {
  /** Share of the heat that leaves in water, close to the chips; air carries the rest through the hall. */
  readonly liquidShare: number;
  /** What is left of the fans inside the nodes. */
  readonly nodeFanShare: number;
  /** What `supplyTemperature` is of, in °C, where a scenario does not say. */
  readonly supplyCelsius: number;
  /** Water that the liquid needs, below what is supplied to air or chips. */
  readonly waterBelowKelvin: number;
  /** Pumps of the liquid's own loop at full flow ÷ the heat that it takes. */
  readonly loopPumpShare: number;
  /** What a rack takes at most, where a scenario does not say. */
  readonly rackWatts: Watts;
}

/**
 * Shares and temperatures by kind. Cold plates take 80 to 90 % of the heat and leave 2 to 4 % of a node's power for fans
 * (vendors' pages, secondary); air serves 25 to 50 kW a rack, cold plates 50 to 120 and more; halls are supplied at 18 to
 * 27 °C (ASHRAE A1 recommended) and cold plates with 30 to 45 °C (W32 to W45). What is not in those ranges is assumed:
 * a door takes nine tenths of a rack's heat at water 4 K below its air, oil all of it.
 */
export const coolingFacts = {
  air: {
    liquidShare: 0,
    nodeFanShare: 1,
    supplyCelsius: 24,
    waterBelowKelvin: 0,
    loopPumpShare: 0,
    rackWatts: 40e3,
  },
  'rear-door': {
    liquidShare: 0.9,
    nodeFanShare: 1,
    supplyCelsius: 24,
    waterBelowKelvin: 4,
    loopPumpShare: 0.01,
    rackWatts: 50e3,
  },
  'direct-to-chip': {
    liquidShare: 0.85,
    nodeFanShare: 0.25,
    supplyCelsius: 32,
    waterBelowKelvin: 0,
    loopPumpShare: 0.015,
    rackWatts: 120e3,
  },
  immersion: {
    liquidShare: 1,
    nodeFanShare: 0,
    supplyCelsius: 35,
    waterBelowKelvin: 5,
    loopPumpShare: 0.02,
    rackWatts: 100e3,
  },
} as const satisfies Record<CoolingKind, CoolingFacts>;

export const rejectionKinds = ['tower', 'dry-cooler'] as const;
export type RejectionKind = (typeof rejectionKinds)[number];

/** How a plant gives its heat to the weather. */
interface RejectionFacts {
  /** Condensers are so much warmer than what drives it: the wet bulb, or the dry one. */
  readonly condenserAbove: number;
  /** It alone suffices where that is so far below the supply. */
  readonly freeBelow: number;
  /** Its fans at full flow ÷ the design load. */
  readonly fanShare: number;
  /** Whether it takes water: it gives its heat to the wet bulb then. */
  readonly evaporates: boolean;
}

/**
 * Towers evaporate water and come near the wet bulb; dry coolers take none, and come near the dry bulb. Condensers of
 * machines that are cooled by air are 14 K above it; all else is assumed: dry coolers need 12 K where towers need 8, and
 * three times the fans.
 */
const rejectionFacts = {
  tower: { condenserAbove: 13, freeBelow: 8, fanShare: 0.01, evaporates: true },
  'dry-cooler': { condenserAbove: 14, freeBelow: 12, fanShare: 0.03, evaporates: false },
} as const satisfies Record<RejectionKind, RejectionFacts>;

/** A cooling plant: what it was built for, and at which temperatures it works. */
export interface CoolingPlant {
  readonly kind: CoolingKind;
  readonly rejection: RejectionKind;
  /** Of the air (air, rear-door) or the water (direct-to-chip, immersion), in °C. */
  readonly supplyCelsius: number;
  /** IT power that it was built for. */
  readonly designWatts: Watts;
}

/** What of a plant is out, and what its halls took up and give back meanwhile. */
export interface PlantOutage {
  /** Of the heat, what comes from where the chiller alone is out, and from where all of the plant is; together at most 1. */
  readonly chiller: number;
  readonly plant: number;
  /** Of the heat, what the weather does not take where the chiller alone is out; at most `chiller`. */
  readonly unmet: number;
  /** What halls that cool down again give back, on top of the heat that comes in. */
  readonly returnedWatts: Watts;
}

const allWorks: PlantOutage = { chiller: 0, plant: 0, unmet: 0, returnedWatts: 0 };

export interface CoolingPower {
  readonly fanWatts: Watts;
  readonly pumpWatts: Watts;
  readonly chillerWatts: Watts;
  /** Fans of towers or dry coolers. */
  readonly towerWatts: Watts;
  /** All of the above. */
  readonly totalWatts: Watts;
  /**
   * Heat that towers or dry coolers give to the weather: IT, fans and pumps inside, the chiller's own work, and what halls
   * give back, less what is kept.
   */
  readonly rejectedWatts: Watts;
  /** Heat that nobody takes away while something is out: it warms the hall, or leaves one that gets no warmer. */
  readonly keptWatts: Watts;
  /** What evaporates, and what is drained to keep its salts low; 0 of dry coolers. */
  readonly litresPerSecond: number;
}

/** At full load, each ÷ the heat of its loop or the design load. Fans and pumps: assumed, of the size of published halls. */
const HALL_FAN_SHARE = 0.04;
const PUMP_SHARE = 0.015;

/** Fans and pumps follow the cube of the flow (80 % of the flow takes 51 % of the power) down to this flow (assumed). */
const LEAST_FLOW = 0.3;

/** Air around racks whose liquid takes most of the heat, in °C (assumed). */
const ROOM_CELSIUS = 24;

/** Evaporator below what it serves; share of Carnot's figure; bounds of real machines (assumed). */
const EVAPORATOR_BELOW = 6;
const CARNOT_SHARE = 0.45;
const MOST_COP = 12;
const LEAST_COP = 2;
const CELSIUS = 273.15;

/** From the first help of the weather to all that is needed, so many kelvin (assumed). */
const FREE_BAND = 6;

/** Litres that a kilowatt-hour evaporates: 3.6 MJ ÷ 2.43 MJ/kg (latent heat at 30 °C). Cycles: usual for towers (4 to 5). */
const LITRES_PER_JOULE = 1 / 2.43e6;
const CYCLES_OF_CONCENTRATION = 5;

/**
 * Coefficient of performance of a chiller: a share of Carnot's figure between evaporator and condenser, 2 to 12. What it
 * is like outside is the wet bulb of towers, and the dry bulb of dry coolers.
 */
export function chillerCop(
  supplyCelsius: number,
  outsideCelsius: number,
  rejection: RejectionKind = 'tower',
): number {
  const evaporator = supplyCelsius - EVAPORATOR_BELOW + CELSIUS;
  const condenser = outsideCelsius + rejectionFacts[rejection].condenserAbove + CELSIUS;
  if (condenser <= evaporator) return MOST_COP;
  const cop = (CARNOT_SHARE * evaporator) / (condenser - evaporator);
  return Math.min(MOST_COP, Math.max(LEAST_COP, cop));
}

/**
 * Energy per heat at a part load ÷ that at full load: (0.033 + 0.685 x + 0.282 x²) ÷ x, coefficients of EnergyPlus'
 * electric chiller; below a tenth the chiller is switched on and off at a tenth.
 */
export function partLoadFactor(load: number): number {
  const x = Math.min(1, Math.max(0.1, load));
  return (0.033 + 0.685 * x + 0.282 * x * x) / x;
}

/** Share of the heat that the chiller must take: 0 where the weather's water is cold enough, 1 where it is no help. */
export function chilledShare(
  supplyCelsius: number,
  outsideCelsius: number,
  rejection: RejectionKind = 'tower',
): number {
  const above = outsideCelsius - (supplyCelsius - rejectionFacts[rejection].freeBelow);
  return Math.min(1, Math.max(0, above / FREE_BAND + 0.5));
}

const cube = (flow: number) => Math.min(1, Math.max(LEAST_FLOW, flow)) ** 3;

/** The parts that heat comes in, and at how many °C each is supplied. */
interface Loop {
  readonly share: number;
  readonly supplyCelsius: number;
}

/** The loops of a kind of cooling, whose air or water (see {@link CoolingPlant}) is supplied so warm: air, then liquid. */
export function loopsOf(kind: CoolingKind, supplyCelsius: number): readonly [Loop, Loop] {
  const { liquidShare, waterBelowKelvin } = coolingFacts[kind];
  const isWater = kind === 'direct-to-chip' || kind === 'immersion';
  return [
    { share: 1 - liquidShare, supplyCelsius: isWater ? ROOM_CELSIUS : supplyCelsius },
    { share: liquidShare, supplyCelsius: supplyCelsius - waterBelowKelvin },
  ];
}

/** Heat of both loops: that of the IT, and of the fans and pumps within them. */
export function loopHeat(plant: CoolingPlant, itWatts: Watts): Watts {
  const { airHeat, liquidHeat } = loopLoads(plant, itWatts);
  return airHeat + liquidHeat;
}

function loopLoads({ kind, designWatts }: CoolingPlant, itWatts: Watts) {
  const facts = coolingFacts[kind];
  const speed = cube(designWatts > 0 ? itWatts / designWatts : 0);
  const airDesign = designWatts * (1 - facts.liquidShare);
  const liquidDesign = designWatts * facts.liquidShare;
  const fanWatts = HALL_FAN_SHARE * airDesign * speed;
  const loopWatts = facts.loopPumpShare * liquidDesign * speed;
  return {
    speed,
    airDesign: airDesign * (1 + HALL_FAN_SHARE),
    liquidDesign: liquidDesign * (1 + facts.loopPumpShare),
    fanWatts,
    loopWatts,
    airHeat: itWatts * (1 - facts.liquidShare) + fanWatts,
    liquidHeat: itWatts * facts.liquidShare + loopWatts,
  };
}

/**
 * Power of a cooling plant that takes `itWatts` of heat away while it is so warm outside (wet bulb, or dry bulb for dry
 * coolers). Heat goes through two loops, air
 * and liquid, each with a chiller of its own, which works on the part that free cooling leaves. Losses of UPS and
 * transformers leave by ventilation and are no heat of the plant. `out` says what of it does not work; what halls give back
 * is taken like other heat, by chillers that work and at the temperatures of every day (assumed).
 */
export function coolingPower(
  plant: CoolingPlant,
  itWatts: Watts,
  outsideCelsius: number,
  out: PlantOutage = allWorks,
): CoolingPower {
  const { fanShare, evaporates } = rejectionFacts[plant.rejection];
  const { designWatts } = plant;
  const loads = loopLoads(plant, itWatts);
  const { speed, fanWatts, loopWatts, airHeat, liquidHeat } = loads;
  const [air, liquid] = loopsOf(plant.kind, plant.supplyCelsius);
  // of what is out, all but its chiller goes on, or nothing does
  const running = 1 - out.plant;
  const chilling = running - out.chiller;
  const back = out.returnedWatts;
  const chiller = (heat: Watts, design: Watts, { share, supplyCelsius }: Loop) =>
    chillerPower(plant, heat + share * back, design, supplyCelsius, outsideCelsius);
  const fullChillerWatts =
    chiller(airHeat, loads.airDesign, air) + chiller(liquidHeat, loads.liquidDesign, liquid);
  const mainPumpWatts = PUMP_SHARE * designWatts * speed;
  const chillerWatts = chilling * fullChillerWatts;
  const pumpWatts = running * (loopWatts + mainPumpWatts);
  const towerWatts = running * fanShare * designWatts * speed;
  const unmetWatts = out.unmet * (airHeat + liquidHeat);
  const keptWatts = out.plant * itWatts + unmetWatts;
  const rejectedWatts =
    running * (airHeat + liquidHeat + mainPumpWatts) + chillerWatts - unmetWatts + back;
  const drained = CYCLES_OF_CONCENTRATION / (CYCLES_OF_CONCENTRATION - 1);
  return {
    fanWatts: running * fanWatts,
    pumpWatts,
    chillerWatts,
    towerWatts,
    totalWatts: running * fanWatts + pumpWatts + chillerWatts + towerWatts,
    rejectedWatts,
    keptWatts,
    litresPerSecond: evaporates ? rejectedWatts * LITRES_PER_JOULE * drained : 0,
  };
}

/** Power of the chiller of one loop. */
function chillerPower(
  { rejection }: CoolingPlant,
  heatWatts: Watts,
  designWatts: Watts,
  supplyCelsius: number,
  outsideCelsius: number,
): Watts {
  if (designWatts <= 0) return 0;
  const heat = heatWatts * chilledShare(supplyCelsius, outsideCelsius, rejection);
  const cop = chillerCop(supplyCelsius, outsideCelsius, rejection);
  return (heat * partLoadFactor(heat / designWatts)) / cop;
}
