export { mergeSweeps } from '../../node.ts';
