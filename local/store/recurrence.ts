// Recurrences of scheduled actions: five fields of cron (minute, hour, day of month, month, day of week),
// in UTC. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html

export type Recurrence = {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Where both days are limited, either of them is enough. */
  readonly isEitherDay: boolean;
};

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');
const dayMilliseconds = 24 * 60 * 60 * 1000;
/** The 29th of February may be eight years away. */
const maxDays = 8 * 366 + 1;

/** @returns undefined for a text that is no recurrence */
export function parseRecurrence(text: string): Recurrence | undefined {
  const fields = text.trim().toUpperCase().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) return undefined;
  const minutes = valuesOf(minute, 0, 59);
  const hours = valuesOf(hour, 0, 23);
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(named(month, monthNames, 1), 1, 12);
  const weekdays = valuesOf(named(weekday, weekdayNames, 0), 0, 7);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  // 7 is Sunday, too.
  if (weekdays.has(7)) weekdays.add(0);
  const isEitherDay = !day.startsWith('*') && !weekday.startsWith('*');
  return { minutes, hours, days, months, weekdays, isEitherDay };
}

/** The first time after that one; undefined where there is none, such as on the 30th of February. */
export function nextOccurrence(recurrence: Recurrence, after: Date): Date | undefined {
  const first = Math.floor(after.getTime() / dayMilliseconds) * dayMilliseconds;
  for (let index = 0; index < maxDays; index++) {
    const day = new Date(first + index * dayMilliseconds);
    if (!isDayOf(recurrence, day)) continue;
    const time = timesOf(recurrence, day).find((each) => each > after.getTime());
    if (time !== undefined) return new Date(time);
  }
  return undefined;
}

function isDayOf({ days, months, weekdays, isEitherDay }: Recurrence, day: Date): boolean {
  if (!months.has(day.getUTCMonth() + 1)) return false;
  const isDay = days.has(day.getUTCDate());
  const isWeekday = weekdays.has(day.getUTCDay());
  return isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}

function timesOf({ hours, minutes }: Recurrence, day: Date): number[] {
  const inOrder = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b);
  return inOrder(hours).flatMap((hour) =>
    inOrder(minutes).map((minute) => day.getTime() + (hour * 60 + minute) * 60_000),
  );
}

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Z]+/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + first);
  });
}

/** Of `*`, `5`, `1-5`, each perhaps with a step such as in `0-59/10`, and lists of these. */
function valuesOf(field: string, min: number, max: number): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return undefined;
    const [, from, to, every] = match;
    const step = Number(every ?? 1);
    const start = from === undefined ? min : Number(from);
    const single = every === undefined ? start : max;
    const end = from === undefined ? max : to === undefined ? single : Number(to);
    if (start < min || end > max || start > end || step < 1) return undefined;
    for (let value = start; value <= end; value += step) values.add(value);
  }
  return values;
}
