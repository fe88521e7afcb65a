import { accelerators } from '../../catalog/index.ts';
import { listPrice } from '../../catalog/rental.ts';
import { readDocument } from '../document/read-document.ts';
import type { Located } from '../document/tree.ts';
import { toPlain } from '../document/tree.ts';
import type { Issue } from '../issues.ts';
import { createReporter, type Reporter, sortIssues } from '../reporter.ts';
import { salvage, touches } from '../salvage.ts';
import { type ForecastFile, forecastSchema } from './schema.ts';

/** What reading a forecast file gave: null where any of the issues is an error. */
export interface ParsedForecast {
  readonly forecast: ForecastFile | null;
  readonly issues: readonly Issue[];
}

/** Whether a document is a forecast: it names itself one. */
export function isForecast(root: Located): boolean {
  return root.kind === 'map' && root.entries.has('forecast');
}

/** Reads a forecast file: YAML or JSON text. Never throws for bad input: all issues come at once, in order of place. */
export function parseForecast(text: string, options: { readonly file: string }): ParsedForecast {
  const document = readDocument(text, options);
  if (!document.ok) return { forecast: null, issues: document.issues };
  const { root, warnings } = document;
  if (!isForecast(root)) {
    const message = 'this is no forecast: it has no key forecast';
    const fix = 'begin with forecast: a-name, then training, serving and demand';
    const issue = { severity: 'error', ...root.place, path: '', message, fix } as const;
    return { forecast: null, issues: [...warnings, issue] };
  }
  const reporter = createReporter(root);
  const { value, wrong } = salvage(forecastSchema, toPlain(root), [], reporter);
  if (value !== null) checkTogether(value, wrong, reporter);
  const issues = sortIssues([...warnings, ...reporter.issues], options.file);
  const isBroken = issues.some(({ severity }) => severity === 'error');
  return { forecast: isBroken ? null : value, issues };
}

/** Rules between the keys. */
function checkTogether(file: ForecastFile, wrong: readonly string[], reporter: Reporter): void {
  const { tokens, uniqueTokens, accelerator, price } = file.training;
  if (!touches(wrong, ['training.accelerator', 'training.price'])) {
    const chip = accelerators[accelerator];
    if (price === undefined && listPrice(chip) === null) {
      const message = `${accelerator} has no list price in the catalog`;
      reporter.error(['training'], message, 'add price, such as 2.5 USD/h');
    }
    if (chip.peak.bf16 === undefined && chip.peak.fp16 === undefined) {
      const message = 'has no 16-bit floating point, and trains nothing';
      reporter.error(['training', 'accelerator'], message, 'use a chip that has, such as h100-sxm');
    }
  }
  if (uniqueTokens !== null && uniqueTokens > tokens && !touches(wrong, ['training'])) {
    reporter.error(
      ['training', 'uniqueTokens'],
      `is more than training.tokens = ${tokens}`,
      'write none where no token is repeated',
    );
  }
}
