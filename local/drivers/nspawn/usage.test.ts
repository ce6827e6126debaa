import { expect, test } from 'vitest';
import { trafficOf } from './usage.ts';

test('What passed a guest’s interface is read off the kernel’s table', () => {
  const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     504       6    0    0    0     0          0         0      504       6    0    0    0     0       0          0
 host0: 1054368   10041    0    0    0     0          0         0  2096345   10237    0    0    0     0       0          0
`;
  expect(trafficOf(table)).toEqual({ receivedBytes: 1054368, sentBytes: 2096345 });
  expect(trafficOf('')).toEqual({ receivedBytes: undefined, sentBytes: undefined });
});
