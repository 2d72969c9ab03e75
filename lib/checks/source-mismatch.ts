import type { CheckMeta } from './check';

/** What `tracewarden parity` finds. It compares two sources and is no rule over one corpus, so it has no run. */
export const sourceMismatch: CheckMeta = {
  id: 'source-mismatch',
  title: 'has spans that one of the two sources lacks',
  what: 'Made by tracewarden parity alone. A trace passes for a service when both sources hold the same spans of the service in it, and fails when one of them lacks a span or the whole trace. Only traces that could be judged in both are compared: settled, begun in the window, and with nothing of their time unread on either side. Spans are the same when their ID and kind are; resends count once, and so does the server half of a call that shares its ID with the client half and was given an ID of its own on the way.',
  why: 'What is searched during an incident and what is kept for later should be one truth. Where they disagree, one of the two paths loses spans after the services sent them, and no check on a single source can tell that from spans that were never sent.',
  remedy:
    'See which side lacks spans. If the archive does, look at the exporter of the Collector that writes it: sending_queue, retry_on_failure, its otelcol_exporter_send_failed_spans and enqueue_failed_spans counters, and a sampler or filter in that pipeline alone. If Tempo does, look at tempo_discarded_spans_total by reason (trace_too_large, rate_limited, live_traces_exceeded) and at compaction and retention. Where the archive is only written late, compare an older window or widen --margin.',
  unit: 'trace',
  severity: 'error',
  reasons: {
    'trace-only-in-first': 'The second source has no span of the trace.',
    'trace-only-in-second': 'The first source has no span of the trace.',
    'spans-only-in-first': 'Both have the trace, and the second lacks spans of the service.',
    'spans-only-in-second': 'Both have the trace, and the first lacks spans of the service.',
    'spans-only-in-each': 'Both have the trace, and each lacks spans of the service that the other has.',
  },
};
