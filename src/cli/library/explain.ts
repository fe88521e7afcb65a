export { compileRun, explain, explanationText, loadScenario } from '../../node.ts';
