/** Languages of messages. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Chats that there are. */
export const CHAT_KINDS = [
  'slack',
  'teams',
  'discord',
  'feishu',
  'dingtalk',
  'wecom',
  'pagerduty',
  'webhook',
] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];
