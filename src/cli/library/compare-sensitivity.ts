export { sensitivityOfSweep, sensitivityText } from '../../node.ts';
