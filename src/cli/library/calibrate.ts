export { calibrateFiles, calibrationJson, calibrationText } from '../../node.ts';
