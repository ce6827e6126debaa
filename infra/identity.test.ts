import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Graph, loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('An instance', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await loadGraph();
  });
  const statements = (name: string) =>
    JSON.parse(inputsOf(graph, 'RolePolicy', `rollover-instance-${name}`).policy).Statement;

  test('is reached by Systems Manager, and is EC2 alone', () => {
    expect(inputsOf(graph, 'RolePolicyAttachment').policyArn).toMatch(/SSMManagedInstanceCore$/);
    expect(JSON.parse(inputsOf(graph, 'Role').assumeRolePolicy).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ]);
  });

  test('may write streams of its own log group', () => {
    expect(statements('logs')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: 'arn:aws:LogGroup/rollover:*',
      },
    ]);
  });

  test('may do with its own table what the app does, and no more', () => {
    const client = readFileSync(
      join(import.meta.dirname, '../webapp/messages/dynamoDbClient.ts'),
      'utf8',
    );
    const commands = [...client.matchAll(/\b(\w+)Command\b/g)].map(([, name]) =>
      name === 'Put' ? 'PutItem' : name,
    );
    expect(statements('table')).toEqual([
      {
        Effect: 'Allow',
        Action: [...new Set(commands)].map((name) => `dynamodb:${name}`),
        Resource: 'arn:aws:Table/rollover-messages',
      },
    ]);
  });

  test('may report metrics of the namespace Rollover', () => {
    expect(statements('metrics')).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData'],
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Rollover' } },
      },
    ]);
  });

  test('has no other policies', () => {
    expect(resourcesOf(graph, 'RolePolicy')).toHaveLength(3);
    expect(resourcesOf(graph, 'RolePolicyAttachment')).toHaveLength(1);
  });
});
