import { expect, test } from 'vitest';
import { checkLoad } from './loadOptions.ts';

test('A rate for each stage, and what was told', () => {
  const given = { stack: 'dev', rate: '5,10,20', stage: '60', path: '/load?seconds=1', json: true };
  expect(checkLoad(given)).toEqual({
    stack: 'dev',
    configFile: undefined,
    rates: [5, 10, 20],
    stageSeconds: 60,
    path: '/load?seconds=1',
    forSeconds: undefined,
    isJson: true,
  });
});

test('It says all that is wrong at once', () => {
  const given = { rate: '5,0', stage: 'x', for: '0', path: 'load', json: false };
  expect(() => checkLoad(given)).toThrow(
    `--stack: expected the name of a stack, as in --stack local
--rate: expected up to 50 whole numbers from 1 to 10000, such as 5,10,20, got 5,0
--stage: expected seconds, 1 to 86400, got x
--for: expected seconds, 1 to 86400, got 0
--path: expected it to begin with /, got load

Usage: npm run load -- --stack`,
  );
  expect(() => checkLoad({ stack: 'dev', path: '/', json: false })).toThrow('got nothing');
});
