import { expect, test } from 'vitest';
import { ruleset } from './ruleset.ts';
import { group, networkInterface, tcp, vpc } from './testing/vpcs.ts';

test('The whole text, for two guests behind a load balancer', () => {
  const pool = '198.18.8.0/21';
  const interfaces = [
    networkInterface(pool, 10),
    networkInterface(pool, 11, { isPublic: false, metadataHopLimit: 2 }),
    networkInterface(pool, 250, { isServiceManaged: true, GroupIds: ['sg-balancer'] }),
  ];
  const groups = [
    group('sg-web', [tcp(80, { GroupId: 'sg-balancer' }), tcp(22, { CidrIp: '10.0.0.0/16' })]),
    group('sg-balancer', [], [tcp(80, { GroupId: 'sg-web' })]),
  ];
  const text = ruleset(vpc(interfaces, groups), '198.18.8.1', { metadata: 8001, api: 8002 });
  expect(text).toBe(`table ip rollover {
  set guest-sources {
    type ifname . ipv4_addr
    elements = {
      "eni-0000000000a" . 10.0.1.10,
      "eni-0000000000b" . 10.0.1.11,
    }
  }

  set host-sources {
    type ipv4_addr
    elements = {
      198.18.8.1,
      198.18.8.250,
    }
  }

  map guests {
    type ipv4_addr : ipv4_addr
    elements = {
      198.18.8.10 : 10.0.1.10,
      198.18.8.11 : 10.0.1.11,
    }
  }

  map public-guests {
    type ipv4_addr : ipv4_addr
    elements = {
      198.18.8.10 : 10.0.1.10,
    }
  }

  map host-addresses {
    type ipv4_addr : ipv4_addr
    elements = {
      10.0.1.10 : 198.18.8.10,
      10.0.1.11 : 198.18.8.11,
    }
  }

  map service-managed {
    type ipv4_addr : ipv4_addr
    elements = {
      198.18.8.250 : 10.0.1.250,
    }
  }

  map service-managed-on-host {
    type ipv4_addr : ipv4_addr
    elements = {
      10.0.1.250 : 198.18.8.250,
    }
  }

  set sg-balancer {
    type ipv4_addr
    elements = {
      10.0.1.250,
    }
  }

  set sg-web {
    type ipv4_addr
    elements = {
      10.0.1.10,
      10.0.1.11,
    }
  }

  chain ingress-1 {
    ip saddr @sg-balancer tcp dport 80 accept
    ip saddr 10.0.0.0/16 tcp dport 22 accept
    drop
  }

  chain egress-1 {
    return
    drop
  }

  chain ingress-2 {
    drop
  }

  chain egress-2 {
    ip daddr @sg-web tcp dport 80 return
    drop
  }

  map egress {
    type ipv4_addr : verdict
    elements = {
      10.0.1.10 : jump egress-1,
      10.0.1.11 : jump egress-1,
      10.0.1.250 : jump egress-2,
    }
  }

  map ingress {
    type ipv4_addr : verdict
    elements = {
      10.0.1.10 : goto ingress-1,
      10.0.1.11 : goto ingress-1,
    }
  }

  chain sources {
    type filter hook prerouting priority raw; policy accept;
    iifname != "uplink" iifname . ip saddr != @guest-sources drop
    iifname "uplink" ip saddr != @host-sources drop
    iifname "uplink" ip saddr set ip saddr map @service-managed
  }

  chain leaving {
    type filter hook prerouting priority mangle; policy accept;
    ip daddr 169.254.169.254 tcp doff 8 ct mark set @th,256,32 map { 0x50555420 : 1, 0x47455420 : 0 }
    ip daddr 169.254.169.254 tcp doff 5 ct mark set @th,160,32 map { 0x50555420 : 1, 0x47455420 : 0 }
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname "uplink" accept
    ip daddr 169.254.169.254 accept
    ip saddr vmap @egress
  }

  chain to-private {
    type nat hook prerouting priority dstnat; policy accept;
    iifname != "uplink" ip daddr 169.254.169.254 tcp dport 80 dnat to 198.18.8.1:8001
    iifname != "uplink" ip daddr 169.254.169.253 tcp dport 443 dnat to 198.18.8.1:8002
    iifname "uplink" ip saddr 198.18.8.1 dnat to ip daddr map @public-guests
    iifname "uplink" ip saddr != 198.18.8.1 dnat to ip daddr map @guests
  }

  chain forwarding {
    type filter hook forward priority filter; policy accept;
    ct direction reply ct mark 1 ct original ip daddr 169.254.169.254 ip daddr { 10.0.1.10 } ip ttl set 1
    ct direction reply ct mark 1 ct original ip daddr 169.254.169.254 ip daddr { 10.0.1.11 } ip ttl set 2
    ct state established,related accept
    oifname "uplink" ct original ip daddr { 169.254.169.253, 169.254.169.254 } accept
    iifname "uplink" ip saddr vmap @egress
    ip daddr vmap @ingress
    reject with icmp type net-prohibited
  }

  chain to-host {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "uplink" snat to ip saddr map @host-addresses
  }

  chain to-service-managed {
    type filter hook postrouting priority 300; policy accept;
    oifname "uplink" ip daddr set ip daddr map @service-managed-on-host
  }

  chain router {
    type filter hook input priority filter; policy accept;
    drop
  }
}
`);
});

test('A VPC without interfaces has rules, too: everything is refused', () => {
  const text = ruleset(vpc([], []), '198.18.8.1', { metadata: 8001, api: 8002 });
  expect(text).not.toContain('elements = {\n    }');
  expect(text).toContain('reject with icmp type net-prohibited');
});
