import { expect, test } from 'vitest';
import {
  boolean,
  decimal,
  type Form,
  integer,
  oneOf,
  privateNetwork,
  someOf,
  text,
} from './forms.ts';

const alarms = someOf(['a', 'b']);

test.each<[string, Form<unknown>, string, unknown]>([
  ['integer', integer(0, 10), '10', 10],
  ['integer', integer(0, 10), '11', undefined],
  ['integer', integer(0, 10), '-1', undefined],
  ['integer', integer(0, 10), '1.0', undefined],
  ['integer', integer(0, 10), '', undefined],
  ['integer', integer(0, 10), '0x1', undefined],
  ['decimal', decimal(0.1, 60), '0.5', 0.5],
  ['decimal', decimal(0.1, 60), '60', 60],
  ['decimal', decimal(0.1, 60), '.5', undefined],
  ['decimal', decimal(0.1, 60), '1e1', undefined],
  ['decimal', decimal(0.1, 60), '0.05', undefined],
  ['boolean', boolean, 'false', false],
  ['boolean', boolean, 'yes', undefined],
  ['boolean', boolean, 'toString', undefined],
  ['oneOf', oneOf([1, 30]), '30', 30],
  ['oneOf', oneOf([1, 30]), '030', undefined],
  ['someOf', alarms, 'b, a', ['b', 'a']],
  ['someOf', alarms, 'none', []],
  ['someOf', alarms, 'a,a', undefined],
  ['someOf', alarms, 'a,c', undefined],
  ['someOf', alarms, '', undefined],
  ['text', text('a letter', /^[a-z]$/), 'x', 'x'],
  ['text', text('a letter', /^[a-z]$/), 'xy', undefined],
  ['privateNetwork', privateNetwork, '10.0.0.0/16', '10.0.0.0/16'],
  ['privateNetwork', privateNetwork, '172.31.252.0/22', '172.31.252.0/22'],
  ['privateNetwork', privateNetwork, '192.168.128.0/17', '192.168.128.0/17'],
  ['privateNetwork', privateNetwork, '192.168.64.0/17', undefined],
  ['privateNetwork', privateNetwork, '10.0.0.1/16', undefined],
  ['privateNetwork', privateNetwork, '10.0.0.0/15', undefined],
  ['privateNetwork', privateNetwork, '10.0.0.0/23', undefined],
  ['privateNetwork', privateNetwork, '172.32.0.0/16', undefined],
  ['privateNetwork', privateNetwork, '8.8.0.0/16', undefined],
  ['privateNetwork', privateNetwork, '10.256.0.0/16', undefined],
  ['privateNetwork', privateNetwork, '10.0.0.0', undefined],
])('%s: %o of %j is %j', (_, form, value, expected) => {
  expect(form.parse(value)).toEqual(expected);
});
