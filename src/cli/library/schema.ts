export { scenarioJsonSchema, sweepJsonSchema } from '../../node.ts';
