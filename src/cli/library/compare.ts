export { compareResults, comparisonSentences, comparisonText } from '../../node.ts';
