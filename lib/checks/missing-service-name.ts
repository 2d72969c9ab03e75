import { isServiceUnnamed } from '../model/resources';
import type { Check, CheckMeta } from './check';
import { ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'missing-service-name',
  title: 'sends spans without a service name',
  what: 'A span passes when its resource has a service.name that says something, and fails when the name is absent, empty, or the unknown_service with which SDKs fill the gap.',
  why: 'All processes without a name are one service to every tool: their rates and latencies are mixed, edges lead to nowhere, and nobody is told when they break. No other check can name the culprit here.',
  remedy:
    'Set OTEL_SERVICE_NAME (or service.name in OTEL_RESOURCE_ATTRIBUTES) in the deployment of the process. If it is set, see that the resource is given to the tracer provider and not replaced by one made by hand, and that no Collector processor deletes the attribute. unknown_service:NAME tells which executable it is.',
  unit: 'span',
  severity: 'error',
  metric: true,
  reasons: {
    absent: 'The resource has no service.name, or an empty one.',
    'unknown-service': "The name is the SDK's stand-in, unknown_service.",
  },
};

/** Spans of which nobody knows the service. */
export const missingServiceName: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, ownSubject);
    const names = Array.from(
      { length: corpus.resources.size },
      (_, resource) => corpus.resources.at(resource).service,
    );
    const unnamed = Uint8Array.from(names, (name) => (isServiceUnnamed(name) ? 1 : 0));
    const { spans } = corpus;
    return {
      end() {
        const rows = unnamed.includes(1) ? corpus.spanCount : 0;
        for (let row = 0; row < rows; row++) {
          if (unnamed[spans.resource(row)] !== 1) continue;
          tally.fail(corpus.service[row]!, row, names[spans.resource(row)] ? 'unknown-service' : 'absent');
        }
        tally.passRest(learned.services.allSpans);
        tally.flush();
      },
    };
  },
};
