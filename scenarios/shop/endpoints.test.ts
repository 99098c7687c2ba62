import { CALL_PATHS } from '@lab/lab/report/html/drawing/call-paths';
import { expect, test } from 'vitest';
import { endpoints, LARGE_PAGE, MY_ORDERS } from './endpoints.ts';

test.each([...endpoints, MY_ORDERS, LARGE_PAGE])(
  '$id is drawn with as many calls as it waits for',
  ({ id, hops, calls }) => {
    expect(CALL_PATHS[id]).toHaveLength(hops);
    expect(CALL_PATHS[id]?.flat()).toHaveLength(calls);
  },
);
