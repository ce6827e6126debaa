import { describe, expect, test } from 'vitest';
import { loadGraph } from '../../../infra/graph.ts';
import { parseRolloutRequest } from './rolloutRequest.ts';

describe('What is asked of a rollout', () => {
  test('is what the program writes', async () => {
    const { resources } = await loadGraph({ settings: { canaryPercent: '10' } });
    const command = resources.find(({ type }) => type === 'command:local:Command');
    const environment = command?.inputs.environment as Record<string, string>;
    expect(Object.keys(environment)).toEqual(['ROLLOVER_ROLLOUT']);
    const json = environment.ROLLOVER_ROLLOUT;
    expect(parseRolloutRequest(json)).toEqual(JSON.parse(json ?? ''));
  });

  test('is refused with all that is wrong', () => {
    const wrong = {
      stack: 'dev',
      launchTemplateVersion: '$Latest',
      alarms: [1],
      canaryPercent: null,
    };
    expect(() => parseRolloutRequest(JSON.stringify(wrong))).toThrow(
      /^ROLLOVER_ROLLOUT:\n[\s\S]*launchTemplateVersion: expected a number, got "\$Latest"\n[\s\S]*canaryPercent: [\s\S]*alarms: expected a list of names, got \[1\]$/,
    );
  });

  test.each([undefined, '', '[', 'null', '1'])('that is %j is refused', (json) => {
    expect(() => parseRolloutRequest(json)).toThrow(/^ROLLOVER_ROLLOUT: expected /);
  });
});
