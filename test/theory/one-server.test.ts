import { describeGroup } from './run-cases.ts';

describeGroup('one-server');
