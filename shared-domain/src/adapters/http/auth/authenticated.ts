import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Account, Role } from '../../../identity/identity.ts';
import { currentCall } from '../../../kernel/call-context.ts';
import { ApiProblems } from '../problems/api-problems.ts';
import { Problem } from '../problems/problem.ts';
import { accountOf, bearerOf } from './signed-in.ts';
import { Tokens } from './tokens.ts';

const ROLE = 'shop:role';
const accounts = new WeakMap<Request, Account>();

@Injectable()
class AuthGuard implements CanActivate {
  constructor(
    @Inject(Tokens) private readonly tokens: Tokens,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const account = accountOf(request, this.tokens);
    if (account instanceof Problem) throw account;
    const role = this.reflector.getAllAndOverride<Role>(ROLE, [context.getHandler(), context.getClass()]);
    if (account.role !== role) throw new Problem('forbidden', `This is for ${role} accounts.`);
    accounts.set(request, account);
    const call = this.tokens.travel ? currentCall() : undefined;
    if (call) call.token = bearerOf(request);
    return true;
  }
}

/** Only for signed-in accounts of this role. */
export const Authenticated = (role: Role) =>
  applyDecorators(
    SetMetadata(ROLE, role),
    UseGuards(AuthGuard),
    ApiBearerAuth(),
    ApiProblems('unauthenticated', 'token-expired', 'forbidden'),
  );

/** The signed-in account of an {@link Authenticated} request. */
export const CurrentAccount = createParamDecorator((_: unknown, context: ExecutionContext): Account => {
  const account = accounts.get(context.switchToHttp().getRequest<Request>());
  if (!account) throw new Error('@CurrentAccount() needs @Authenticated()');
  return account;
});
