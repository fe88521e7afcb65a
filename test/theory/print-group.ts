import { type GroupName, groups } from './groups.ts';
import { measureCase } from './measure-case.ts';

/** Runs the group of cases that the first argument names, at the tests' length, and prints the results as JSON. */
const group: GroupName = process.argv[2] as GroupName;
const results = groups[group].map((each) => measureCase(each, 'short'));
process.stdout.write(JSON.stringify(results));
