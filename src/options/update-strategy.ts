import { k8s } from 'cdk8s-plus-28';
import { Fault } from '../input/problems';

/**
 * How a changed cache reaches the nodes.
 */
export class UpdateStrategy {
  /**
   * A change reaches a few nodes at a time.
   * @param maxUnavailable how many nodes may be without their cache at once: a number such as `'1'` or a share such as
   * `'10%'`; `'10%'` by default, as in the official manifest
   */
  public static rolling(maxUnavailable = '10%'): UpdateStrategy {
    return new UpdateStrategy('RollingUpdate', maxUnavailable);
  }

  /**
   * A change reaches a node when somebody deletes its pod, for instance after a drain.
   */
  public static onDelete(): UpdateStrategy {
    return new UpdateStrategy('OnDelete');
  }

  private constructor(
    private readonly type: string,
    private readonly maxUnavailable?: string,
  ) {}

  /** @internal */
  public _resolve(): k8s.DaemonSetUpdateStrategy {
    if (this.maxUnavailable === undefined) return { type: this.type };
    const share = this.maxUnavailable;
    if (typeof share !== 'string' || !/^([1-9]\d{0,4}|([1-9]\d?|100)%)$/.test(share)) {
      throw new Fault('maxUnavailable is neither a number nor a share', "write a string such as '1' or '10%'");
    }
    const value = share.endsWith('%') ? k8s.IntOrString.fromString(share) : k8s.IntOrString.fromNumber(Number(share));
    return { type: this.type, rollingUpdate: { maxUnavailable: value } };
  }
}
