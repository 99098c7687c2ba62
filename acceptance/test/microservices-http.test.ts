import { suiteOf } from '../suite-arm.ts';

suiteOf('microservices-http');
