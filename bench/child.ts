import type { Counts, Job, Measured } from './jobs/job';

/** Loads what a job needs; each process loads that and nothing else. */
async function load(job: Job): Promise<() => Counts | Promise<Counts>> {
  if (job.kind === 'generate') {
    const { runGenerate } = await import('./jobs/generate.js');
    return () => runGenerate(job.directory, job.options);
  }
  if (job.kind === 'audit') {
    const { runAudit } = await import('./jobs/audit.js');
    return () => runAudit(job.directory, job.threads, job.maxMemory, job.checks);
  }
  if (job.kind === 'live') {
    const { runLive } = await import('./jobs/live.js');
    return () => runLive(job.url, job.from, job.to);
  }
  if (job.kind === 'live-bare') {
    const { runLiveBare } = await import('./jobs/live-bare.js');
    return () => runLiveBare(job.url, job.from, job.to);
  }
  if (job.kind === 'json-parse') {
    const { runJsonParse } = await import('./jobs/json-parse.js');
    return () => runJsonParse(job.directory);
  }
  if (job.kind === 'protobufjs') {
    const { runProtobufjs } = await import('./jobs/protobufjs.js');
    return () => runProtobufjs(job.directory);
  }
  if (job.kind === 'duckdb-blocks') {
    const { runDuckdbBlocks } = await import('./jobs/duckdb.js');
    return () => runDuckdbBlocks(job.directory);
  }
  const { runDuckdb } = await import('./jobs/duckdb.js');
  return () => runDuckdb(job.directory);
}

/** Does the job that its parent gives it and prints what that took. */
async function main(): Promise<void> {
  const job: Job = JSON.parse(process.argv[2] ?? '');
  const run = await load(job);
  const before = job.kind === 'audit' ? (job.before ?? 0) : 0;
  for (let audits = 0; audits < before; audits++) await run();
  const began = performance.now();
  const counts = await run();
  const measured: Measured = {
    millis: performance.now() - began,
    // Linux gives it in KiB, and so does Node everywhere else.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    counts: { ...counts },
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

void main();
