const SECONDS_AN_HOUR = 3600;
/** US dollars for a GB-second on arm64, and for one request. Source: AWS Lambda's prices, us-east-1. */
const DOLLARS_A_GIGABYTE_SECOND = 0.0000133334;
const DOLLARS_A_REQUEST = 0.0000002;
/** The lower end is left to CloudWatch: most shares are near the upper one, and a fall of a percent is to be seen. */
const PERCENT = { max: 100 };
const AUDITS = ['auditArchive', 'auditLive', 'auditIncident'];

/**
 * A dashboard of the stage: what share of the spans is complete, by service, and of the traces; findings; how far behind
 * the audits are; what could not be read; messages to chat; and what the audits themselves cost.
 * @param {{ resolveVariable: (name: string) => Promise<string> }} framework
 */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const service = await resolveVariable('self:service');
  const memory = Number(await resolveVariable('param:memory'));
  const searched = (metric, statistic) => search(stage, ['Environment', 'Source'], metric, statistic);
  const widgets = [
    chart(
      'Complete spans by service, percent',
      [search(stage, ['Environment', 'Service', 'Source'], 'Completeness', 'Average')],
      PERCENT,
    ),
    chart('Complete traces by source, percent', [searched('Completeness', 'Average')], PERCENT),
    chart('Findings', [searched('FindingsError', 'Maximum'), searched('FindingsWarning', 'Maximum')]),
    chart('Judged and incomplete traces', [
      searched('JudgedTraces', 'Average'),
      searched('IncompleteTraces', 'Average'),
    ]),
    chart('Delay of the audits, seconds', [searched('AuditDelaySeconds', 'Maximum')]),
    chart('Objects that could not be read', [searched('UnreadableObjects', 'Maximum')]),
    chart('Seconds of a run', [searched('RunSeconds', 'Maximum')]),
    chart('Messages to chat', [
      search(stage, ['Chat', 'Environment'], 'NotificationsSent', 'Sum'),
      search(stage, ['Chat', 'Environment'], 'NotificationsFailed', 'Sum'),
    ]),
    chart('Cost of the audits, US dollars an hour', costs(`${service}-${stage}`, memory)),
  ];
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: `${service}-${stage}`,
          DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: widgets.map(place) }) },
        },
      },
    },
  };
};

/** @param axis its ends: nothing here is below 0 */
function chart(title, metrics, axis = { min: 0 }) {
  return {
    type: 'metric',
    width: 12,
    height: 6,
    properties: {
      title,
      metrics,
      view: 'timeSeries',
      region: '${AWS::Region}',
      period: SECONDS_AN_HOUR,
      yAxis: { left: { ...axis, showUnits: false } },
    },
  };
}

/** Two in a row. */
function place(widget, index) {
  return { ...widget, x: (index % 2) * widget.width, y: Math.floor(index / 2) * widget.height };
}

/** All metrics of that name with these dimensions, in this stage. */
function search(stage, dimensions, metric, statistic) {
  const where = `{"\${Namespace}",${dimensions.join(',')}} MetricName="${metric}" Environment="${stage}"`;
  return [{ expression: `SEARCH('${where}', '${statistic}', ${SECONDS_AN_HOUR})` }];
}

/** GB-seconds and requests of the functions, times their prices. */
function costs(prefix, memory) {
  const own = (id, metric, name) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    `${prefix}-${name}`,
    { id, stat: 'Sum', visible: false },
  ];
  const each = AUDITS.map((name, index) => ({ name, millis: `d${index}`, requests: `i${index}` }));
  const perSecond = (memory / 1024) * DOLLARS_A_GIGABYTE_SECOND;
  return each.flatMap(({ name, millis, requests }) => [
    own(millis, 'Duration', name),
    own(requests, 'Invocations', name),
    [
      {
        label: name,
        expression: `FILL(${millis},0)/1000*${perSecond.toPrecision(6)}+FILL(${requests},0)*${DOLLARS_A_REQUEST.toFixed(7)}`,
      },
    ],
  ]);
}
