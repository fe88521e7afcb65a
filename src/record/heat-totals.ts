/** How hot the processors or the memory of chips became, over the whole run. */
export interface PartHeatTotals {
  /** Hottest of all. */
  readonly hottestCelsius: number;
  /** Replicas whose chips were held back for it, and when the first of them was; absent where none was. */
  readonly throttledReplicas: number;
  readonly firstThrottledSeconds?: number;
}

/** The heat of chips, over the whole run; of the processors, and what they did for it. */
export interface HeatTotals extends PartHeatTotals {
  /** Times that chips came to the temperature at which they would go off. */
  readonly shutdowns: number;
  /** Whether they do (failures of the kind overheat); absent where they go on at their lowest clock. */
  readonly goesOff?: true;
  /** The same of their memory, which loses bandwidth; present where somebody asks for it. */
  readonly memory?: PartHeatTotals;
  /** The most that a rack's inlet was warmed by what came back to it, in kelvin; present where somebody asks for it. */
  readonly recirculatedKelvin?: number;
  /** What chips drew for being warm; present where somebody asks for it. */
  readonly leakage?: LeakTotals;
}

/** What chips drew beyond their sheets because of their temperature, over the whole run. */
export interface LeakTotals {
  /** Below 0 where they were cooler than their sheets take them to be. */
  readonly joules: number;
  /** Replicas in whose chips each kelvin leaked more than the cooling carries away, and when in the first; absent where in none. */
  readonly runawayReplicas: number;
  readonly firstRunawaySeconds?: number;
}
