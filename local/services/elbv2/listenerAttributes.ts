// Reads and changes the attributes of listeners.

import { elbv2Tables } from '../../store/elbv2.ts';
import { shownAttributes, withAttributes } from './attributes.ts';
import { kinds } from './errors.ts';
import { listenerAttributes } from './listenerAttributeTable.ts';
import { byArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';

export const listenerAttributeOperations: Elbv2Operations = {
  ModifyListenerAttributes({ ListenerArn, Attributes }, { store }) {
    const { listeners } = elbv2Tables(store);
    const row = byArn(listeners, kinds.listener, ListenerArn);
    const attributes = withAttributes('Listener', listenerAttributes, row.attributes, Attributes);
    listeners.put(row.ListenerArn, { ...row, attributes });
    return { Attributes: shownAttributes(listenerAttributes, attributes) };
  },

  DescribeListenerAttributes({ ListenerArn }, { store }) {
    const row = byArn(elbv2Tables(store).listeners, kinds.listener, ListenerArn);
    return { Attributes: shownAttributes(listenerAttributes, row.attributes) };
  },
};
