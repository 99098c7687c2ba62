import { settingsOfServices } from '@lab/chassis/settings';
import { rankingSettings, readSettings } from '@lab/shared-domain/adapters/process/config';

/** A service's, and how recommendations are ranked. @throws ConfigError */
export const recommendationsSettings = () => readSettings({ ...settingsOfServices, ...rankingSettings });

export type RecommendationsSettings = ReturnType<typeof recommendationsSettings>;
