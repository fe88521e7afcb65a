export { lawsOfSweeps, lawText, writeLaws } from '../../node.ts';
