// Changes of alarms, with what follows from them: the history, and the actions of a new state.

import type { AlarmHistoryItem, StateValue } from '@aws-sdk/client-cloudwatch';
import { alarmNotification } from './alarmNotification.ts';
import { type AlarmRow, cloudWatchTables } from './cloudWatch.ts';
import { publishMessage, snsTables } from './sns.ts';
import type { Store } from './store.ts';

export type NewState = {
  readonly StateValue: StateValue;
  readonly StateReason: string;
  /** JSON. */
  readonly StateReasonData?: string | undefined;
};

/** Of all alarms together; AWS keeps 30 days of it. */
const keptHistory = 5000;

/**
 * Sets the state of an alarm. One that is another than before is told by the history, and its actions
 * are run: topics get a message, Auto Scaling reads the states of alarms itself.
 */
export function changeAlarmState(store: Store, row: AlarmRow, state: NewState, now: Date): void {
  const { alarms } = cloudWatchTables(store);
  const { StateReasonData: _, ...before } = row;
  const isChanged = state.StateValue !== row.StateValue;
  const { StateReasonData } = state;
  const after: AlarmRow = {
    ...before,
    StateValue: state.StateValue,
    StateReason: state.StateReason,
    ...(StateReasonData !== undefined && { StateReasonData }),
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: isChanged ? now : row.StateTransitionedTimestamp,
  };
  alarms.put(row.AlarmName, after);
  if (!isChanged) return;
  noteHistory(store, row.AlarmName, now, {
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${row.StateValue} to ${state.StateValue}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: stateData(row),
      newState: stateData(after),
    }),
  });
  if (!row.ActionsEnabled) return;
  for (const action of actionsOf(after)) runAction(store, action, row.StateValue, after, now);
}

/** Writes an item of an alarm's history. */
export function noteHistory(
  store: Store,
  AlarmName: string,
  Timestamp: Date,
  item: Pick<AlarmHistoryItem, 'HistoryItemType' | 'HistorySummary' | 'HistoryData'>,
): void {
  const { alarmHistory } = cloudWatchTables(store);
  const items = alarmHistory.list();
  const id = String(Number(items.at(-1)?.id ?? 0) + 1);
  alarmHistory.put(id, { id, AlarmName, AlarmType: 'MetricAlarm', Timestamp, ...item });
  for (const old of items.slice(0, Math.max(0, items.length + 1 - keptHistory))) {
    alarmHistory.delete(old.id);
  }
}

function actionsOf(row: AlarmRow): readonly string[] {
  switch (row.StateValue) {
    case 'ALARM':
      return row.AlarmActions;
    case 'OK':
      return row.OKActions;
    default:
      return row.InsufficientDataActions;
  }
}

function runAction(
  store: Store,
  action: string,
  before: StateValue,
  row: AlarmRow,
  now: Date,
): void {
  const isTopic = action.startsWith('arn:aws:sns:');
  const { Subject, Message } = alarmNotification(row, before);
  const isMissing = isTopic && !snsTables(store).topics.get(action);
  if (isTopic && !isMissing) publishMessage(store, { TopicArn: action, Subject, Message }, now);
  noteHistory(store, row.AlarmName, now, {
    HistoryItemType: 'Action',
    HistorySummary: isMissing
      ? `Failed to execute action ${action}. Received error: "Topic does not exist"`
      : `Successfully executed action ${action}`,
    HistoryData: JSON.stringify({
      actionState: isMissing ? 'Failed' : 'Succeeded',
      stateUpdateTimestamp: now.getTime(),
      notificationResource: action,
      ...(isMissing && { error: 'Topic does not exist' }),
      ...(isTopic && !isMissing && { publishedMessage: Message }),
    }),
  });
}

function stateData({ StateValue, StateReason, StateReasonData }: AlarmRow) {
  return {
    stateValue: StateValue,
    stateReason: StateReason,
    ...(StateReasonData !== undefined && { stateReasonData: JSON.parse(StateReasonData) }),
  };
}
