export {
  formatWarning,
  loadSweep,
  parseShard,
  runSweep,
  sweepJson,
  sweepText,
} from '../../node.ts';
