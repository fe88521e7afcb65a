import { type CoverageSystem, measureCoverage } from './coverage.ts';

/** Runs the systems that the first argument holds as JSON, each with its counts, and prints the coverages as JSON. */
const jobs = JSON.parse(process.argv[2] ?? '[]') as readonly (CoverageSystem & {
  readonly runs: number;
  readonly requests: number;
})[];
process.stdout.write(JSON.stringify(jobs.flatMap((job) => measureCoverage(job, job))));
