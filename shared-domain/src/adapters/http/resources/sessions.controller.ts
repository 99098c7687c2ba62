import { Body, Controller, Inject, Ip, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Identity } from '../../../identity/identity.ts';
import { SignInGuard } from '../auth/sign-in-limits.ts';
import { Tokens } from '../auth/tokens.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { problemOf } from '../problems/problem.ts';
import { IDENTITY } from '../tokens.ts';
import { SessionAnswer } from './answers.ts';
import { fitting, SignInBody } from './schemas.ts';

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(
    @Inject(IDENTITY) private readonly identity: Identity,
    @Inject(SignInGuard) private readonly guard: SignInGuard,
    @Inject(Tokens) private readonly tokens: Tokens,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Sign in' })
  @ApiResponse({
    status: 201,
    standardSchema: SessionAnswer,
    description: 'A token for the Authorization header',
  })
  @ApiProblems('invalid-credentials', 'too-many-sign-ins', ...SHOP_WIDE)
  async signIn(@Body(fitting(SignInBody)) credentials: SignInBody, @Ip() client: string) {
    const attempt = { client, email: credentials.email };
    const account = await this.guard.check(attempt, () => this.identity.signIn(credentials));
    if (!account.ok) throw problemOf(account);
    return { ...this.tokens.issue(account.value), account: account.value };
  }
}
