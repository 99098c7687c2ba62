import type { Command } from 'commander';

/**
 * Makes an empty value the same as none, for every option and every argument that may be left out: the default counts.
 * Make and scripts pass variables that nobody has set as empty strings.
 */
export function emptyIsNotAskedFor(command: Command): void {
  command.hook('preAction', () => {
    for (const option of command.options) {
      const name = option.attributeName();
      if (command.getOptionValue(name) === '')
        command.setOptionValueWithSource(name, option.defaultValue, 'default');
    }
  });
  for (const argument of command.registeredArguments)
    if (!argument.required) argument.argParser((given) => (given === '' ? argument.defaultValue : given));
}
