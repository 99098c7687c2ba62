import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiProblems } from './problems/api-problems.ts';
import { Problem } from './problems/problem.ts';
import { READINESS } from './tokens.ts';

/** What a process still waits for before it can serve; empty when it is ready. */
export type Readiness = () => Promise<readonly string[]>;

const said = (status: string) => z.strictObject({ status: z.literal(status) });

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly waitingFor: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiResponse({ status: 200, standardSchema: said('ok'), description: 'It does' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process, and all that it needs, can serve' })
  @ApiResponse({ status: 200, standardSchema: said('ready'), description: 'They can' })
  @ApiProblems('not-ready')
  async ready() {
    const missing = await this.waitingFor();
    if (missing.length > 0) throw new Problem('not-ready', `Waiting for ${missing.join(', ')}.`);
    return { status: 'ready' };
  }
}
