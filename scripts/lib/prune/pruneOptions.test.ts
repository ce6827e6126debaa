import { describe, expect, test } from 'vitest';
import { parsePrune, removalCommand } from './pruneOptions.ts';

test('A stack is enough', () => {
  expect(parsePrune(['--stack', 'dev'])).toEqual({
    stack: 'dev',
    configFile: undefined,
    keep: 5,
    minimumAge: { milliseconds: 7 * 86_400_000, text: '7d' },
    onConflict: 'fail',
    isDryRun: true,
    isJson: false,
  });
});

test.each([
  ['0m', 0],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
])('An age of %s', (age, milliseconds) => {
  expect(parsePrune(['--stack', 'dev', '--older-than', age]).minimumAge).toEqual({
    milliseconds,
    text: age,
  });
});

test('The command that removes is the same, with --yes', () => {
  const args = ['--stack', 'dev', '--config-file', 'a.yaml', '--keep', '1', '--older-than', '1h'];
  const command = removalCommand(parsePrune(args));
  expect(command).toBe(
    `npm run prune -- ${args.join(' ')} --yes`.replace(
      /--keep.*/,
      '--keep 1 --older-than 1h --yes',
    ),
  );
  expect(parsePrune(command.split(' ').slice(4)).isDryRun).toBe(false);
});

describe('What is wrong', () => {
  test('is told all at once, with the usage', () => {
    const args = [
      '--keep=-1',
      '--older-than',
      'week',
      '--yes=no',
      '--force',
      'dev',
      '--on-conflict',
      'no',
    ];
    expect(() => parsePrune(args)).toThrow(`The options are wrong:
  --yes: expected without a value, got no
  --force: there is no such option
  dev: expected an option
  --stack: expected the name of a stack, as in --stack local
  --keep: expected an integer from 0 to 100, got -1
  --older-than: expected an age such as 30m, 12h or 7d, got week
  --on-conflict: expected fail or wait, got no

Usage: npm run prune`);
  });

  test.each([
    [['--stack', 'dev', '--keep', '101'], '--keep: expected an integer from 0 to 100, got 101'],
    [['--stack', 'dev', '--keep', ''], '--keep: expected a value, got none'],
    [['--stack', 'dev', '--older-than'], '--older-than: expected a value, got none'],
    [['--stack'], '--stack: expected a value, got none'],
    [['--stack', 'dev', '--older-than', '7'], '--older-than: expected an age such as'],
  ])('%j', (args, problem) => {
    expect(() => parsePrune(args)).toThrow(problem);
  });
});
