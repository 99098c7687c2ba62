import { Catch, type ExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/**
 * Hands a handler's error on to {@link TransportStrategy} as it is. Nest's own filter logs it and replaces it with "Internal
 * server error", which would hide from the caller whether the outcome is unknown, and from our log what happened.
 *
 *     app.useGlobalFilters(new RethrowFilter());
 */
@Catch()
export class RethrowFilter implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
