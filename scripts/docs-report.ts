import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { configReference } from '../lib/config/reference';
import { reportJsonSchema } from '../lib/report/json-schema';

/** The generated documents of lib/report and lib/config: text by path from the repository's top folder. */
export function reportDocs(root: string): ReadonlyMap<string, string> {
  const example = readFileSync(path.join(root, 'tracewarden.example.yml'), 'utf8');
  return new Map([
    ['docs/report.schema.json', `${JSON.stringify(reportJsonSchema(), null, 2)}\n`],
    ['docs/configuration.md', configReference(example)],
  ]);
}

/** Writes them. */
export function writeReportDocs(root: string): void {
  for (const [file, text] of reportDocs(root)) writeFileSync(path.join(root, file), text);
}

if (require.main === module) writeReportDocs(process.cwd());
