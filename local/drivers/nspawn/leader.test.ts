import { expect, test } from 'vitest';
import { handles, initSignals } from './leader.ts';

/** Of a booted systemd 257, which reads its signals from a descriptor. */
const systemd = 'Name:\tsystemd\nSigBlk:\t7fe3c0fe28014a03\nSigIgn:\t0000000000001000\n';

test('A signal that is blocked or caught is taken, another is dropped', () => {
  expect(handles(systemd, initSignals.poweroff)).toBe(true);
  expect(handles(systemd, initSignals.reboot)).toBe(true);
  expect(handles('SigBlk:\t0000000000000000\nSigCgt:\t0000000000000002\n', 2)).toBe(true);
  expect(handles('SigBlk:\t0000000000000000\nSigCgt:\t0000000000000000\n', 2)).toBe(false);
});
