import { expect, test } from 'vitest';
import { replacement } from './replacement.ts';

const first = `table ip rollover {
  set sg-old {
    type ipv4_addr
    elements = {
      10.0.0.1,
    }
  }

  chain ingress-1 {
    ip saddr @sg-old accept
    drop
  }

  chain forwarding {
    type filter hook forward priority filter; policy accept;
    drop
  }
}
`;
const second = `table ip rollover {
  set sg-new {
    type ipv4_addr
  }

  chain ingress-1 {
    drop
  }

  chain forwarding {
    type filter hook forward priority filter; policy accept;
    accept
  }
}
`;

test('What stays is emptied and filled, what is new declared, what is gone deleted', () => {
  expect(replacement(first, second)).toBe(`table ip rollover {
  set sg-new {
    type ipv4_addr
  }
  chain ingress-1 {
  }
  chain forwarding {
    type filter hook forward priority filter; policy accept;
  }
}
flush table ip rollover
flush set ip rollover sg-new
${second}delete set ip rollover sg-old
`);
});

test('Where nothing is known of what was there, nothing is deleted', () => {
  expect(replacement(undefined, second)).not.toContain('delete');
});
