// The import table of the architecture, as an allow-list. A row is complete, not transitive: what it does not name
// is forbidden. Every folder may import itself, and enters another by its door only. A new folder needs a new row.

/** Core folders: the folders each may import (by their doors), and the npm packages it may take. */
const CORE_ROWS = {
  units: { folders: [], packages: [] },
  numeric: { folders: [], packages: [] },
  random: { folders: ['numeric'], packages: [] },
  domain: { folders: ['units', 'numeric'], packages: ['yaml'] },
  demand: { folders: ['domain', 'units', 'random', 'numeric'], packages: [] },
  supply: { folders: ['domain', 'units', 'numeric'], packages: [] },
  host: { folders: ['domain', 'units', 'random', 'numeric', 'supply', 'report'], packages: [] },
  programme: { folders: ['numeric'], packages: [] },
  formats: { folders: ['programme', 'random', 'numeric'], packages: [] },
  solve: { folders: ['programme', 'random', 'numeric'], packages: [] },
  sddp: { folders: ['programme', 'solve', 'random', 'numeric'], packages: [] },
  simulate: { folders: ['domain', 'units', 'random', 'numeric', 'demand', 'supply', 'programme'], packages: [] },
  decide: {
    folders: ['domain', 'units', 'random', 'numeric', 'demand', 'supply', 'programme', 'solve', 'sddp', 'simulate'],
    packages: [],
  },
  answers: { folders: ['domain', 'units', 'numeric', 'demand', 'supply', 'decide', 'simulate'], packages: [] },
  catalogue: { folders: ['units', 'numeric'], packages: [] },
  deal: {
    folders: ['domain', 'units', 'numeric', 'demand', 'supply', 'decide', 'answers', 'catalogue', 'report'],
    packages: [],
  },
  quick: { folders: ['domain', 'units', 'numeric', 'demand', 'supply'], packages: [] },
  verify: { folders: ['domain'], packages: [] },
  report: { folders: ['domain', 'units', 'demand', 'decide', 'answers'], packages: [] },
};

/** Subfolders from the ground up: each imports itself and those before it, and no file that stands beside them. */
const SUBFOLDERS = {
  decide: ['cohorts', 'planner', 'samples', 'replay', 'result'],
  report: ['words', 'sections', 'series', 'exports', 'documents'],
  simulate: ['chances', 'dispatch', 'contracts', 'policies', 'months', 'figures'],
};

/** Packages that every core folder may take: pure, without input, output or clock. */
const CORE_PACKAGES = ['zod'];

const CORE_DOOR = '^src/core/index\\.ts$';
const SHARED_BY_EDGES = [
  CORE_DOOR,
  '^src/charts/index\\.ts$',
  '^src/api/index\\.ts$',
  '^src/adapters/(node|browser)/index\\.ts$',
];

/** The other folders of src: what each may import. Those that also run in a browser have no Node built-ins. */
const OUTER_ROWS = {
  charts: { imports: [CORE_DOOR], hasNode: false },
  api: { imports: [CORE_DOOR], hasNode: false },
  'adapters/node': { imports: [CORE_DOOR, '^src/api/index\\.ts$'], hasNode: true },
  'adapters/browser': { imports: [CORE_DOOR, '^src/api/index\\.ts$'], hasNode: false },
  cli: { imports: SHARED_BY_EDGES, hasNode: true },
  server: { imports: SHARED_BY_EDGES, hasNode: true },
  web: { imports: SHARED_BY_EDGES, hasNode: false },
};

const TESTS = '\\.test\\.tsx?$';
const coreFolders = Object.keys(CORE_ROWS).join('|');
const outerFolders = Object.keys(OUTER_ROWS).join('|');

/** Where a source file may stand: the cruiser judges imports only, so scripts/boundaries.mjs asks this. */
export const KNOWN_PLACES = [CORE_DOOR, `^src/core/(${coreFolders})/`, `^src/(${outerFolders})/`];

const forbidden = [
  ...Object.entries(CORE_ROWS).map(([folder, row]) => coreRule(folder, row)),
  ...Object.entries(SUBFOLDERS).flatMap(([folder, order]) => order.map((_, floor) => orderRule(folder, order, floor))),
  ...Object.entries(OUTER_ROWS).flatMap(([folder, row]) => outerRules(folder, row)),
  {
    name: 'core door',
    comment: 'src/core/index.ts imports the doors of core folders and nothing else.',
    severity: 'error',
    from: { path: CORE_DOOR },
    to: { pathNot: [`^src/core/(${coreFolders})/index\\.ts$`] },
  },
  {
    name: 'tests imported',
    comment: 'Only tests import tests.',
    severity: 'error',
    from: { path: '^src/', pathNot: [TESTS] },
    to: { path: [TESTS, '^test/'] },
  },
  {
    name: 'cycle',
    comment: 'Files do not import each other in a circle, not even for types.',
    severity: 'error',
    from: { pathNot: [TESTS] },
    to: { circular: true },
  },
  {
    name: 'not found',
    comment: 'Every import resolves to a file or an installed package.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

function coreRule(folder, { folders, packages }) {
  const allowed = [
    `^src/core/${folder}/`,
    ...folders.map((other) => `^src/core/${other}/index\\.ts$`),
    ...[...CORE_PACKAGES, ...packages].map((name) => `node_modules/${name}/`),
  ];
  return {
    name: `core/${folder}`,
    comment: `src/core/${folder} imports ${['itself', ...folders, ...CORE_PACKAGES, ...packages].join(', ')} only.`,
    severity: 'error',
    from: { path: `^src/core/${folder}/`, pathNot: [TESTS] },
    to: { pathNot: allowed, couldNotResolve: false },
  };
}

function orderRule(folder, order, floor) {
  const below = order.slice(0, floor + 1);
  return {
    name: `core/${folder} order`,
    comment: `Within its folder src/core/${folder}/${order[floor]} imports ${below.join(', ')} only.`,
    severity: 'error',
    from: { path: `^src/core/${folder}/${order[floor]}/`, pathNot: [TESTS] },
    to: { path: `^src/core/${folder}/`, pathNot: [`^src/core/${folder}/(${below.join('|')})/`] },
  };
}

function outerRules(folder, { imports, hasNode }) {
  const from = { path: `^src/${folder}/`, pathNot: [TESTS] };
  const direction = {
    name: folder,
    comment: `src/${folder} imports itself and what its row in the import table names.`,
    severity: 'error',
    from,
    to: { path: '^(src|test|bench|scripts|bin)/', pathNot: [`^src/${folder}/`, ...imports] },
  };
  const builtIns = {
    name: `${folder} without node`,
    comment: `src/${folder} has no Node built-ins.`,
    severity: 'error',
    from,
    to: { dependencyTypes: ['core'] },
  };
  return hasNode ? [direction] : [direction, builtIns];
}

export default {
  forbidden,
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^dist/'] },
    preserveSymlinks: true,
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
    },
  },
};
