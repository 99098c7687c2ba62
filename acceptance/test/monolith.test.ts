import { suiteOf } from '../suite-arm.ts';

suiteOf('monolith');
