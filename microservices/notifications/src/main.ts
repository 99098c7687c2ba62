import { serviceMain } from '@lab/chassis/service-main';
import { serviceSettings } from '@lab/chassis/settings';
import { OWN, serve } from './serve.ts';

void serviceMain({ ...OWN, settings: serviceSettings, serve });
