import { describe, expect, it } from 'vitest';
import { parseForecast } from '../../../../src/scenario/forecast-file/parse.ts';
import { forecastJsonSchema } from '../../../../src/scenario/json-schema.ts';

const good = `forecast: f
training: { parameters: 7e9, tokens: 1e12, accelerators: 64 }
serving: { kind: run, folder: results/x }
demand: { requestsPerDay: 1000 }
`;
const issuesOf = (text: string) =>
  parseForecast(text, { file: 'f.yaml' }).issues.map(
    ({ line, column, path, message }) => `${line}:${column} ${path} ${message}`,
  );

describe('parseForecast', () => {
  it('fills what is left out', () => {
    const { forecast, issues } = parseForecast(good, { file: 'f.yaml' });
    expect(issues).toEqual([]);
    expect(forecast).toMatchObject({
      seed: 1,
      training: { uniqueTokens: null, mfu: 0.4, loss: 'chinchilla-refit' },
      demand: { months: 36, growthPerMonth: 0 },
      split: null,
      people: null,
    });
  });

  it('tells all that is wrong at once, with its place', () => {
    const issues = issuesOf(`forecast: f
training: { parameters: 7e9, tokens: 1e12, accelerators: 0, mfu: 140%, accelerator: h100 }
serving: { kind: guess }
demand: { requestsPerDay: 1000, month: 3 }
`);
    const text = issues.join('\n');
    expect(text).toMatch(/^2:\d+ training\.accelerators must be at least 1/m);
    expect(text).toMatch(/^2:\d+ training\.mfu must be at most 1/m);
    expect(text).toMatch(/^2:\d+ training\.accelerator this is not known/m);
    expect(text).toMatch(/^3:\d+ serving\.kind this is not known/m);
    expect(text).toMatch(/^4:\d+ demand\.month/m);
  });

  it('refuses more different tokens than there are, chips without a price, and what is no forecast', () => {
    expect(issuesOf(good.replace('accelerators', 'uniqueTokens: 2e12, accelerators'))).toEqual([
      expect.stringMatching(/^2:\d+ training\.uniqueTokens is more than training\.tokens/),
    ]);
    expect(issuesOf(good.replace('accelerators', 'accelerator: mi300x, accelerators'))).toEqual([
      expect.stringContaining('mi300x has no list price'),
    ]);
    expect(issuesOf('name: x\n')).toEqual([expect.stringContaining('this is no forecast')]);
  });

  it('says what a number must be, which chip was meant, and that nothing is split of no budget', () => {
    const { issues } = parseForecast(
      `${good.replace('accelerators', 'uniqueTokens: 5e20, accelerator: h101, accelerators')}split: { budget: 0 USD, answers: [1e6] }\n`,
      { file: 'f.yaml' },
    );
    const told = issues.map(({ path, message, fix }) => `${path} ${message}; ${fix}`).join('\n');
    expect(told).toContain('training.uniqueTokens must be at most 1');
    expect(told).toContain('did you mean h100-sxm?');
    expect(told).toMatch(/split\.budget must be (above|more than|greater than) 0/);
    expect(issuesOf(good.replace('accelerators', 'uniqueTokens: many, accelerators'))).toEqual([
      expect.stringContaining('training.uniqueTokens must be a number or none'),
    ]);
  });

  it('has a JSON schema with every key', () => {
    const { properties } = forecastJsonSchema() as { properties: Record<string, unknown> };
    expect(Object.keys(properties)).toContain('training');
    expect(Object.keys(properties)).toContain('people');
  });
});
