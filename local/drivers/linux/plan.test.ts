import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NetworkInterface, NetworkVpc } from '../network.ts';
import { plan } from './plan.ts';
import { type NetworkState, wantedState } from './state.ts';
import { createModelHost, type ModelHost } from './testing/modelHost.ts';
import { group, networkInterface, tcp, vpc } from './testing/vpcs.ts';

const region = { regionId: 'a', hostAddress: '198.18.8.1' };
const pool = '198.18.8.0/21';
const ports = { metadata: 8001, api: 8002 };
const groups = [group('sg-web', [tcp(80, { CidrIp: '0.0.0.0/0' })])];

function wanted(vpcs: readonly NetworkVpc[]): NetworkState {
  return wantedState(region, vpcs, ports);
}

/** A host that has carried out, from nothing, what leads to `vpcs`. */
function hostWith(vpcs: readonly NetworkVpc[], maxLines?: number): ModelHost {
  const host = createModelHost('ro-a');
  host.execute(plan(region, vpcs, host.observe('a'), wanted(vpcs)), maxLines);
  return host;
}

/** Two VPCs with some of six interfaces, whose addresses, kind and publicity vary. */
const anyVpcs: fc.Arbitrary<readonly NetworkVpc[]> = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 10, max: 15 }),
      hostNumber: fc.integer({ min: 0, max: 1 }),
      isServiceManaged: fc.boolean(),
      isPublic: fc.boolean(),
      VpcId: fc.constantFrom('vpc-0a', 'vpc-0b'),
    }),
    { selector: ({ number }) => number },
  )
  .chain((interfaces) =>
    fc.subarray(['vpc-0a', 'vpc-0b']).map((ids) =>
      ids.map((VpcId) => {
        const members = interfaces
          .filter((one) => one.VpcId === VpcId)
          .map(({ number, hostNumber, isServiceManaged, isPublic }) =>
            networkInterface(pool, number, {
              hostAddress: `198.18.8.${number + 100 * hostNumber}`,
              // An interface is of one kind for life, so its id tells the kind.
              NetworkInterfaceId: `eni-${isServiceManaged ? 'a' : 'b'}${number}`,
              isServiceManaged,
              isPublic,
            }),
          );
        return vpc(members, groups, { VpcId });
      }),
    ),
  );

describe('A plan', () => {
  test('leads from wherever a killed region left the host to what is wanted', () => {
    fc.assert(
      fc.property(anyVpcs, fc.nat(60), anyVpcs, fc.nat(60), (first, kill, second, killAgain) => {
        const host = hostWith(first, kill);
        host.execute(plan(region, second, host.observe('a'), wanted(second)), killAgain);
        host.execute(plan(region, second, host.observe('a'), wanted(second)));
        const actual = host.observe('a');
        expect({ ...actual, rulesets: wanted(second).rulesets }).toEqual(wanted(second));
        expect(plan(region, second, wanted(second), wanted(second))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves guests alone that stay', () => {
    fc.assert(
      fc.property(anyVpcs, anyVpcs, (first, second) => {
        const host = hostWith(first);
        const stay = staying(first, second).map((id) => `rollover-a-${id}`);
        const before = stay.map(host.namespace);
        host.execute(plan(region, second, wanted(first), wanted(second)));
        expect(stay.map(host.namespace).every((now, index) => now === before[index])).toBe(true);
      }),
    );
  });

  test('for another rule is one command', () => {
    const guests = [networkInterface(pool, 10), networkInterface(pool, 11)];
    const other = vpc(guests, [group('sg-web', [])]);
    const stages = plan(region, [other], wanted([vpc(guests, groups)]), wanted([other]));
    expect(stages.flat().map(({ command, args }) => [command, ...args].join(' '))).toEqual([
      'ip netns exec rollover-a-vpc-0a nft -f -',
    ]);
  });

  test('for another guest is a namespace, a link, rules, and its routes', () => {
    const [one, two] = [networkInterface(pool, 10), networkInterface(pool, 11)];
    const other = [vpc([one, two], groups)];
    const stages = plan(region, other, wanted([vpc([one], groups)]), wanted(other));
    const eni = 'eni-00000000000000000'.slice(0, -2);
    expect(
      stages.map((stage) => stage.map(({ args, input }) => [args.join(' '), input.split('\n')])),
    ).toEqual([
      [['-batch -', [`netns add rollover-a-${eni}0b`, '']]],
      [
        [
          '-n rollover-a-vpc-0a -batch -',
          [
            `link add eni-0000000000b address 02:52:4f:00:00:02 type veth peer name host0 netns rollover-a-${eni}0b address 02:00:0a:00:01:0b`,
            'link set eni-0000000000b up',
            'neigh add 10.0.1.11 lladdr 02:00:0a:00:01:0b dev eni-0000000000b nud permanent',
            '',
          ],
        ],
        ['netns exec rollover-a-vpc-0a nft -f -', expect.arrayContaining(['table ip rollover {'])],
      ],
      [
        [
          `-n rollover-a-${eni}0b -batch -`,
          [
            `netns exec rollover-a-${eni}0b sysctl -eqw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1`,
            'link set lo up',
            'link set host0 up',
            'address add 10.0.1.11/32 dev host0',
            'route add default via 10.0.1.1 dev host0 onlink',
            '',
          ],
        ],
      ],
      [
        ['-n rollover-a-vpc-0a -batch -', ['route add 10.0.1.11 dev eni-0000000000b', '']],
        [
          '-batch -',
          ['route add 198.18.8.11 via 169.254.0.2 dev ro-a-39b5c onlink src 198.18.8.1', ''],
        ],
      ],
    ]);
  });
});

/** Ids of the guests that both have, in the same VPC. */
function staying(first: readonly NetworkVpc[], second: readonly NetworkVpc[]): string[] {
  const keys = (vpcs: readonly NetworkVpc[]) =>
    vpcs.flatMap(({ VpcId, interfaces }) =>
      interfaces
        .filter(({ isServiceManaged }: NetworkInterface) => !isServiceManaged)
        .map(({ NetworkInterfaceId }) => `${VpcId} ${NetworkInterfaceId}`),
    );
  const later = new Set(keys(second));
  return keys(first)
    .filter((key) => later.has(key))
    .map((key) => key.split(' ')[1] ?? '');
}
