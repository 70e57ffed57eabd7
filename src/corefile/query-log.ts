import { optional, parseObject, type Table } from '../input/reader';
import { filled, parseDistinct, parseEnum } from '../input/values';
import { parseLogFormat } from './log-format';
import { type Directive, directive } from './tree';

/**
 * Kinds of answers that the query log tells apart.
 */
export enum ResponseClass {
  /** An answer with records. */
  SUCCESS = 'success',
  /** NXDOMAIN, or no record of the type that was asked for. */
  DENIAL = 'denial',
  /** SERVFAIL, REFUSED and other errors. */
  ERROR = 'error',
}

/**
 * Which queries are in the log, and how.
 */
export interface QueryLogOptions {
  /**
   * The kinds of answers whose queries are logged.
   * @default - all
   */
  readonly classes?: ResponseClass[];

  /**
   * The line of a query, with placeholders of CoreDNS's log plugin, such as `{name} {type} {rcode} {duration}`. CoreDNS
   * writes `[INFO] ` before it. An error if it has no placeholder or an unknown one, or a character that a Corefile
   * cannot hold.
   * @default - CoreDNS's own, `{common}`
   */
  readonly format?: string;
}

const OPTIONS = {
  classes: optional(filled(parseDistinct(parseEnum('ResponseClass', ResponseClass)))),
  format: optional(parseLogFormat),
} satisfies Table<QueryLogOptions>;

const parseOptions = parseObject(OPTIONS);

/**
 * Which queries node-cache logs, on standard output, and how.
 */
export class QueryLog {
  /**
   * The format of `JSON`: one JSON object in each line, behind `[INFO] `. A name with a character that DNS escapes, such as
   * `\032`, makes its line invalid JSON.
   */
  public static readonly JSON_FORMAT =
    '{"remote":"{remote}","port":{port},"id":{>id},"type":"{type}","class":"{class}","name":"{name}",' +
    '"proto":"{proto}","size":{size},"do":{>do},"bufsize":{>bufsize},"rcode":"{rcode}","rflags":"{>rflags}",' +
    '"rsize":{rsize},"duration":"{duration}"}';

  /** No query. */
  public static readonly OFF = new QueryLog({}, true);

  /** Queries answered by NXDOMAIN, NODATA or an error. */
  public static readonly DENIALS_AND_ERRORS = QueryLog.of({ classes: [ResponseClass.DENIAL, ResponseClass.ERROR] });

  /** Every query. On a busy node the log is long. */
  public static readonly ALL = QueryLog.of({});

  /** Every query, as JSON in `JSON_FORMAT`. */
  public static readonly JSON = QueryLog.of({ format: QueryLog.JSON_FORMAT });

  /** A log of your own. An error if an option is wrong. */
  public static of(options: QueryLogOptions): QueryLog {
    return new QueryLog(options);
  }

  private constructor(
    private readonly options: QueryLogOptions,
    private readonly isOff = false,
  ) {}

  /** @internal */
  public _resolve(): readonly Directive[] {
    if (this.isOff) return [];
    const { classes, format } = parseOptions(this.options);
    const block = classes && [directive('class', classes)];
    if (format !== undefined) return [directive('log', ['.', format], block)];
    return [block ? directive('log', ['.'], block) : directive('log')];
  }
}
