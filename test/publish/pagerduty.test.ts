import { CHATS } from '../../lib/publish/chat';
import { lastMessage } from './messages';
import { CART_CALLS, noticeAt, ORDERS } from './notices';

test('PagerDuty gets each link once, in its list of links alone', () => {
  const [event] = CHATS.pagerduty.payloads(lastMessage([noticeAt(14, [ORDERS, CART_CALLS])]));
  // Both findings have the same example traces.
  expect(event?.['links']).toEqual([
    {
      href: 'https://grafana.example.org/trace/4bf92f3577b34da6a3ce929d0e0e4736',
      text: '4bf92f3577b34da6a3ce929d0e0e4736',
    },
    {
      href: 'https://grafana.example.org/trace/5b8efff798038103d269b633813fc60c',
      text: '5b8efff798038103d269b633813fc60c',
    },
    { href: 'https://reports.example.org/reports/archive/2026/11/20/14.md', text: 'Full report' },
  ]);
  expect(JSON.stringify(event?.['payload'])).not.toContain('Full report');
});
