import type { CheckTexts, Texts } from './texts';

/** Every text of a message in English. */
export const EN: Texts = {
  title: {
    new: '{what}, new since {since}',
    worse: '{what}, worse than {before} before',
    better: '{what}, better than {before} before',
    ongoing: '{what}, unchanged since {since}',
    raised: '{what}, now an error',
    unseen: '{what}, without data in this window',
    forgotten: 'No longer seen: {label} at {subject}',
    resolved: 'Resolved: {label} at {subject}',
    found: '{what}',
    allResolved: 'Resolved: all {count} findings in {source}',
    ok: 'No fault found in {source}',
    unknown: 'Unknown: nobody can tell whether {source} loses spans',
    failed: 'Audit failed: {source} was not judged',
    'not-audited': 'Not audited: a part of {source} will not be judged',
    seeing: 'Judged again: traces in {source}',
    test: 'Test message from tracewarden',
  },
  change: {
    new: 'new since {since}',
    worse: 'worse, was {before}',
    better: 'better, was {before}',
    ongoing: 'since {since}',
    raised: 'now an error, since {since}',
    unseen: 'no data in this window, open since {since}',
    forgotten: 'no data for {days} days, which is no recovery; not followed any more',
    resolved: 'resolved, lasted since {since}',
    found: '',
  },
  finding: {
    any: '{subject} {title}: {rate} of {unit} {interval}',
    heading: '{what} - {note}',
    gone: '{subject}: {label}',
    list: ', ',
    facts: ' · ',
    numbers: '{failing} of {applicable} {unit}',
    exempt: '{exempt} more are exempt',
    blameOwn: 'caused by {blame} itself',
    blameInferred: 'probably caused by {blame} (inferred)',
    blameUnknown: 'nobody can be named',
    edge: '{from} calling {to}',
    traces: 'Traces: {traces}',
    action: 'What to do: {action}',
    cause: 'Probable cause ({probability}): {title}',
    evidence: 'Evidence: {evidence}',
    setting: 'Setting to change: {setting}',
    resolved: 'The last rate told was {before}.',
  },
  number: { percent: '{digits} %', interval: '({low}-{high} %)', rate: '{percent} {interval}' },
  unit: { span: 'spans', trace: 'traces', call: 'calls', exemption: 'exemptions' },
  summary: {
    place: '{environment} · {source} · {window}',
    counts: 'Findings: {counts}',
    count: {
      new: '{n} new',
      worse: '{n} worse',
      better: '{n} better',
      ongoing: '{n} ongoing',
      raised: '{n} raised',
      unseen: '{n} without data',
      forgotten: '{n} no longer seen',
      resolved: '{n} resolved',
      found: '{n}',
    },
    judged: 'Judged on {traces} traces; {incomplete} incomplete ({share})',
    sampled: ', a sample of {share}',
    nothingJudged: 'No trace was judged.',
    nothingJudgedBecause: 'No trace was judged: {because}.',
    because: {
      'nothing-stored': 'nothing at all is stored in this place; it is new, or another one is meant',
      'no-object': 'nothing was found for this window',
      unreadable: 'none of the objects could be read ({count})',
      'no-span': 'there is no span in the objects that were read ({count})',
      'not-sampled': 'none of them fell into the sample ({count} seen)',
      'not-found': 'none of those asked for was found in this window ({count})',
      'outside-window': 'all that were read began outside the window ({count})',
      unsettled: 'all that were read are unsettled, cut off or damaged ({count})',
      'no-service': 'none has a span of the services that are to be reported ({count})',
    },
    partlyRead: 'No fault in {traces} judged traces, but not all input could be read.',
    noData:
      'No data is no sign of health: the traces may be fine, broken or missing. Earlier findings stay open.',
    failed:
      'The window was tried several times and given up; later windows are audited as usual. Earlier findings stay open.',
    'not-audited': 'The audit was down for longer than it may catch up on. Nobody will judge these traces.',
    seeing: 'Audits see traces again; they could not since {since}.',
    reason: 'Reason: {reason}',
    unknownAction:
      'What to do: see whether traces still arrive at the source, whether the audit may read it, and look into the log of the audit.',
    baseline: 'Compared with {window}: {counts}',
    baselineSame: 'Compared with {window}: nothing is new or worse.',
    baselineUnknown: 'Compared with {window}, of which nothing could be judged.',
  },
  notes: {
    more: 'and {count} more',
    problem: 'Not read: {problem}',
    moreProblems: 'Not read either: {count} more',
    report: 'Full report',
    alarm: 'The alarm in CloudWatch',
    test: 'This chat is set up. Nothing is wrong, and nothing is to be done.',
  },
  alarm: {
    ALARM: 'Alarm: {name}',
    OK: 'Alarm over: {name}',
    INSUFFICIENT_DATA: 'Unknown: {name} has no data',
    place: '{environment} · CloudWatch · {time}',
    about: 'What it watches: {description}',
    reason: 'Reason: {reason}',
    missing: 'Missing data is no sign of health: the audit itself may not be running.',
  },
};

