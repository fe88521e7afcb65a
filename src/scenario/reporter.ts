import {
  keyPlaceOf,
  type Located,
  nodeAt,
  type Path,
  placeOf,
  showNode,
  showPath,
} from './document/tree.ts';
import type { Issue } from './issues.ts';
import type { DefaultUsed } from './scenario.ts';

/** Collects issues and defaults while a document is judged, and knows where each value stands. */
export interface Reporter {
  error(path: Path, message: string, fix: string): void;
  warning(path: Path, message: string, fix: string): void;
  /** An issue that points at the key instead of its value. */
  unknownKey(path: Path, fix: string): void;
  /** Issues of a file that the document names, with places of their own. */
  addForeign(issues: readonly Issue[]): void;
  /** A default that depends on other values; those of the schema are found by schema/defaults.ts. */
  useDefault(path: Path, value: unknown): void;
  /** Adds defaults that the schema found. */
  addDefaults(defaults: readonly DefaultUsed[]): void;
  /** Whether the document has a value at `path`, not a default alone. */
  isStated(path: Path): boolean;
  /** A path as `--set` writes it. */
  show(path: Path): string;
  /** The file in which the value at `path` was written: the scenario's, or `--set`. */
  fileOf(path: Path): string;
  readonly issues: readonly Issue[];
  readonly defaults: readonly DefaultUsed[];
}

/** Of each severity. Nobody mends more in one go, and a long list of wrong values would bury the rest. */
const MAX_ISSUES = 200;

export function createReporter(root: Located): Reporter {
  const issues: Issue[] = [];
  const defaults: DefaultUsed[] = [];
  const seen = new Set<string>();
  const told = { error: 0, warning: 0 };
  const add = (
    severity: Issue['severity'],
    path: Path,
    message: string,
    fix: string,
    atKey = false,
  ): void => {
    const place = atKey ? keyPlaceOf(root, path) : placeOf(root, path);
    const shown = showPath(root, path);
    // Aliases let one mistake show at several paths; the same rule at the same path is told once.
    const identity = `${shown}\n${message}`;
    if (seen.has(identity)) return;
    seen.add(identity);
    told[severity]++;
    if (told[severity] === MAX_ISSUES) {
      const more = `there are more ${severity}s than are shown`;
      issues.push({ severity, ...place, path: '', message: more, fix: 'mend these first' });
    }
    if (told[severity] >= MAX_ISSUES) return;
    const node = atKey ? undefined : nodeAt(root, path);
    const value = node === undefined || path.length === 0 ? {} : { value: showNode(node) };
    issues.push({ severity, ...place, path: shown, ...value, message, fix });
  };
  return {
    issues,
    defaults,
    error: (path, message, fix) => add('error', path, message, fix),
    warning: (path, message, fix) => add('warning', path, message, fix),
    addForeign: (more) => void issues.push(...more),
    unknownKey: (path, fix) => add('error', path, 'this key is not known', fix, true),
    useDefault: (path, value) => void defaults.push({ path: showPath(root, path), value }),
    addDefaults: (more) => void defaults.push(...more),
    isStated: (path) => nodeAt(root, path) !== undefined,
    show: (path) => showPath(root, path),
    fileOf: (path) => placeOf(root, path).file,
  };
}

/** Order of issues: the scenario file first (`--set` sorts last), then by place. */
export function sortIssues(issues: readonly Issue[], file: string): Issue[] {
  return [...issues].sort(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) || a.line - b.line || a.column - b.column,
  );
}
