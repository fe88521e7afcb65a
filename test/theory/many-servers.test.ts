import { describeGroup } from './run-cases.ts';

describeGroup('many-servers');
