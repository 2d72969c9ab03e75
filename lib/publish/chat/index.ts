import type { ChatKind } from '../../config/chat-kinds';
import type { Chat } from './chat';
import { dingtalk } from './dingtalk';
import { discord } from './discord';
import { feishu } from './feishu';
import { pagerduty } from './pagerduty';
import { slack } from './slack';
import { teams } from './teams';
import { webhook } from './webhook';
import { wecom } from './wecom';

/** All chats, in the order in which they are listed. */
export const CHATS: Readonly<Record<ChatKind, Chat>> = {
  slack,
  teams,
  discord,
  feishu,
  dingtalk,
  wecom,
  pagerduty,
  webhook,
};
