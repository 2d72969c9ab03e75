import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { ConfigError, type ConfigProblem } from './error';

/** Aliases in all their expansions: enough for any sensible file, far from "billion laughs". */
const MAX_ALIASES = 100;

/** A YAML file's value, and where in the text each part of it stands. */
export interface YamlText {
  readonly value: unknown;
  /** The place of the value at a path, of its key with `key`; else of the nearest part around it that there is. */
  position(path: readonly PropertyKey[], key?: boolean): ConfigProblem['position'];
}

/**
 * Reads one YAML 1.2 document; an empty one is an empty map.
 * @throws ConfigError with all syntax errors, duplicate keys among them
 */
export function readYaml(source: string, fileName: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const mistakes: YAMLError[] = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) {
    throw new ConfigError(
      fileName,
      mistakes.map((mistake) => ({
        path: '',
        position: place(mistake.pos[0]),
        message: mistakeText(mistake),
      })),
    );
  }
  return {
    value: document.contents === null ? {} : valueOf(document, fileName),
    position: (path, key = false) => {
      const range = nodeAt(document.contents, path, key)?.range;
      return range === null || range === undefined ? null : place(range[0]);
    },
  };
}

function mistakeText({ code, message }: YAMLError): string {
  const said = code === 'MULTIPLE_DOCS' ? 'only one document is accepted' : message;
  return `Not valid YAML: ${said}`;
}

function valueOf(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // The library's only error here: aliases that expand to too much, or that name no anchor.
    const message = `Not valid YAML: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError(fileName, [{ path: '', position: null, message }], { cause: error });
  }
}

function nodeAt(root: unknown, path: readonly PropertyKey[], key: boolean): Node | null {
  let node: Node | null = isNode(root) ? root : null;
  for (const [index, step] of path.entries()) {
    const wantsKey = key && index === path.length - 1;
    const next = wantsKey ? keyNode(node, step) : childNode(node, step);
    if (next === null) return node;
    node = next;
  }
  return node;
}

function childNode(node: Node | null, step: PropertyKey): Node | null {
  if (node === null || !('get' in node)) return null;
  const child = node.get(step, true);
  return isNode(child) ? child : null;
}

function keyNode(node: Node | null, step: PropertyKey): Node | null {
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return isNode(pair?.key) ? pair.key : null;
}
