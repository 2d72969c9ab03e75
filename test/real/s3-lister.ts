/** Run as a process of its own by s3.test.ts, in a clean environment: lists a bucket and prints why it cannot. */
import { openSource } from '../../lib/sources';
import { SourceError } from '../../lib/sources/errors';

async function main(): Promise<void> {
  const endpointUrl = process.argv[2] ?? null;
  const source = openSource({
    kind: 's3',
    bucket: 'traces',
    prefix: '',
    endpointUrl,
    region: null,
    partitionTimezone: 'UTC',
  });
  try {
    for await (const page of source.list(null, new AbortController().signal))
      console.log(JSON.stringify(page));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    console.log(JSON.stringify({ reason: error.reason, message: error.message }));
  }
}

void main();
