import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluationRange, type Point, type Rule, verdictOf } from './verdict.ts';

const modes = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const rule = (changes: Partial<Rule> = {}): Rule => ({
  EvaluationPeriods: 3,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  ...changes,
});

/** `0` is within the threshold, `X` beyond it, `-` is missing; the newest last. */
function points(text: string): Point[] {
  const values = { '0': 0, X: 2, '-': undefined };
  return [...text.replaceAll(' ', '')].map((mark, index) => ({
    at: new Date(index * 60_000),
    value: values[mark as keyof typeof values],
    sampleCount: 1,
  }));
}

const stateOf = (of: Rule, text: string) => verdictOf(of, points(text))?.state ?? 'stays';

describe("AWS's examples of what is missing", () => {
  const insufficient = 'INSUFFICIENT_DATA';

  test.each([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', insufficient, 'stays', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - - - X', insufficient, 'stays', 'ALARM', 'OK'],
    ['X - - - -', 'ALARM', 'stays', 'ALARM', 'OK'],
    ['- - X - -', 'ALARM', 'stays', 'ALARM', 'OK'],
  ])('3 of 3, of %s', (text, ...states) => {
    expect(modes.map((TreatMissingData) => stateOf(rule({ TreatMissingData }), text))).toEqual(
      states,
    );
  });

  test.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - X', insufficient, 'stays', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', 'stays', 'ALARM', 'OK'],
  ])('2 of 3, of %s', (text, ...states) => {
    const twoOf = (TreatMissingData: string) => rule({ DatapointsToAlarm: 2, TreatMissingData });
    expect(modes.map((mode) => stateOf(twoOf(mode), text))).toEqual(states);
  });
});

test('Missing data is taken as missing unless told', () => {
  expect(stateOf(rule(), '- - - - -')).toBe('INSUFFICIENT_DATA');
});

test.each([
  [1, 3],
  [3, 5],
  [5, 7],
  [12, 16],
])('For %i periods, %i are looked at', (periods, range) => {
  expect(evaluationRange(periods)).toBe(range);
});

test.each([
  ['GreaterThanThreshold', 'OK', 'OK', 'ALARM'],
  ['GreaterThanOrEqualToThreshold', 'OK', 'ALARM', 'ALARM'],
  ['LessThanThreshold', 'ALARM', 'OK', 'OK'],
  ['LessThanOrEqualToThreshold', 'ALARM', 'ALARM', 'OK'],
] as const)('%s breaches where it says', (ComparisonOperator, ...states) => {
  const of = rule({ ComparisonOperator, EvaluationPeriods: 1 });
  const point = (value: number): Point[] => [{ at: new Date(0), value, sampleCount: 1 }];
  expect([0, 1, 2].map((value) => verdictOf(of, point(value))?.state)).toEqual(states);
});

const cases = fc
  .record({
    periods: fc.integer({ min: 1, max: 6 }),
    needed: fc.integer({ min: 1, max: 6 }),
    marks: fc.array(fc.constantFrom('0', 'X', '-'), { minLength: 8, maxLength: 8 }),
  })
  .map(({ periods, needed, marks }) => ({
    of: rule({ EvaluationPeriods: periods, DatapointsToAlarm: Math.min(periods, needed) }),
    text: marks.slice(-evaluationRange(periods)).join(''),
  }));

test('A mode decides only where something is missing that is needed', () => {
  fc.assert(
    fc.property(cases, ({ of, text }) => {
      const states = modes.map((TreatMissingData) => stateOf({ ...of, TreatMissingData }, text));
      if ([...text].filter((mark) => mark !== '-').length >= of.EvaluationPeriods) {
        expect(new Set(states).size).toBe(1);
      }
    }),
  );
});

test('What is missing as breaching is an alarm wherever it is one as anything else', () => {
  fc.assert(
    fc.property(cases, ({ of, text }) => {
      const [missing, ignore, breaching, notBreaching] = modes.map((TreatMissingData) =>
        stateOf({ ...of, TreatMissingData }, text),
      );
      if (notBreaching === 'ALARM') expect([missing, ignore]).toEqual(['ALARM', 'ALARM']);
      if (breaching === 'OK') expect([missing, ignore, notBreaching]).not.toContain('ALARM');
      expect(breaching).not.toBe('INSUFFICIENT_DATA');
    }),
  );
});

test('Another breaching point never ends an alarm', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom(...modes), fc.nat(), ({ of, text }, mode, place) => {
      const asked = { ...of, TreatMissingData: mode };
      const index = place % text.length;
      if (text[index] === '-' || stateOf(asked, text) !== 'ALARM') return;
      const worse = `${text.slice(0, index)}X${text.slice(index + 1)}`;
      expect(stateOf(asked, worse)).toBe('ALARM');
    }),
  );
});
