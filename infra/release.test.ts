import { describe, expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf } from './testing/graphs.ts';

describe('The release that is wanted', () => {
  test("is read from the stack's parameter, and decides the image", async () => {
    const graph = await loadGraph({ stack: 'blue' });
    expect(graph.calls).toEqual([
      { token: 'aws:ssm/getParameter:getParameter', inputs: { name: '/rollover/blue/release' } },
    ]);
    expect(inputsOf(graph, 'LaunchTemplate').imageId).toBe('ami-0123456789abcdef0');
    expect(graph.outputs.releaseParameter).toBe('/rollover/blue/release');
  });

  test('that does not exist yet is asked for', async () => {
    await expect(loadGraph({ release: null })).rejects.toThrow(
      'The stack dev has no release yet: npm run deploy -- --stack dev',
    );
  });

  test.each([
    '',
    'ami-0123456789abcdef0',
    '{}',
    'null',
    '{"ami":"ami-1"}',
    '{"ami":["ami-0123456789abcdef0"]}',
  ])('that is %j is refused', async (release) => {
    await expect(loadGraph({ release })).rejects.toThrow(
      `/rollover/dev/release: expected a release, {"ami": "ami-…", …}, got ${release}`,
    );
  });
});
