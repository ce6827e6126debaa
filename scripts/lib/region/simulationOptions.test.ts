import { describe, expect, test } from 'vitest';
import { simulate } from '../../../local/simulation/simulate.ts';
import { parseSimulation } from './simulationOptions.ts';
import { simulationText } from './simulationText.ts';

describe('The options of a simulation', () => {
  test('are the rollout’s own unless told otherwise', () => {
    expect(parseSimulation([])).toMatchObject({
      isJson: false,
      options: {
        instances: 10,
        preferences: {
          MinHealthyPercentage: 100,
          MaxHealthyPercentage: 200,
          InstanceWarmup: 30,
          BakeTime: 60,
          AutoRollback: true,
        },
      },
    });
  });

  test('may leave the maximum out, which is not the same as 100', () => {
    const { options } = parseSimulation(['--min-healthy', '50', '--no-max-healthy']);
    expect(options.preferences).not.toHaveProperty('MaxHealthyPercentage');
  });

  test('are told to be wrong all at once', () => {
    const args = [
      '--instances',
      '0',
      '--boot=soon',
      '--checkpoints',
      '50,20',
      '--wings',
      '--min-healthy',
      '20',
    ];
    const parse = () => parseSimulation(args);
    for (const problem of [
      "--instances: expected an integer from 1 to 10000, got '0'",
      "--boot: expected an integer from 0 to 172800, got 'soon'",
      "--checkpoints: expected ascending percentages such as 20,50,100, got '50,20'",
      '--wings: there is no such option',
      '--max-healthy: at most 100 more than --min-healthy, got 200 and 20',
    ]) {
      expect(parse).toThrow(problem);
    }
  });
});

test('A report says how long it takes, with how much capacity, at what cost', () => {
  const { options } = parseSimulation(['--instances', '4', '--bake', '0', '--price', '0.36']);
  const report = simulate(options);
  expect(report).toMatchObject({
    status: 'Successful',
    // A boot of 60 s, a warm-up of 30 s, a drain of 20 s.
    durationSeconds: 110,
    lowestInService: 4,
    highestCapacity: 8,
    launches: 4,
    extraCost: 0.044,
  });
  expect(simulationText(report, options)).toBe(`\
time      status      complete  in service  with pending
00:00:00  InProgress  0 %       4           8
00:01:30  InProgress  100 %     4           4
00:01:50  Successful  100 %     4           4

Successful after 00:01:50
In service: at least 4 of 4; with pending ones at most 8.
Launches: 4. Beyond the desired capacity: 0.12 instance-hours, $0.0440 at $0.36 an hour.
`);
});
