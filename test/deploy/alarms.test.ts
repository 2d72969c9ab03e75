import { z } from 'zod';
import { ServiceFolder } from './service';
import { type Resource, resourcesOf } from './template';

const alarmSchema = z.object({
  MetricName: z.string(),
  Namespace: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.string(),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number(),
  Threshold: z.coerce.number(),
  ComparisonOperator: z.string(),
  TreatMissingData: z.string(),
  AlarmActions: z.array(z.string()),
  OKActions: z.array(z.string()),
});

const widgetsSchema = z.object({
  widgets: z.array(
    z.object({
      x: z.number(),
      y: z.number(),
      properties: z.object({
        title: z.string(),
        region: z.string(),
        metrics: z.array(z.json()),
        yAxis: z.object({ left: z.json() }),
      }),
    }),
  ),
});

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
};

/** `Statistic of metric{dimensions} in namespace over data of periods x seconds operator threshold, missing ...`. */
function lineOf({ properties }: Resource): string {
  const alarm = alarmSchema.parse(properties);
  const dimensions = alarm.Dimensions.map(({ Value }) => Value).join(', ');
  const periods = `${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods} x ${alarm.Period} s`;
  const operator = OPERATORS[alarm.ComparisonOperator];
  return `${alarm.Namespace} ${alarm.MetricName}{${dimensions}} ${alarm.Statistic} ${operator} ${alarm.Threshold}, ${periods}, missing: ${alarm.TreatMissingData}`;
}

async function packaged(params: Readonly<Record<string, string>>): Promise<Resource[]> {
  const folder = new ServiceFolder({ stage: 'prod', params });
  try {
    await folder.package();
    return resourcesOf(folder.template);
  } finally {
    folder.remove();
  }
}

const alarmsOf = (resources: readonly Resource[]) =>
  resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');

const HOURS = '1 of 3 x 3600 s, missing: notBreaching';
const QUARTERS = '1 of 4 x 900 s, missing: notBreaching';
const MACHINERY = {
  AuditArchiveFailing:
    'AWS/Lambda Errors{<AuditArchiveLambdaFunction>} Sum >= 1, 1 of 1 x 3600 s, missing: notBreaching',
  AuditLiveFailing:
    'AWS/Lambda Errors{<AuditLiveLambdaFunction>} Sum >= 1, 1 of 1 x 3600 s, missing: notBreaching',
  AlertFailing: 'AWS/Lambda Errors{<AlertLambdaFunction>} Sum >= 1, 1 of 1 x 3600 s, missing: notBreaching',
  FailedEventsWaiting:
    'AWS/SQS ApproximateNumberOfMessagesVisible{<FailedEvents.QueueName>} Maximum >= 1, 1 of 1 x 300 s, missing: notBreaching',
};
const ARCHIVE = {
  ArchiveFindings: `Tracewarden FindingsError{prod, archive} Maximum >= 1, ${HOURS}`,
  ArchiveIncomplete: `Tracewarden Completeness{prod, archive} Average < 98, ${HOURS}`,
  ArchiveSilent:
    'Tracewarden AuditedWindows{prod, archive} SampleCount < 1, 4 of 4 x 3600 s, missing: breaching',
  ArchiveLate: `Tracewarden AuditDelaySeconds{prod, archive} Maximum > 10800, ${HOURS}`,
  ArchiveWindowsFailing: `Tracewarden FailedWindows{prod, archive} Maximum >= 1, ${HOURS}`,
};
const LIVE = {
  LiveFindings: `Tracewarden FindingsError{prod, live} Maximum >= 1, ${QUARTERS}`,
  LiveIncomplete: `Tracewarden Completeness{prod, live} Average < 99, ${QUARTERS}`,
  LiveSilent: 'Tracewarden AuditedWindows{prod, live} SampleCount < 1, 5 of 5 x 900 s, missing: breaching',
  LiveLate: `Tracewarden AuditDelaySeconds{prod, live} Maximum > 3600, ${QUARTERS}`,
  LiveWindowsFailing: `Tracewarden FailedWindows{prod, live} Maximum >= 1, ${QUARTERS}`,
};

describe.each([
  ['an archive', { archiveBucket: 'traces', completenessBelow: '98' }, { ...ARCHIVE, ...MACHINERY }],
  ['a Tempo', { tempoUrl: 'https://tempo.example.org' }, { ...LIVE, ...MACHINERY }],
])('a stage with %s', (_, params, expected) => {
  let resources: Resource[];
  beforeAll(async () => {
    resources = await packaged(params);
  });

  test('has these alarms and no others', () => {
    const lines = Object.fromEntries(alarmsOf(resources).map((alarm) => [alarm.name, lineOf(alarm)]));
    expect(lines).toEqual(expected);
  });

  test('tells the topic of all of them, and when they are over', () => {
    for (const { properties } of alarmsOf(resources)) {
      const { AlarmActions, OKActions } = alarmSchema.parse(properties);
      expect([AlarmActions, OKActions]).toEqual([['<AuditTopic>'], ['<AuditTopic>']]);
    }
  });

  test('has a dashboard, two charts in a row', () => {
    const body = resources.find(({ name }) => name === 'Dashboard')?.properties['DashboardBody'];
    const { widgets } = widgetsSchema.parse(JSON.parse(z.string().parse(body)));
    expect(widgets.map(({ x, y, properties }) => [x, y, properties.title])).toEqual([
      [0, 0, 'Complete spans by service, percent'],
      [12, 0, 'Complete traces by source, percent'],
      [0, 6, 'Findings'],
      [12, 6, 'Judged and incomplete traces'],
      [0, 12, 'Delay of the audits, seconds'],
      [12, 12, 'Objects that could not be read'],
      [0, 18, 'Seconds of a run'],
      [12, 18, 'Messages to chat'],
      [0, 24, 'Cost of the audits, US dollars an hour'],
    ]);
    // The unit is in the title; shares end at 100, and everything else begins at 0.
    expect(widgets.map(({ properties }) => properties.yAxis.left)).toEqual([
      ...[1, 2].map(() => ({ max: 100, showUnits: false })),
      ...[3, 4, 5, 6, 7, 8, 9].map(() => ({ min: 0, showUnits: false })),
    ]);
    expect(widgets[0]?.properties.metrics).toEqual([
      [
        {
          expression:
            'SEARCH(\'{"Tracewarden",Environment,Service,Source} MetricName="Completeness" Environment="prod"\', \'Average\', 3600)',
        },
      ],
    ]);
    expect(widgets[7]?.properties.metrics).toEqual(
      ['NotificationsSent', 'NotificationsFailed'].map((name) => [
        {
          expression: `SEARCH('{"Tracewarden",Chat,Environment} MetricName="${name}" Environment="prod"', 'Sum', 3600)`,
        },
      ]),
    );
    // 1,769 MB are 1.72754 GB, at $0.0000133334 a GB-second.
    expect(widgets[8]?.properties.metrics[2]).toEqual([
      { label: 'auditArchive', expression: 'FILL(d0,0)/1000*0.0000230340+FILL(i0,0)*0.0000002' },
    ]);
  });
});