/** What checks find, in English: to be read by whoever is on call. Checks that are not here speak for themselves. */
export const EN_CHECKS: CheckTexts = {
  'orphan-span': {
    says: '{blamed} loses {rate} of spans {interval}',
    label: 'lost spans',
    action:
      'look for a full span queue (OTEL_BSP_MAX_QUEUE_SIZE), exits without shutdown(), and failed exports.',
  },
  'missing-root': {
    says: '{subject} loses the root of {rate} of traces {interval}',
    label: 'lost root spans',
    action:
      'call shutdown() or forceFlush() before the process exits or freezes, then look at the span queue of the entry service.',
  },
  'multiple-roots': {
    says: '{subject} begins a second root in {rate} of traces {interval}',
    label: 'second roots',
    action: 'take over the span ID with the trace ID, or begin a trace of its own with a link.',
  },
  'client-without-server': {
    says: '{subject}: {rate} of calls have no server span {interval}',
    label: 'calls without a server span',
    action:
      'give both sides the same OTEL_PROPAGATORS and the callee a parent-based sampler, then look for lost spans at the callee.',
  },
  'consumer-without-link': {
    says: '{subject} consumes {rate} of messages without a link to the producer {interval}',
    label: 'messages without a link',
    action:
      'see that the producer injects the context, the broker lets headers through, and the consumer passes links.',
  },
  'root-is-client': {
    says: '{subject} begins {rate} of traces with an outgoing call {interval}',
    label: 'traces that begin with a call',
    action: 'find the thread pool, timer or callback that drops the context, and wrap it.',
  },
  'single-span-trace-share': {
    says: '{subject}: {rate} of traces hold a single span {interval}',
    label: 'traces of a single span',
    action: 'see whether callers send the context, and whether the clients of this service are instrumented.',
  },
  'phantom-parent': {
    says: '{subject} is entered through parents that nobody sends: {rate} of spans {interval}',
    label: 'parents that nobody sends',
    action: 'let the gateway in front send its spans as well, or keep it from making traceparent up.',
  },
  'missing-service-name': {
    says: '{subject} sends {rate} of spans without a service name {interval}',
    label: 'spans without a service name',
    action: 'set OTEL_SERVICE_NAME in the deployment.',
  },
  'duplicate-span': {
    says: '{subject} shares span IDs between different spans: {rate} {interval}',
    label: 'shared span IDs',
    action:
      'look for an ID generator that is seeded alike in every process, restored snapshots, and double exports.',
  },
  'parent-cycle': {
    says: '{subject} has spans that are their own ancestors: {rate} {interval}',
    label: 'circles of parents',
    action: 'look at what rewrites span and parent IDs: bridges, Collector transforms, redaction.',
  },
  'invalid-id': {
    says: '{subject} sends invalid IDs in {rate} of spans {interval}',
    label: 'invalid IDs',
    action:
      'find the exporter or converter that writes the IDs: bytes as text, base64 for hex, columns that are too short.',
  },
  'truncated-trace-id': {
    says: '{subject}: the trace ID of {rate} of traces was cut to 64 bits {interval}',
    label: 'trace IDs cut to 64 bits',
    action: 'set OTEL_PROPAGATORS=tracecontext,baggage on both sides of the hop, or switch 128-bit IDs on.',
  },
  'child-outside-parent': {
    says: '{subject} has {rate} of spans outside the time of their parent {interval}',
    label: 'spans outside the time of their parent',
    action:
      'do not pass times to startSpan() by hand; start work that outlives its request from the root context, with a link.',
  },
  'clock-skew': {
    says: "{subject}: the clock differs from the caller's in {rate} of calls {interval}",
    label: 'clocks that differ',
    action: 'see that chrony or ntpd runs and is synchronised on both hosts.',
  },
  'negative-duration': {
    says: '{subject} sends {rate} of spans that end before they start {interval}',
    label: 'spans that end before they start',
    action: 'take start and end from the same clock; let the SDK take the times.',
  },
};
