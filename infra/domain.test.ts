import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

test('A domain has a certificate that DNS proves, and leads to the load balancer', async () => {
  const settings = { domain: 'app.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
  const graph = await loadGraph({ settings });
  expect(inputsOf(graph, 'Certificate')).toMatchObject({
    domainName: 'app.example.com',
    validationMethod: 'DNS',
  });
  expect(inputsOf(graph, 'Record', 'rollover-certificate')).toMatchObject({
    zoneId: 'Z0123456789ABCDEFGHIJ',
    name: '_proof.example.com',
    type: 'CNAME',
    records: ['_proof.example.net'],
  });
  expect(inputsOf(graph, 'Record', 'rollover')).toMatchObject({
    zoneId: 'Z0123456789ABCDEFGHIJ',
    name: 'app.example.com',
    type: 'A',
    aliases: [{ name: 'rollover.example.com', zoneId: 'Z1', evaluateTargetHealth: true }],
  });
  // A listener takes a certificate only once it is valid.
  const https = resourcesOf(graph, 'Listener').find(({ name }) => name === 'rollover-https');
  expect(https?.dependsOn).toContain(
    'aws:acm/certificateValidation:CertificateValidation rollover',
  );
});

test('Without a domain there is none', async () => {
  const { resources } = await loadGraph();
  expect(resources.filter(({ type }) => /^aws:(acm|route53)\//.test(type))).toEqual([]);
});
