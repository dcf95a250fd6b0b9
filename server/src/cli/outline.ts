/** What the command line takes, read from its own definitions: for completions and for the reference. */
import type { EventEmitter } from 'node:events';
import type { Argument, Command, Option } from 'commander';

export interface CommandOutline {
  /** `scaffolder update`; empty for `flowlang` itself. */
  readonly path: string;
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly ValueOutline[];
  readonly options: readonly OptionOutline[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  /** What help says below its lists. */
  readonly after: string;
}

export interface ValueOutline {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly default: string | undefined;
  readonly required: boolean;
  readonly isFile: boolean;
}

export interface OptionOutline extends ValueOutline {
  readonly flags: string;
  readonly long: string;
  readonly takesValue: boolean;
}

/** The program and all of its commands, each before its own. */
export function outlineOf(program: Command): readonly CommandOutline[] {
  return walk(program, []);
}

function walk(command: Command, path: readonly string[]): readonly CommandOutline[] {
  const help = command.createHelp();
  const own = command.commands.filter((one) => one.name() !== 'help');
  const outline: CommandOutline = {
    path: path.join(' '),
    description: command.description(),
    usage: help.commandUsage(command),
    arguments: command.registeredArguments.map(ofArgument),
    options: help.visibleOptions(command).map(ofOption),
    subcommands: own.map((one) => ({ name: one.name(), description: one.description() })),
    after: textsAfter(command),
  };
  return [outline, ...own.flatMap((one) => walk(one, [...path, one.name()]))];
}

function ofArgument(argument: Argument): ValueOutline {
  const name = argument.name();
  const { description, argChoices: choices = [], required } = argument;
  return { name, description, choices, default: shown(argument), required, isFile: isFile(name, choices) };
}

function ofOption(option: Option): OptionOutline {
  const { flags, description, argChoices: choices = [], mandatory: required } = option;
  const name = /[<[](.*?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? '';
  const takesValue = name !== '';
  const long = option.long ?? option.short ?? flags;
  return {
    name,
    flags,
    long,
    description,
    choices,
    default: shown(option),
    required,
    takesValue,
    isFile: isFile(name, choices),
  };
}

function shown({ defaultValue, defaultValueDescription }: Option | Argument): string | undefined {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  return defaultValue === undefined || defaultValue === false ? undefined : String(defaultValue);
}

function isFile(name: string, choices: readonly string[]): boolean {
  return choices.length === 0 && /^(file|path|dir|folder|flow|old|new|journal|output)$/i.test(name);
}

/** Examples, and what else is told below: commander makes it only where help is shown. */
function textsAfter(command: Command): string {
  const texts: string[] = [];
  const emitter = command as Command & EventEmitter; // It is one, and its types leave that out.
  emitter.emit('afterHelp', { error: false, command, write: (text: string) => texts.push(text) });
  return texts.join('').trim();
}
