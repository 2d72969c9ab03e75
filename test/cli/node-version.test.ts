import { describeOldNode } from '../../lib/cli/node-version';

test.each([
  ['22.15.0', null],
  ['22.16.1', null],
  ['24.0.0', null],
  ['22.14.9', 'tracewarden: needs Node 22.15 or newer, and this is Node 22.14.9'],
  ['20.20.2', 'tracewarden: needs Node 22.15 or newer, and this is Node 20.20.2'],
])('Node %s', (version, expected) => {
  expect(describeOldNode(version)).toBe(expected);
});
