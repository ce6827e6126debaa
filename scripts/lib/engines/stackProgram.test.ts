import { describe, expect, test } from 'vitest';
import { parseConfig, parseProject, readStackProgram } from './stackProgram.ts';

test('This project has a program that Node runs itself', async () => {
  const { project, program } = await readStackProgram('local');
  expect([project, program.main]).toEqual(['rollover', 'infra/index.ts']);
  expect(program.config['aws:region']).toBe('eu-central-1');
});

test('Values are texts as they stand there; lists and maps are JSON', () => {
  const yaml = `config:
  p:count: 007
  p:flag: true
  p:text: "yes"
  p:hex: 1e10
  p:list: [1, "2"]
  p:map: { a: true }
  p:empty:
`;
  expect(parseConfig(yaml, 'f')).toEqual({
    'p:count': '007',
    'p:flag': 'true',
    'p:text': 'yes',
    'p:hex': '1e10',
    'p:list': '[1,"2"]',
    'p:map': '{"a":true}',
    'p:empty': '',
  });
  expect(parseConfig('', 'f')).toEqual({});
});

test('What the CLI has encrypted is refused', () => {
  const yaml = 'config:\n  p:a: { secure: abc }\n';
  expect(() => parseConfig(yaml, 'f')).toThrow(/f:\n {2}p:a: expected a value, got one that only/);
});

describe('A project must say', () => {
  test.each([
    ['runtime: { name: nodejs, options: { typescript: false } }', /name: expected a text/],
    ['name: p\nruntime: { name: go, options: { typescript: false } }', /runtime.name: expected/],
    ['name: p\nruntime: { name: nodejs }', /runtime.options.typescript: expected false/],
  ])('%s', (yaml, message) => {
    expect(() => parseProject(yaml, 'Pulumi.yaml')).toThrow(message);
  });
});
