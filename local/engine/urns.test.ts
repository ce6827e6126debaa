import { expect, test } from 'vitest';
import { formerUrns, makeUrn, nameOf, packageOf, typeOf } from './urns.ts';

const names = { stack: 'dev', project: 'rollover' };
const stack = makeUrn({ ...names, type: 'pulumi:pulumi:Stack', name: 'rollover-dev' });
const vpc = makeUrn({ ...names, type: 'awsx:ec2:Vpc', name: 'app', parent: stack });
const subnet = { ...names, type: 'aws:ec2/subnet:Subnet', name: 'app-1', parent: vpc };

test('A URN has the types of its ancestors, but for the stack', () => {
  expect(vpc).toBe('urn:pulumi:dev::rollover::awsx:ec2:Vpc::app');
  const urn = makeUrn(subnet);
  expect(urn).toBe('urn:pulumi:dev::rollover::awsx:ec2:Vpc$aws:ec2/subnet:Subnet::app-1');
  expect([typeOf(urn), nameOf(urn)]).toEqual(['aws:ec2/subnet:Subnet', 'app-1']);
  expect(nameOf('urn:pulumi:dev::rollover::a:b:C::with::colons')).toBe('with::colons');
});

test('A provider is of the package that it provides', () => {
  expect(['aws:ec2/vpc:Vpc', 'pulumi:providers:aws'].map(packageOf)).toEqual(['aws', 'aws']);
});

test.each([
  ['urn:pulumi:dev::rollover::old:t:T::old', 'urn:pulumi:dev::rollover::old:t:T::old'],
  [{ name: 'old' }, 'urn:pulumi:dev::rollover::awsx:ec2:Vpc$aws:ec2/subnet:Subnet::old'],
  [{ type: 'old:t:T' }, 'urn:pulumi:dev::rollover::awsx:ec2:Vpc$old:t:T::app-1'],
  [{ parent: 'none' }, 'urn:pulumi:dev::rollover::aws:ec2/subnet:Subnet::app-1'],
  [{ stack: 'prod' }, 'urn:pulumi:prod::rollover::awsx:ec2:Vpc$aws:ec2/subnet:Subnet::app-1'],
] as const)('The alias %j is %s', (alias, expected) => {
  expect(formerUrns(subnet, [alias])).toEqual([expected]);
});

test('Who had another parent, or a parent of another name, is found by that', () => {
  const former = makeUrn({ ...names, type: 'custom:x:Network', name: 'old' });
  expect(formerUrns(subnet, [], former)).toEqual([
    'urn:pulumi:dev::rollover::custom:x:Network$aws:ec2/subnet:Subnet::app-1',
    'urn:pulumi:dev::rollover::custom:x:Network$aws:ec2/subnet:Subnet::old-1',
  ]);
});
