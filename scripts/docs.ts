import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checksMarkdown } from '../lib/checks/docs';
import { configReference } from '../lib/config/reference';
import { chatsMarkdown } from '../lib/publish/chat/docs';
import { reportJsonSchema } from '../lib/report/json-schema';
import { parityJsonSchema } from '../lib/report/parity/json';
import { traceJsonSchema } from '../lib/report/trace/json';
import { writeGenerated } from './generated';
import { alertPictures } from './pictures';

/** The documents that are made from the code: text by path from the top of the repository. */
export function generatedDocs(root: string): ReadonlyMap<string, string> {
  const example = readFileSync(path.join(root, 'tracewarden.example.yml'), 'utf8');
  return new Map([
    ['docs/checks.md', checksMarkdown()],
    ['docs/chats.md', chatsMarkdown()],
    ['docs/configuration.md', configReference(example)],
    ['docs/report.schema.json', `${JSON.stringify(reportJsonSchema(), null, 2)}\n`],
    ['docs/parity.schema.json', `${JSON.stringify(parityJsonSchema(), null, 2)}\n`],
    ['docs/trace.schema.json', `${JSON.stringify(traceJsonSchema(), null, 2)}\n`],
    ...alertPictures(),
  ]);
}

if (require.main === module) writeGenerated(generatedDocs(process.cwd()), 'npm run docs');
