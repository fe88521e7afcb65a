export {
  formatUserError,
  formatWarning,
  isSweepFile,
  loadScenario,
  loadSweep,
  UserError,
} from '../../node.ts';
