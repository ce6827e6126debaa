// Alarms: made, changed, set, switched, deleted. Their states follow their metrics in
// local/controllers/alarms/.

import { changeAlarmState, noteHistory } from '../../store/alarmStates.ts';
import { type AlarmRow, cloudWatchTables } from '../../store/cloudWatch.ts';
import type { Context } from '../shared/context.ts';
import { alarmSettings } from './alarmSettings.ts';
import { alarmArn } from './arns.ts';
import { invalidFormat, resourceNotFound } from './errors.ts';
import type { CloudWatchOperations } from './service.ts';
import { mergeTags } from './tags.ts';

export const alarmOperations: CloudWatchOperations = {
  /** Of an alarm that exists, the state and the tags stay. */
  PutMetricAlarm(input, context) {
    const { alarms } = cloudWatchTables(context.store);
    const settings = alarmSettings(input);
    const now = context.now();
    const { AlarmName } = settings;
    const existing = alarms.get(AlarmName);
    const row: AlarmRow = {
      ...settings,
      AlarmArn: alarmArn(context, AlarmName),
      AlarmConfigurationUpdatedTimestamp: now,
      ...(existing ? stateOf(existing) : initialState(now)),
      Tags: existing?.Tags ?? mergeTags([], input.Tags),
    };
    alarms.put(AlarmName, row);
    noteConfiguration(context, row, existing ? 'Update' : 'Create');
    return {};
  },

  DeleteAlarms({ AlarmNames = [] }, context) {
    const { alarms } = cloudWatchTables(context.store);
    for (const row of rowsOf(context, AlarmNames)) {
      alarms.delete(row.AlarmName);
      noteConfiguration(context, row, 'Delete');
    }
    return {};
  },

  /** The state lasts until the alarm is evaluated again. */
  SetAlarmState({ AlarmName = '', StateValue, StateReason = '', StateReasonData }, context) {
    const row = cloudWatchTables(context.store).alarms.get(AlarmName);
    if (!row || StateValue === undefined) throw resourceNotFound();
    if (StateReasonData !== undefined && !isJson(StateReasonData)) {
      throw invalidFormat('StateReasonData is not a valid JSON string');
    }
    const state = { StateValue, StateReason, StateReasonData };
    changeAlarmState(context.store, row, state, context.now());
    return {};
  },

  EnableAlarmActions({ AlarmNames = [] }, context) {
    switchActions(context, AlarmNames, true);
    return {};
  },

  DisableAlarmActions({ AlarmNames = [] }, context) {
    switchActions(context, AlarmNames, false);
    return {};
  },
};

function initialState(now: Date) {
  return {
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: now,
  } as const;
}

function stateOf(row: AlarmRow) {
  const { StateValue, StateReason, StateReasonData } = row;
  const { StateUpdatedTimestamp, StateTransitionedTimestamp } = row;
  return {
    StateValue,
    StateReason,
    ...(StateReasonData !== undefined && { StateReasonData }),
    StateUpdatedTimestamp,
    StateTransitionedTimestamp,
  };
}

function switchActions(
  context: Context,
  AlarmNames: readonly string[],
  ActionsEnabled: boolean,
): void {
  const { alarms } = cloudWatchTables(context.store);
  for (const row of rowsOf(context, AlarmNames)) {
    if (row.ActionsEnabled === ActionsEnabled) continue;
    const changed = { ...row, ActionsEnabled };
    alarms.put(row.AlarmName, changed);
    noteConfiguration(context, changed, 'Update');
  }
}

/** @throws AwsError `ResourceNotFound` where one of them is not there */
function rowsOf({ store }: Context, AlarmNames: readonly string[]): AlarmRow[] {
  const { alarms } = cloudWatchTables(store);
  const missing = AlarmNames.filter((name) => !alarms.get(name));
  if (missing.length > 0) throw resourceNotFound(`Alarms not found: ${missing.join(', ')}`);
  return [...new Set(AlarmNames)].flatMap((name) => alarms.get(name) ?? []);
}

function noteConfiguration(
  { store, now }: Context,
  row: AlarmRow,
  type: 'Create' | 'Update' | 'Delete',
): void {
  const done = `${type.toLowerCase()}d`;
  noteHistory(store, row.AlarmName, now(), {
    HistoryItemType: 'ConfigurationUpdate',
    HistorySummary: `Alarm "${row.AlarmName}" ${done}`,
    HistoryData: JSON.stringify({ version: '1.0', type, [`${done}Alarm`]: row }),
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
