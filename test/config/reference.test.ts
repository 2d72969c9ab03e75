import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseConfig } from '../../lib/config/parse';
import { CONFIG_FIELDS } from '../../lib/config/reference';
import { configSchema } from '../../lib/config/schema';

const EXAMPLE = readFileSync(path.join(__dirname, '../../tracewarden.example.yml'), 'utf8');

const schemaNode = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
});

/** The paths of all values that the schema knows, as CONFIG_FIELDS writes them. */
function pathsOf(node: unknown, path: string): string[] {
  const { properties, items, additionalProperties } = schemaNode.parse(node);
  const isMapOfMaps = typeof additionalProperties === 'object';
  if (properties === undefined && items === undefined && !isMapOfMaps) return [path];
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, inner]) =>
      pathsOf(inner, path === '' ? key : `${path}.${key}`),
    ),
    ...(items === undefined ? [] : pathsOf(items, `${path}[]`)),
    ...(isMapOfMaps ? pathsOf(additionalProperties, `${path}.<service>`) : []),
  ];
}

const checksOf = (...ids: readonly string[]) => ({ knownChecks: ids, runnableChecks: ids });

describe('the reference of the configuration', () => {
  test('has a row for every field of the schema, and no other', () => {
    const schema = z.toJSONSchema(configSchema(checksOf('<check>'), 0), {
      unrepresentable: 'any',
      io: 'output',
    });
    const documented = CONFIG_FIELDS.map(({ path }) => path).filter((path) => path !== 'sources[]');
    expect(documented.toSorted()).toEqual(pathsOf(schema, '').toSorted());
  });

  test('its example is right', () => {
    expect(
      Object.keys(parseConfig(EXAMPLE, { fileName: 'example', ...checksOf('orphan-span', 'missing-root') })),
    ).toEqual([
      'sources',
      'window',
      'settle',
      'margin',
      'sample',
      'maxMemory',
      'maxObjectSize',
      'threads',
      'minApplicable',
      'failOn',
      'thresholds',
      'exemptions',
      'edges',
      'language',
      'traceUrl',
      'chats',
      'routes',
      'alerts',
      'environment',
      'report',
      'metrics',
      'schedule',
    ]);
  });
});
