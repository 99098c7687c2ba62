import { expect, test } from 'vitest';
import { labProgram } from '../cli.ts';

/** What each command's action would be given, without running it. */
function given(command: string, ...args: string[]): { options: object; args: string[] } {
  const program = labProgram();
  const found = program.commands.find((each) => each.name() === command);
  if (!found) throw new Error(`there is no command ${command}`);
  found.action(() => undefined);
  program.parse([command, ...args], { from: 'user' });
  return { options: found.opts(), args: found.processedArgs };
}

const commands = labProgram().commands;

test.each(commands.map((command) => [command.name(), command] as const))(
  '%s takes every option with an empty value as not given',
  (name, command) => {
    const valued = command.options.filter(({ required, optional }) => required || optional);
    const needed = command.registeredArguments.filter(({ required }) => required).map(() => 'x');
    const left = command.registeredArguments.filter(({ required }) => !required);
    const without = given(name, ...needed);
    const apart = valued.flatMap(({ long }) => [long ?? '', '']);
    expect(given(name, ...needed, ...left.map(() => ''), ...apart)).toEqual(without);
    const joined = valued.map(({ long }) => `${long}=`);
    expect(given(name, ...needed, ...joined)).toEqual(without);
  },
);

test('an empty value does not hide the default, and a value does', () => {
  expect(given('up', 'monolith', '--port', '').options).toMatchObject({ port: '3000' });
  expect(given('up', 'monolith', '--port', '8080').options).toMatchObject({ port: '8080' });
});
