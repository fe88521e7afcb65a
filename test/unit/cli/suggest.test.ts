import { describe, expect, it } from 'vitest';
import { count, mostReplications, once, settings } from '../../../src/cli/options.ts';
import { nearest, suggestOption, unknownCommand } from '../../../src/cli/suggest.ts';
import { MAX_REPLICATIONS } from '../../../src/scenario/sweep-file/schema.ts';

describe('suggestions', () => {
  it('come for a slip of the keys only', () => {
    expect(nearest('sed', ['seed', 'set'])).toBe('seed');
    expect(nearest('wholly-other', ['seed', 'set'])).toBeUndefined();
    expect(unknownCommand('rnu')).toContain('did you mean run?');
    expect(unknownCommand('dance')).toContain('the commands are run, sweep');
    expect(unknownCommand('run')).toBeNull();
    expect(unknownCommand('--help')).toBeNull();
    expect(suggestOption('Unknown argument: repications')).toContain(
      'Did you mean --replications?',
    );
    // an option of another command is no slip
    const elsewhere = suggestOption('Unknown argument: out');
    expect(elsewhere).toContain('--out belongs to other commands');
    expect(elsewhere).not.toContain('mean');
  });
});

describe('options', () => {
  it('refuse what they cannot mean', () => {
    expect(count('n')('12')).toBe(12);
    for (const wrong of ['0', '-1', '1.5', 'x', '', '1e9']) {
      expect(() => count('n')(wrong), wrong).toThrow(/whole number/);
    }
    expect(() => once('seed')(['1', '2'])).toThrow(/2 times/);
    // Text, so that a seed keeps its leading zeros.
    expect(once('seed')('007')).toBe('007');
    expect(settings('a=b')).toEqual(['a=b']);
    expect(settings(['a=b', 'c=d=e'])).toEqual(['a=b', 'c=d=e']);
    expect(() => settings('a')).toThrow(/path=value/);
    expect(() => settings('=a')).toThrow(/path=value/);
  });
});

describe('--replications', () => {
  it('takes as many as the file does', () => {
    expect(mostReplications).toBe(MAX_REPLICATIONS);
    const read = count('replications', mostReplications);
    expect(read('10000')).toBe(10_000);
    expect(() => read('10001')).toThrow('give a whole number from 1 to 10000');
  });
});
