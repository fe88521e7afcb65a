import { accessSync, constants, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandNames, optionNames } from '../../src/cli/suggest.ts';
import { root, tailwatt, temporaryFolder } from './command.ts';

const chatbot = 'scenarios/chatbot-70b.yaml';

describe('the command line', () => {
  it('is an executable file with every command in its help', async () => {
    accessSync(join(root, 'dist/cli/main.js'), constants.X_OK);
    const { code, stdout } = await tailwatt(['--help']);
    expect(code).toBe(0);
    for (const name of commandNames) expect(stdout).toContain(`tailwatt ${name}`);
  });

  it('knows the options that it suggests, and no others', async () => {
    const named = commandNames.filter((name) => name !== 'completion');
    const helps = await Promise.all(named.map((name) => tailwatt([name, '--help'])));
    const options = helps.flatMap(({ stdout }) =>
      [...stdout.matchAll(/^ +--([a-z-]+)/gm)].map((match) => match[1]),
    );
    expect([...new Set(options)].sort()).toEqual([...optionNames]);
  });

  it.each([
    [[], 'Name a command'],
    [['rnu', chatbot], 'there is no command rnu; did you mean run?'],
    [['plan', chatbot], 'there is no command plan'],
    [['run'], 'Not enough non-option arguments'],
    [['run', chatbot, 'more'], 'Unknown argument: more'],
    [['run', chatbot, '--sed', '3'], 'Did you mean --seed?'],
    [['run', chatbot, '--seed', '1', '--seed', '2'], '--seed is given 2 times'],
    [['run', chatbot, '--seed'], 'Not enough arguments following: seed'],
    [['run', chatbot, '--replications', '0'], 'a whole number from 1'],
    [['run', chatbot, '--replications', '2.5'], 'a whole number from 1'],
    [['run', chatbot, '--format', 'csv'], 'Choices: "arrow", "parquet"'],
    [['run', chatbot, '--set', 'seed'], 'write it as path=value'],
    [['run', chatbot, '--follow', '3'], 'not available in this version'],
    [['run', chatbot, '--trace-events', 'x'], 'not available in this version'],
    [['sweep'], 'Not enough non-option arguments'],
    [['sweep', 'x.yaml', '--shard', '5/4'], 'they are numbered from 1/4 to 4/4'],
    [['sweep', 'x.yaml', '--shard', 'first'], 'write its number and how many there are'],
    [['sweep', 'x.yaml', '--workers', '0'], 'a whole number from 1 to 1024'],
    [['sweep', 'x.yaml', '--replications', '0'], 'a whole number from 1'],
    [['sweep', 'x.yaml', '--timeout', '-1'], 'a number above 0'],
    [['sweep', 'x.yaml', '--worker', '2'], 'Did you mean --workers?'],
    [['sweep', 'x.yaml', '--queue', 'redis://x'], 'not available in this version'],
    [['sweep', 'x.yaml', '--emit', 'slurm'], 'not available in this version'],
    [['merge'], 'Not enough non-option arguments'],
    [['merge', 'a', '--out', 'b', '--out', 'c'], '--out is given 2 times'],
    [['compare'], 'Not enough non-option arguments'],
    [['compare', 'a'], 'compare takes two folders, not 1'],
    [['compare', 'a', 'b', 'c'], 'compare takes two folders, not 3'],
    [['compare', 'a', 'b', '--sensitivity'], 'one folder of a sweep, not 2'],
    [['compare', 'a', 'b', '--measured', 'x.csv'], 'measured'],
    [['catalog', 'acelerators'], 'Did you mean accelerators?'],
    [['catalog', 'models', 'llama-3.1-70'], 'Did you mean llama-3.1-70b?'],
    [['trace', 'x.csv', '--to', 'parquet'], 'the formats are'],
  ])('ends with 2 for a wrong command line: %j', async (words, message) => {
    const { code, stdout, stderr } = await tailwatt(words);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('shows the same figures to people and as JSON', async () => {
    const [text, json] = await Promise.all([
      tailwatt(['catalog', 'accelerators', 'h100-sxm']),
      tailwatt(['catalog', 'accelerators', 'h100-sxm', '--json']),
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 'h100-sxm', boardWatts: 700 });
    expect(text.stdout).toMatch(/boardWatts +700 W +data-sheet/);
  });
});

describe('explain', () => {
  it('prints memory, steps that add up, defaults and sources', async () => {
    const { code, stdout } = await tailwatt(['explain', chatbot]);
    expect(code).toBe(0);
    for (const text of ['weights', 'KV room', 'at best', 'bound by', 'all-reduce', 'Defaults']) {
      expect(stdout).toContain(text);
    }
    expect(stdout).toMatch(/pools\[h100\]\.engine\.maxBatchedTokens +8192/);
    const json = await tailwatt(['explain', chatbot, '--json']);
    const { pools } = JSON.parse(json.stdout) as {
      pools: { steps: { seconds: number; terms: { seconds: number }[] }[] }[];
    };
    for (const { seconds, terms } of pools[0]?.steps ?? []) {
      const sum = terms.reduce((total, term) => total + term.seconds, 0);
      expect(Math.abs(sum / seconds - 1)).toBeLessThan(1e-6);
    }
    // one decoding, 16, 64, the largest batch, and a prompt
    expect(pools[0]?.steps).toHaveLength(5);
  });
});

describe('validate', () => {
  it('names every mistake of a file at once, with its place', async () => {
    const broken = 'test/fixtures/broken.yaml';
    const { code, stdout } = await tailwatt(['validate', broken, chatbot]);
    expect(code).toBe(1);
    const places = stdout.match(/^test\/fixtures\/broken\.yaml:\d+:\d+ /gm) ?? [];
    expect(places.length).toBeGreaterThan(3);
    expect(stdout).toContain(`${chatbot}: ok`);
  });

  it('ends with 0 for good files', async () => {
    expect(await tailwatt(['validate', chatbot])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('files that cannot be read', () => {
  const write = (name: string, content: string | Uint8Array) => {
    const file = join(temporaryFolder(), name);
    writeFileSync(file, content);
    return file;
  };
  const utf16 = () => write('utf16.yaml', Buffer.from('\ufeffname: x', 'utf16le'));

  it.each([
    [
      'a missing file',
      () => 'scenarios/chatbot-70.yaml',
      'did you mean scenarios/chatbot-70b.yaml',
    ],
    ['a folder', () => mkdtempSync(join(temporaryFolder(), 'x')), 'it is a folder'],
    ['an empty file', () => write('empty.yaml', ''), 'empty'],
    ['UTF-16', utf16, 'save it as UTF-8'],
    ['bytes', () => write('x.yaml', Uint8Array.of(0x6e, 0xff, 0xfe, 0x80)), 'not UTF-8'],
    ['a list', () => write('list.yaml', '- 1\n'), 'a scenario is a map'],
    ['broken YAML', () => write('x.yaml', 'name: [x\n'), 'x.yaml:'],
  ])('are an issue: %s', async (_, make, message) => {
    const { code, stdout, stderr } = await tailwatt(['run', make()]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it.each([
    ['a missing trace', () => 'none.csv', 'there is no such file'],
    ['an empty trace', () => write('x.csv', ''), 'x.csv'],
    [
      'bad rows',
      () => write('x.csv', 'arrival_seconds,prompt_tokens,output_tokens\n0,5,5\n1,-3,5\n2,x,1\n'),
      'x.csv:3:',
    ],
    ['another table', () => write('x.arrow', 'ARROW1 but no more'), 'not an Arrow IPC file'],
    ['gzip', () => write('x.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0)), 'gunzip'],
  ])('are an issue: %s', async (_, make, message) => {
    const { code, stdout, stderr } = await tailwatt(['trace', make()]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});
