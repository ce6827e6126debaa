import { expect, test } from 'vitest';
import { privateDnsName, publicDnsName } from './dnsNames.ts';

test.each([
  ['eu-central-1', 'ip-172-31-0-5.eu-central-1.compute.internal'],
  ['us-east-1', 'ip-172-31-0-5.ec2.internal'],
])('In %s a private address is named %s', (region, expected) => {
  expect(privateDnsName(region, '172.31.0.5')).toBe(expected);
});

test.each([
  ['eu-central-1', 'ec2-1-2-3-4.eu-central-1.compute.amazonaws.com'],
  ['us-east-1', 'ec2-1-2-3-4.compute-1.amazonaws.com'],
])('In %s a public address is named %s', (region, expected) => {
  expect(publicDnsName(region, '1.2.3.4')).toBe(expected);
});
