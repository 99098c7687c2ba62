import { expect, test } from 'vitest';
import { labProgram } from '../cli.ts';

/** What each command's action would be given, without running it. */
async function given(command: string, ...args: string[]): Promise<{ options: object; args: string[] }> {
  const program = await labProgram(command);
  const found = program.commands.find((each) => each.name() === command);
  if (!found) throw new Error(`there is no command ${command}`);
  found.action(() => undefined);
  program.parse([command, ...args], { from: 'user' });
  return { options: found.opts(), args: found.processedArgs };
}

const { commands } = await labProgram();

test.each(commands.map((command) => [command.name(), command] as const))(
  '%s takes every option with an empty value as not given',
  async (name, command) => {
    const valued = command.options.filter(({ required, optional }) => required || optional);
    const needed = command.registeredArguments.filter(({ required }) => required).map(() => 'x');
    const left = command.registeredArguments.filter(({ required }) => !required);
    const without = await given(name, ...needed);
    const apart = valued.flatMap(({ long }) => [long ?? '', '']);
    expect(await given(name, ...needed, ...left.map(() => ''), ...apart)).toEqual(without);
    const joined = valued.map(({ long }) => `${long}=`);
    expect(await given(name, ...needed, ...joined)).toEqual(without);
  },
);

test('an empty value does not hide the default, and a value does', async () => {
  expect((await given('up', 'monolith', '--port', '')).options).toMatchObject({ port: '3000' });
  expect((await given('up', 'monolith', '--port', '8080')).options).toMatchObject({ port: '8080' });
});
