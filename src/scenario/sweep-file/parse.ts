import { readDocument } from '../document/read-document.ts';
import { type Located, nodeAt, placeOf, toPlain } from '../document/tree.ts';
import type { Issue } from '../issues.ts';
import { createReporter, type Reporter, sortIssues } from '../reporter.ts';
import { joinPath } from '../resolve/path.ts';
import { salvage, touches } from '../salvage.ts';
import { readAxes } from './axes.ts';
import { type Constraint, parseConstraint } from './constraint.ts';
import { type RawSweep, sweepSchema } from './schema.ts';
import { neverComputed, stopColumn } from './stop-metric.ts';
import type { Axis, StopRule, SweepFile } from './sweep-file.ts';

/** What reading a sweep file gave: with errors among the issues, what could be read of it, or null. */
export interface ParsedSweep {
  readonly sweep: SweepFile | null;
  readonly issues: readonly Issue[];
}

/** Whether a document is a sweep rather than a scenario: it has axes, or names a scenario. */
export function isSweep(root: Located): boolean {
  if (root.kind !== 'map') return false;
  const { entries } = root;
  return entries.has('axes') || (entries.has('scenario') && !entries.has('workloads'));
}

/**
 * Reads a sweep file: YAML or JSON text to a {@link SweepFile}, checked as far as that needs no scenario. Never throws
 * for bad input: all issues come at once, in order of place.
 */
export function parseSweep(
  text: string,
  options: { readonly file: string; readonly folder: string },
): ParsedSweep {
  const document = readDocument(text, { file: options.file });
  if (!document.ok) return { sweep: null, issues: document.issues };
  const { root, warnings } = document;
  if (root.kind !== 'map') {
    const fix = 'begin with scenario: my-scenario.yaml, then axes';
    const issue = {
      severity: 'error',
      path: '',
      message: 'a sweep is a map of keys',
      fix,
    } as const;
    return { sweep: null, issues: [...warnings, { ...root.place, ...issue }] };
  }
  if (root.entries.has('workloads') && !isSweep(root)) {
    const message = 'this is a scenario, not a sweep';
    const fix = 'run it with tailwatt run, or name it in a sweep file';
    return { sweep: null, issues: [{ severity: 'error', ...root.place, path: '', message, fix }] };
  }
  const reporter = createReporter(root);
  const { value, wrong } = salvage(sweepSchema, toPlain(root), [], reporter);
  const axes = readAxes(root, reporter);
  const constraints = readConstraints(root, axes, reporter);
  const stop = value === null ? null : checkTogether(value, wrong, reporter);
  const issues = sortIssues([...warnings, ...reporter.issues], options.file);
  if (value === null || touches(wrong, ['scenario', 'design'])) return { sweep: null, issues };
  const { design, scenario, name, description, replications, tables } = value;
  const sweep = {
    name: name ?? null,
    description,
    scenario: joinPath(options.folder, scenario),
    scenarioPlace: placeOf(root, ['scenario']),
    design: {
      kind: design.kind,
      samples: samplesOf(design),
      seed: seedOf(design),
      place: placeOf(root, ['design']),
    },
    replications,
    stop,
    stopPlace: placeOf(root, ['stop', 'metric']),
    axes,
    constraints,
    tables,
  };
  return { sweep, issues };
}

const sampling = ['random', 'latin-hypercube', 'sobol', 'saltelli'];

type RawDesign = RawSweep['design'];

const samplesOf = (design: RawDesign) => ('samples' in design ? (design.samples ?? null) : null);
const seedOf = (design: RawDesign) => ('seed' in design ? (design.seed ?? null) : null);

/** Rules between the keys of a sweep; returns its stop rule, if that is right. */
function checkTogether(
  raw: RawSweep,
  wrong: readonly string[],
  reporter: Reporter,
): StopRule | null {
  if (!touches(wrong, ['design'])) {
    const { kind } = raw.design;
    const samples = samplesOf(raw.design);
    if (sampling.includes(kind) && samples === null) {
      const fix = `write {kind: ${kind}, samples: 64}`;
      reporter.error(['design'], `a ${kind} design needs samples`, fix);
    }
    if (!sampling.includes(kind) && samples !== null) {
      const fix = `leave samples out, or write one of ${sampling.join(', ')}`;
      const message = `a ${kind} design takes the values of its axes`;
      reporter.error(['design', 'samples'], message, fix);
    }
  }
  const { stop, replications } = raw;
  if (stop === undefined || touches(wrong, ['stop'])) return null;
  if (!touches(wrong, ['replications']) && stop.maxReplications < replications) {
    const message = `is less than replications = ${replications}`;
    reporter.error(['stop', 'maxReplications'], message, `write ${replications} or more`);
  }
  const found = stopColumn(stop.metric);
  if (!('column' in found)) {
    reporter.error(['stop', 'metric'], 'this metric is not known', found.fix);
    return null;
  }
  const { column } = found;
  if (!neverComputed(column)) return { ...stop, column };
  const message = 'is null in every run that is not overloaded';
  reporter.error(['stop', 'metric'], message, 'stop by another metric, such as e2e.p99');
  return null;
}

function readConstraints(
  root: Located,
  axes: readonly Axis[],
  reporter: Reporter,
): readonly Constraint[] {
  const list = nodeAt(root, ['constraints']);
  if (list?.kind !== 'list') return [];
  const columns = axes.flatMap(({ settings }) => settings.map(({ path }) => path));
  return list.items.flatMap((item, index) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    const path = ['constraints', index];
    const read = parseConstraint(item.value, columns);
    if ('type' in read) {
      return { text: item.value, place: placeOf(root, path), index, expression: read };
    }
    reporter.error(path, read.message, read.fix);
    return [];
  });
}
