export { loadScenario, runScenario, summaryText } from '../../node.ts';
