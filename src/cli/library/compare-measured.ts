export { compareMeasured, measuredComparisonText } from '../../node.ts';
