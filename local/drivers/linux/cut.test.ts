import { expect, test } from 'vitest';
import { cutRules } from './cut.ts';

test('What comes from the link and what goes to it is dropped', () => {
  expect(cutRules('eni-01')).toBe(`table inet cut-eni-01 {
  chain from {
    type filter hook prerouting priority -350; policy accept;
    iifname "eni-01" drop
  }
  chain to {
    type filter hook postrouting priority 350; policy accept;
    oifname "eni-01" drop
  }
}
`);
});
