import { defineConfig } from 'vitest/config';

/**
 * One project per folder of test/, in the order in which the tests are trusted; `npm test` leaves out the last. Unit tests of
 * sweeps are one of their own: they start workers.
 */
const projects = [
  'unit',
  'unit-sweep',
  'property',
  'theory',
  'contract',
  'golden',
  'differential',
  'e2e',
  'tidy',
  'scenarios',
] as const;

/** Long suites run whole simulations; the others must stay quick. */
const timeoutSeconds: Partial<Record<(typeof projects)[number], number>> = {
  theory: 240,
  differential: 300,
  property: 180,
  golden: 120,
  e2e: 120,
  scenarios: 180,
};

/** Tests that change modules or the process; the others share what they load, which is most of their time. */
const ownModules: readonly (typeof projects)[number][] = ['differential', 'e2e', 'scenarios'];

/**
 * Tests that simulate much: Node itself loads the sources, as the runner's own modules make a simulation take up to
 * twice as long (test/without-types.js). Not those of sweeps, whose workers would inherit the loader that they are to do without.
 */
const simulates: readonly (typeof projects)[number][] = [
  'scenarios',
  'unit',
  'property',
  'theory',
  'contract',
  'golden',
  'differential',
];

const sweeps = 'test/unit/sweep/**/*.test.ts';

/** Tests of the command as it ships. */
const drivesTheBuild: readonly (typeof projects)[number][] = ['e2e', 'scenarios'];

export default defineConfig({
  test: {
    // One for each core: left alone, vitest keeps one core free and has a machine of two work with one.
    maxWorkers: '100%',
    projects: projects.map((name) => ({
      test: {
        name,
        include: [name === 'unit-sweep' ? sweeps : `test/${name}/**/*.test.ts`],
        ...(name === 'unit' && { exclude: [sweeps] }),
        environment: 'node',
        setupFiles: ['test/seeded-properties.ts'],
        pool: 'forks',
        isolate: ownModules.includes(name),
        ...(simulates.includes(name) && {
          execArgv: ['--import', new URL('test/without-types.js', import.meta.url).href],
          server: { deps: { external: [/\/src\/.*\.ts$/] } },
        }),
        testTimeout: (timeoutSeconds[name] ?? 30) * 1000,
        hookTimeout: 120_000,
        ...(drivesTheBuild.includes(name) && { globalSetup: ['test/e2e/build.ts'] }),
      },
    })),
  },
});
