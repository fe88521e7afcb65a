import { describeGroup } from './run-cases.ts';

describeGroup('networks');
