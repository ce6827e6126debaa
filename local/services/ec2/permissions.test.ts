import type { IpPermission } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityOf, permissionsOf, rulesOf } from './permissions.ts';

const references = {
  group: ({ GroupId = '' }) => ({ GroupId, UserId: '000000000000' }),
  prefixListId: (id: string) => id,
};
const port = fc.integer({ min: 0, max: 65_535 });
const octet = fc.integer({ min: 0, max: 255 });
const traffic = fc.oneof(
  fc
    .tuple(fc.constantFrom('tcp', 'udp', '6', '17', 'TCP'), port, port)
    .map(([IpProtocol, one, other]) => ({
      IpProtocol,
      FromPort: Math.min(one, other),
      ToPort: Math.max(one, other),
    })),
  fc.record({ IpProtocol: fc.constantFrom('icmp', '1'), FromPort: octet, ToPort: octet }),
  fc.record({ IpProtocol: fc.constantFrom('-1', '50'), FromPort: fc.constant(0), ToPort: port }),
);
const Description = fc.option(fc.constantFrom('One', 'Two [2]'), { nil: undefined });
const sources = fc.record({
  IpRanges: fc.array(
    fc.record({
      CidrIp: fc.tuple(octet, fc.integer({ min: 0, max: 32 })).map(([a, n]) => `${a}.1.2.3/${n}`),
      Description,
    }),
  ),
  Ipv6Ranges: fc.array(
    fc.record({
      CidrIpv6: fc.integer({ min: 0, max: 128 }).map((prefix) => `2001:DB8::1/${prefix}`),
      Description,
    }),
  ),
  UserIdGroupPairs: fc.array(fc.record({ GroupId: fc.constantFrom('sg-1', 'sg-2'), Description }), {
    minLength: 1,
  }),
});
const permission: fc.Arbitrary<IpPermission> = fc
  .tuple(traffic, sources)
  .map(([what, whence]) => ({ ...what, ...whence }));

test('Permissions made of rules give the same rules', () => {
  fc.assert(
    fc.property(fc.array(permission), (permissions) => {
      const rules = permissions.flatMap((each) => rulesOf(each, references));
      const shown = permissionsOf(rules);
      const again = shown.flatMap((each) => rulesOf(each, references));
      const text = (rule: (typeof rules)[number]) => `${identityOf(rule)} ${rule.Description}`;
      expect(again.map(text).sort()).toEqual(rules.map(text).sort());
      const keys = shown.map(({ IpProtocol, FromPort, ToPort }) =>
        [IpProtocol, FromPort, ToPort].join(),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});
