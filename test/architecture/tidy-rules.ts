/** A file of the repository, by its path from the root. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Says what is untidy in a file, or nothing. */
export type TidyRule = (file: TextFile) => readonly string[];

const isTest = (path: string): boolean => path.endsWith('.test.ts');
const isSource = (path: string): boolean => path.startsWith('src/');
const isDoor = (path: string): boolean => isSource(path) && path.endsWith('/index.ts');

/** `TODO(#12)` names an issue; a fix-me is to be fixed. The words are split here to keep this file tidy. */
const openWork: TidyRule = ({ text }) =>
  matches(text, new RegExp(`\\b(${'TO'}DO(?!\\(#\\d+\\))|${'FIX'}ME|${'XX'}X)\\b`, 'g'));

const doorWithoutComment: TidyRule = ({ path, text }) =>
  isDoor(path) && !/^\/(\*\*|\/)/.test(text) ? ['a door opens with a comment: what the folder is for'] : [];

const reExport: TidyRule = ({ path, text }) =>
  isSource(path) && !isDoor(path)
    ? matches(text, /^export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\b.*$/gm)
    : [];

/** A disabled rule names itself and says why: `// oxlint-disable-next-line no-eval -- reason`. */
const unexplainedDisable: TidyRule = ({ text }) =>
  matches(text, new RegExp(`^.*(ox|es)${'lint'}-disable(-next-line|-line)?(?!.*\\S\\s+--\\s+\\S).*$`, 'gm'));

/** Other endings would pass by the type check. */
const otherScript: TidyRule = ({ path }) =>
  isSource(path) && /\.([cm]js|[cm]ts|jsx?)$/.test(path) ? ['sources end in .ts or .tsx'] : [];

const machinePath: TidyRule = ({ text }) => matches(text, /(?<![\w.\-/])\/(work|home|root|Users)\/\w[^\s'"]*/g);

const registryAddress: TidyRule = ({ path, text }) =>
  path === 'package-lock.json' ? matches(text, /"resolved": "[^"]*"/g) : [];

/** `npm ci` refuses a lockfile that lacks a platform's optional package, so all platforms stand in it. */
const incompleteLock: TidyRule = ({ path, text }) => {
  if (path !== 'package-lock.json') return [];
  const { packages } = JSON.parse(text) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${parent}/node_modules/${name}` in packages),
    ),
  );
};

/** A test that no project lists would never run. */
export function strayTest(globs: readonly string[], matchesGlob: (path: string, glob: string) => boolean): TidyRule {
  return ({ path }) =>
    isTest(path) && !globs.some((glob) => matchesGlob(path, glob)) ? ['no project in vitest.config.ts runs it'] : [];
}

/** A class that a style sheet of the page names and no word between quotes on the page does styles nothing. */
export function unusedClass(pageText: string): TidyRule {
  const quoted = new Set(matches(pageText, /(?<=['"`])[^'"`\n]*(?=['"`])/g).flatMap((words) => words.split(/[^\w-]+/)));
  return ({ path, text }) =>
    path.endsWith('.css') ? matches(text, /(?<=\.)[a-z][\w-]*(?=[^;]*\{)/g).filter((name) => !quoted.has(name)) : [];
}

/** The rules that need nothing but the file. */
export const TIDY_RULES = {
  openWork,
  doorWithoutComment,
  reExport,
  unexplainedDisable,
  otherScript,
  machinePath,
  registryAddress,
  incompleteLock,
} satisfies Readonly<Record<string, TidyRule>>;

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[0].trim());
}
