export { forecastJsonSchema, scenarioJsonSchema, sweepJsonSchema } from '../../node.ts';
