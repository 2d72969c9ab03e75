import { LANGUAGES } from '../../lib/config/chat-kinds';
import { plainText } from '../../lib/publish/messages/parts';
import { NOTHING_JUDGED } from '../../lib/report/why-unknown';
import { lastMessage } from './messages';
import { unknownAt } from './notices';

/** The line of the message on what was judged. */
function said(because: (typeof NOTHING_JUDGED)[number], language: 'en' | 'zh'): string | undefined {
  const notice = unknownAt(14, { nothingJudged: { because, count: 1234 }, reason: 'in English' });
  return lastMessage([notice], { language }).summary.map(plainText)[1];
}

test.each<[(typeof NOTHING_JUDGED)[number], string, string]>([
  [
    'nothing-stored',
    'nothing at all is stored in this place; it is new, or another one is meant',
    '该位置尚无任何数据，可能刚刚启用，也可能位置配置有误',
  ],
  ['no-object', 'nothing was found for this window', '该时间窗口内没有任何数据'],
  ['unreadable', 'none of the objects could be read (1,234)', '1,234 个对象全部无法读取'],
  ['no-span', 'there is no span in the objects that were read (1,234)', '已读取的 1,234 个对象中没有 span'],
  ['not-sampled', 'none of them fell into the sample (1,234 seen)', '发现的 1,234 条 trace 均未被抽中'],
  [
    'not-found',
    'none of those asked for was found in this window (1,234)',
    '该时间窗口内未找到所查询的 1,234 条 trace',
  ],
  [
    'outside-window',
    'all that were read began outside the window (1,234)',
    '读到的 1,234 条 trace 均不是在该时间窗口内开始的',
  ],
  [
    'unsettled',
    'all that were read are unsettled, cut off or damaged (1,234)',
    '读到的 1,234 条 trace 均未写完、被截断或已损坏',
  ],
  [
    'no-service',
    'none has a span of the services that are to be reported (1,234)',
    '所指定的 1,234 个服务没有任何 span',
  ],
])('nothing was judged because of %s: said once, in the language of the message', (because, en, zh) => {
  expect(said(because, 'en')).toBe(`No trace was judged: ${en}.`);
  expect(said(because, 'zh')).toBe(`没有可供检查的 trace：${zh}。`);
});

test.each(LANGUAGES)('in %s the English reason of the notice is not said again', (language) => {
  for (const because of NOTHING_JUDGED) {
    const notice = unknownAt(14, { nothingJudged: { because, count: 2 }, reason: 'in English' });
    const lines = lastMessage([notice], { language }).summary.map(plainText);
    expect(lines.filter((line) => line.includes('in English'))).toEqual([]);
  }
});

test('a window that was given up tells its reason', () => {
  const notice = unknownAt(14, {
    kind: 'failed',
    nothingJudged: null,
    reason: 'tried 3 times: access denied',
  });
  expect(lastMessage([notice]).summary.map(plainText)).toContain('Reason: tried 3 times: access denied');
});
