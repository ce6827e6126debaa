import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('The load balancer', () => {
  test('is public, drops invalid headers, and cannot be deleted by accident', async () => {
    const graph = await loadGraph();
    expect(inputsOf(graph, 'LoadBalancer')).toMatchObject({
      loadBalancerType: 'application',
      internal: false,
      subnets: ['subnet-public-1', 'subnet-public-2'],
      securityGroups: ['rollover-load-balancer-id'],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
    });
    expect(resourcesOf(graph, 'LoadBalancer')[0]?.dependsOn).toContain('awsx:ec2:Vpc rollover');
  });

  test('closes idle connections before the app does', async () => {
    const config = readFileSync(join(import.meta.dirname, '../webapp/config.ts'), 'utf8');
    const keepAlive = Number(config.match(/'KEEP_ALIVE_TIMEOUT_SECONDS', (\d+)/)?.[1]);
    expect(inputsOf(await loadGraph(), 'LoadBalancer').idleTimeout).toBeLessThan(keepAlive);
  });

  test('finds a new instance healthy after one check, and drains it shortly', async () => {
    expect(inputsOf(await loadGraph(), 'TargetGroup')).toMatchObject({
      vpcId: 'vpc-1',
      protocol: 'HTTP',
      port: 8080,
      targetType: 'instance',
      deregistrationDelay: 20,
      loadBalancingAlgorithmType: 'round_robin',
      healthCheck: {
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/health',
        matcher: '200',
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
  });

  test('without a domain answers on 80', async () => {
    const graph = await loadGraph();
    expect(inputsOf(graph, 'Listener')).toMatchObject({
      protocol: 'HTTP',
      port: 80,
      defaultActions: [{ type: 'forward', targetGroupArn: 'arn:aws:TargetGroup/rollover' }],
    });
    expect(graph.outputs.url).toBe('http://rollover.example.com');
  });

  test('with a domain answers on 443 with TLS 1.3, to which 80 redirects', async () => {
    const settings = { domain: 'app.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
    const graph = await loadGraph({ settings });
    expect(inputsOf(graph, 'Listener', 'rollover-http').defaultActions).toEqual([
      { type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } },
    ]);
    expect(inputsOf(graph, 'Listener', 'rollover-https')).toMatchObject({
      protocol: 'HTTPS',
      port: 443,
      sslPolicy: expect.stringMatching(/^ELBSecurityPolicy-TLS13-/),
      certificateArn: 'arn:aws:Certificate/rollover',
      defaultActions: [{ type: 'forward' }],
    });
    expect(graph.outputs.url).toBe('https://app.example.com');
  });
});
