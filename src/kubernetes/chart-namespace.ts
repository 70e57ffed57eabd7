import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Rule } from '../input/reader';

/**
 * Refuses a construct without the prop `namespace` in a chart whose namespace is not the construct's default. cdk8s
 * gives the chart's namespace to objects that name none, so a user would expect it here too.
 */
export function chartNamespaceRule(
  construct: Construct,
  standard: string,
): Rule<{ readonly namespace: string | undefined }> {
  const { namespace } = Chart.of(construct);
  return {
    needs: ['namespace'],
    check: (values, problems) => {
      if (values.namespace !== undefined || namespace === undefined || namespace === standard) return;
      problems.add(
        'namespace',
        undefined,
        `would be ${standard}, and the chart's is ${namespace}`,
        `write namespace: '${standard}', or '${namespace}' if the cluster's DNS pods run there`,
      );
    },
  };
}
