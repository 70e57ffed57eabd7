import { Problems } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { isMap } from '../input/values';

/** Reads options one by one; `end` reports what was wrong with any of them, and those that nobody read. */
export class OptionReader<Options extends object> {
  private readonly problems = new Problems();
  private readonly known: string[] = [];
  private readonly given: Options;

  constructor(
    private readonly subject: string,
    given: Options,
  ) {
    if (!isMap(given)) this.problems.add('options', given, 'is not a map', 'write { ndots: 2 }, say');
    this.given = isMap(given) ? given : ({} as Options);
  }

  read<T>(name: keyof Options & string, standard: unknown, parse: (value: unknown) => T): T {
    this.known.push(name);
    return this.problems.read(name, this.given[name] ?? standard, parse);
  }

  /** Reads one without which the others cannot be read. */
  first<T>(name: keyof Options & string, parse: (value: unknown) => T): T {
    const value = this.read(name, undefined, parse);
    this.problems.throwIfAny(this.subject);
    return value;
  }

  end() {
    this.problems.read('options', Object.keys(this.given), () => checkKeys(this.given, this.known, 'option'));
    this.problems.throwIfAny(this.subject);
  }
}
