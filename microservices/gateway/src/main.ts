import 'reflect-metadata';
import { serviceMain } from '@lab/chassis/service-main';
import { gatewaySettings } from '@lab/chassis/settings';
import { OWN, serve } from './serve.ts';

void serviceMain({ ...OWN, settings: gatewaySettings, serve });
