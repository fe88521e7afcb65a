export { sweepRows } from '../../node.ts';
