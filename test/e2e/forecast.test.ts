import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tailwatt, temporaryFolder } from './command.ts';

const wall = 'scenarios/forecasts/data-wall.yaml';
const lifetime = 'scenarios/forecasts/forecast-lifetime.yaml';

interface Document {
  readonly figures: readonly {
    readonly figure: string;
    readonly value: number | null;
    readonly interval: readonly [number, number] | null;
  }[];
  readonly splits: readonly unknown[];
}

function figureOf(document: Document, name: string) {
  const found = document.figures.find(({ figure }) => figure === name);
  if (found?.value == null) throw new Error(`no ${name}`);
  return { value: found.value, interval: found.interval ?? [Number.NaN, Number.NaN] };
}

describe('tailwatt forecast', () => {
  it('tells what a data wall costs, twice the same, in text and table', async () => {
    const [one, two] = [join(temporaryFolder(), 'one'), join(temporaryFolder(), 'two')];
    const [text, json] = await Promise.all([
      tailwatt(['forecast', wall, '--out', one]),
      tailwatt(['forecast', wall, '--json', '--out', two]),
    ]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({
      code: 0,
      stderr: `the table is ${join(one, 'forecast.arrow')}\n`,
    });
    expect(text.stdout).toMatch(/Repeated tokens cost it \d.*worth 455 G/);
    const document = JSON.parse(json.stdout) as Document;
    const { value, interval } = figureOf(document, 'accuracy');
    expect(value).toBeGreaterThan(0.03);
    expect(value).toBeLessThan(0.08);
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
    const bytes = [one, two].map((folder) => readFileSync(join(folder, 'forecast.arrow')));
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it('says when serving passes training, by a scenario that it runs', async () => {
    const out = join(temporaryFolder(), 'out');
    const { code, stdout, stderr } = await tailwatt(['forecast', lifetime, '--json', '--out', out]);
    expect(code, stderr).toBe(0);
    const document = JSON.parse(stdout) as Document;
    const day = figureOf(document, 'break_even_day_usd').value;
    expect(day).toBeGreaterThan(300);
    expect(day).toBeLessThan(1095);
    expect(document.splits).toHaveLength(9);
  });

  it('names every mistake with its place, and validates what it takes', async () => {
    const file = join(temporaryFolder(), 'f.yaml');
    writeFileSync(file, 'forecast: f\ntraining: { parameters: -1 }\nserving: none\n');
    const [broken, fine, run] = await Promise.all([
      tailwatt(['forecast', file]),
      tailwatt(['validate', wall, lifetime]),
      tailwatt(['run', wall]),
    ]);
    expect(broken.code).toBe(1);
    for (const place of [':2:', ':3:', 'training.tokens', 'demand']) {
      expect(broken.stderr).toContain(place);
    }
    expect(fine).toMatchObject({ code: 0 });
    expect(fine.stdout).toContain(`${wall}: ok`);
    expect(run.stderr).toContain('is a forecast, not a scenario');
  });
});
