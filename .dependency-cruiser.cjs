/**
 * The layers of the architecture, enforced: a folder imports folders of lower rank only, never a sibling of its own
 * rank, never in a circle. Ranks 0 to 6 run in a browser, so they import nothing of Node.
 */
const ranks = [
  ['base'],
  ['record', 'physics', 'quality', 'trace', 'kernel'],
  ['policy', 'catalog'],
  ['scenario'],
  ['compile', 'summary'],
  ['engine'],
  ['arrow'],
  ['run', 'report'],
  ['sweep', 'fit'],
  ['index.ts', 'node.ts'],
  ['cli'],
];

/** Which folders alone may import a library; every other one may not. */
const owners = {
  'apache-arrow': ['arrow'],
  'parquet-wasm': ['arrow'],
  piscina: ['sweep'],
  yargs: ['cli'],
  'cli-progress': ['cli'],
  'cli-table3': ['report', 'cli'],
  zod: ['scenario', 'catalog'],
  yaml: ['scenario'],
  jsep: ['scenario'],
  '@babel/code-frame': ['scenario'],
  '@datadog/sketches-js': ['record', 'summary'],
  'ml-matrix': ['fit'],
  seedrandom: ['base'],
  'd3-random': ['base'],
};

const pathOf = (folder) => (folder.endsWith('.ts') ? `^src/${folder}$` : `^src/${folder}/`);
const anyOf = (folders) => folders.map(pathOf).join('|');

const layerRules = ranks.flatMap((folders, rank) =>
  folders.map((folder) => ({
    name: `rank-${rank}-${folder.replace('.ts', '')}`,
    comment: `src/${folder} (rank ${rank}) may import lower ranks only.`,
    severity: 'error',
    from: { path: pathOf(folder) },
    to: {
      path: '^src/',
      pathNot: anyOf([folder, ...ranks.slice(0, rank).flat()]),
    },
  })),
);
// The Node entry extends the browser-safe one; the command line is a customer of the Node entry alone.
const nodeRule = layerRules.find((rule) => rule.name === 'rank-9-node');
nodeRule.to.pathNot += '|^src/index\\.ts$';

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'cli-uses-the-library',
      comment: 'The command line imports src/node.ts and itself, nothing deeper.',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/', pathNot: '^src/(cli/|node\\.ts$)' },
    },
    {
      name: 'unranked-folder',
      comment: 'Every folder of src has a rank above; give a new one its place.',
      severity: 'error',
      from: { path: '^src/', pathNot: anyOf(ranks.flat()) },
      to: {},
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-node-in-pure-layers',
      comment: 'Ranks 0 to 6 and the browser-safe entry import nothing of Node.',
      severity: 'error',
      from: { path: anyOf([...ranks.slice(0, 7).flat(), 'index.ts']) },
      to: { dependencyTypes: ['core'] },
    },
    ...Object.entries(owners).map(([library, folders]) => ({
      name: `only-${folders.join('-')}-imports-${library.replace(/\W+/g, '-')}`,
      severity: 'error',
      from: { path: '^src/', pathNot: anyOf(folders) },
      to: { path: `^node_modules/${library}/` },
    })),
    {
      name: 'no-development-library-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'tests-and-benches-are-not-imported',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    { name: 'resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
