import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf } from './testing/graphs.ts';

test('The dashboard shows traffic, latency, codes, fleet, load and releases', async () => {
  const graph = await loadGraph({ stack: 'blue' });
  const { dashboardName, dashboardBody } = inputsOf(graph, 'Dashboard');
  expect(dashboardName).toBe('rollover-blue');
  expect(graph.outputs.dashboardUrl).toBe(
    'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/rollover-blue',
  );

  const { widgets } = JSON.parse(dashboardBody);
  const [alarms, ...charts] = widgets;
  expect(alarms.properties.alarms).toHaveLength(11);
  expect(charts.map(({ properties }: Widget) => properties.title)).toEqual([
    'Requests',
    'Response time, s',
    'Answers',
    'Targets',
    'Fleet',
    'CPU and memory, %',
    'Log lines by release',
  ]);
  expect(charts[0].properties.metrics[0]).toEqual([
    'AWS/ApplicationELB',
    'RequestCount',
    'TargetGroup',
    'targetgroup/rollover',
    'LoadBalancer',
    'app/rollover',
    { stat: 'Sum' },
  ]);
  expect(charts.at(-1).properties.query).toMatch(/^SOURCE 'rollover' \|/);
});

test('Its widgets do not overlap, and fit its 24 columns', async () => {
  const { widgets } = JSON.parse(inputsOf(await loadGraph(), 'Dashboard').dashboardBody);
  const cells = widgets.flatMap(({ x, y, width, height }: Widget) =>
    Array.from(
      { length: width * height },
      (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`,
    ),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
});

type Widget = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title: string };
};
