export {
  formatUserError,
  formatWarning,
  isForecastFile,
  isSweepFile,
  loadForecast,
  loadScenario,
  loadSweep,
  UserError,
} from '../../node.ts';
