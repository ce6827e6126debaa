// The stack's alarms, by the region's rules: neither folder may import the other.

import { expect, test } from 'vitest';
import { alarmTable } from '../infra/alarmTable.ts';
import { evaluationRange, verdictOf } from '../local/controllers/alarms/verdict.ts';

const counts = alarmTable.filter(({ statistic }) => statistic === 'Sum');

test('There are alarms of counts', () => {
  expect(counts.map(({ key }) => key)).toContain('target-5xx');
});

test.each(counts)('$key fires once for the same responses, although the last are few', (alarm) => {
  const [DatapointsToAlarm, EvaluationPeriods] = alarm.periods;
  const responses = [500, 500, 10]; // of each minute; there are none before and after
  const length = alarm.periodSeconds / 60;
  const periodFrom = (minute: number) => {
    const inside = responses.filter((_, at) => at >= minute && at < minute + length);
    const value = inside.length === 0 ? undefined : inside.reduce((sum, each) => sum + each, 0);
    return { at: new Date(minute * 60_000), value, sampleCount: inside.length };
  };
  const states = Array.from({ length: 40 }, (_, minute) => {
    const count = evaluationRange(EvaluationPeriods);
    const range = Array.from({ length: count }, (_, index) =>
      periodFrom(minute - (count - index) * length),
    );
    return verdictOf(
      {
        EvaluationPeriods,
        DatapointsToAlarm,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 25,
        TreatMissingData: alarm.missingData,
      },
      range,
    )?.state;
  });
  const changes = states.filter((state, index) => index === 0 || state !== states[index - 1]);
  expect(changes).toEqual(['OK', 'ALARM', 'OK']);
});
