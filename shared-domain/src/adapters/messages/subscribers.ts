import { NOTIFICATIONS_EVENTS } from '../../notifications/notifications.ts';
import { RECOMMENDATIONS_EVENTS } from '../../recommendations/recommendations.ts';

/**
 * Who hears what: a publisher sees to it that each of them gets its events, also one that has never been started, and a subscriber subscribes
 * to what stands here.
 */
export const SUBSCRIBERS = {
  notifications: NOTIFICATIONS_EVENTS,
  recommendations: RECOMMENDATIONS_EVENTS,
} as const;
