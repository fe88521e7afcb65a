/** What Tailwatt knows without being told: literal registries, id → data sheet, each figure with its source. */
export { highestClocks } from './accelerators/clocks.ts';
export { isCpu } from './accelerators/cpus.ts';
export { accelerators } from './accelerators/index.ts';
export { sparseUnits } from './accelerators/sparse-units.ts';
export { grids } from './grids/index.ts';
export { hostLinkOf } from './links/host.ts';
export { fabrics, links } from './links/index.ts';
export { models } from './models/index.ts';
export { predictionLayers } from './models/prediction-layers.ts';
export { cardUsd, nodes, usualNode } from './nodes/index.ts';
export { EMPTY_SERVER_USD } from './nodes/sheets.ts';
export { oneShotModels } from './one-shot/index.ts';
export { oneShotProfiles } from './one-shot/profiles.ts';
export { engineProfiles } from './profiles/index.ts';
