// What linters find in the examples' manifests, against the explanations in findings.yaml.
//   split MANIFEST FOLDER         writes each container of a manifest in a pod of its own: checkov names no container
//   check EXPLANATIONS FOLDER     fails on a finding without an explanation, and on an explanation without a finding
// FOLDER has the linters' reports: checkov.json for all examples, EXAMPLE/*.json by kube-score.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';

const SEPARATOR = '--';

function split(manifest, folder) {
  const objects = parseAllDocuments(readFileSync(manifest, 'utf8')).map((document) => document.toJS());
  mkdirSync(folder, { recursive: true });
  for (const [index, object] of objects.flatMap(perContainer).entries()) {
    writeFileSync(join(folder, `${index}.yaml`), stringify(object));
  }
}

function perContainer(object) {
  const pod = object.spec?.template?.spec;
  if (!pod) return [object];
  return ['containers', 'initContainers'].flatMap((kind) =>
    (pod[kind] ?? []).map((container) => {
      const copy = structuredClone(object);
      copy.metadata.name += SEPARATOR + container.name;
      Object.assign(copy.spec.template.spec, { containers: [], initContainers: [], [kind]: [container] });
      return copy;
    }),
  );
}

/** Every finding as `LINTER CHECK`, and where: `EXAMPLE/KIND/NAME`, or `EXAMPLE/KIND/NAME/CONTAINER`. */
function findingsOf(folder) {
  const reports = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.json'));
  return reports.flatMap((file) => {
    const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return file === 'checkov.json' ? ofCheckov(report) : ofKubeScore(report, dirname(file));
  });
}

function ofCheckov({ results, summary }) {
  if (summary.parsing_errors > 0) throw new Error('checkov could not read every manifest');
  return results.failed_checks.map(({ check_id, check_name, resource, file_path }) => {
    const [, example] = file_path.split('/');
    const [kind, , name] = resource.split('.');
    return { check: `checkov ${check_id}`, where: [example, kind, ...name.split(SEPARATOR)].join('/'), says: check_name };
  });
}

const KUBE_SCORE_OK = 10;

function ofKubeScore(objects, example) {
  return objects.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ skipped, grade }) => !skipped && grade < KUBE_SCORE_OK)
      .flatMap(({ check, comments }) =>
        (comments ?? [{}]).map(({ path, summary = check.name }) => ({
          check: `kube-score ${check.id}`,
          where: [example, type_meta.kind, object_meta.name, ...(path ? [path] : [])].join('/'),
          says: summary,
        })),
      ),
  );
}

function check(explanations, folder) {
  const findings = findingsOf(folder);
  const entries = parse(readFileSync(explanations, 'utf8'));
  const covers = ({ checks, of }, finding) =>
    checks.includes(finding.check) && of.some((pattern) => matches(pattern, finding.where));
  const unexplained = findings
    .filter((finding) => !entries.some((entry) => covers(entry, finding)))
    .map(({ check, where, says }) => `not explained: ${check}: ${where}: ${says}`);
  const idle = entries.flatMap((entry) => {
    const covered = findings.filter((finding) => covers(entry, finding));
    return [
      ...entry.checks.filter((name) => !covered.some(({ check }) => check === name)),
      ...entry.of.filter((pattern) => !covered.some(({ where }) => matches(pattern, where))),
    ].map((idle) => `explains nothing: ${idle}: ${entry.why}`);
  });
  const problems = [...new Set([...unexplained, ...idle])];
  console.log([...problems, `${findings.length} findings, ${problems.length} problems`].join('\n'));
  process.exitCode = findings.length > 0 && problems.length === 0 ? 0 : 1;
}

/** `*` stands for any one part. */
function matches(pattern, where) {
  const [expected, parts] = [pattern.split('/'), where.split('/')];
  return expected.length === parts.length && expected.every((part, index) => part === '*' || part === parts[index]);
}

const [command, ...paths] = process.argv.slice(2);
({ split, check })[command](...paths);
