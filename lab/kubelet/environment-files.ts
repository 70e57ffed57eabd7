/** Environment files as nodes have them, and as people write them; the variable is KUBELET_ARGS. */
export interface EnvironmentFile {
  readonly text: string;
  /** The addresses in the file. */
  readonly list: string;
  /** The file after a patch, with 169.254.20.10 and 10.96.0.10. */
  readonly set: string;
}

const LIST = '169.254.20.10,10.96.0.10';
/** A file with the flag; {} stands for its addresses. */
const has = (text: string, list = '10.96.0.10'): EnvironmentFile => ({
  text: text.replace('{}', list),
  list: list.replaceAll(',', ' '),
  set: text.replace('{}', LIST),
});
/** A file without the flag. */
const lacks = (text: string, set: string): EnvironmentFile => ({ text, list: '', set: set.replace('{}', LIST) });

const TKE = `KUBELET_ARGS="--cluster-dns={}"
CLUSTER_DOMAIN="--cluster-domain=cluster.local"
# CLUSTER_DNS="--cluster-dns=10.0.0.1"
KUBE_RESERVED="--kube-reserved=cpu=80m,memory=1638Mi"
`;

export const ENVIRONMENT_FILES: Record<string, EnvironmentFile> = {
  'the flag alone': has(TKE),
  'the flag alone, in single quotes': has(TKE.replaceAll('"', "'")),
  'the flag alone, without quotes': has(TKE.replaceAll('"', '')),
  CRLF: has(TKE.replaceAll('\n', '\r\n')),
  'no final newline': has('A=1\nKUBELET_ARGS="--cluster-dns={}"'),
  'two addresses': has(TKE, '10.96.0.10,10.96.0.11'),
  IPv6: has(TKE, 'fd00:10:96::a'),
  'no address yet': has(TKE, ''),
  'among others': has('KUBELET_ARGS="--v=2 --cluster-dns={} --max-pods=50"\n'),
  'first of others': has('KUBELET_ARGS="--cluster-dns={} --v=2"\n'),
  'last of others': has("KUBELET_ARGS='--v=2\t--cluster-dns={} '\n"),
  'the address after a space': has('KUBELET_ARGS="--v=2 --cluster-dns {} --max-pods=50"\n'),
  'among others, without quotes': has('KUBELET_ARGS=--v=2 --cluster-dns={} --max-pods=50\n'),
  'over many lines': has('KUBELET_ARGS="--v=2 \\\n  --cluster-dns={} \\\n  --max-pods=50"\nB=2\n'),
  'line breaks in quotes': has('KUBELET_ARGS="\n  --v=2\n  --cluster-dns={}\n  --max-pods=50\n"\n'),
  'line breaks in quotes, CRLF': has('KUBELET_ARGS="\r\n  --v=2\r\n  --cluster-dns={}\r\n"\r\n'),
  'spaces around it': has('  KUBELET_ARGS = "--cluster-dns={}"  \n\n'),
  'the name in other names and values': has(
    'MY_KUBELET_ARGS="--cluster-dns=1.1.1.1"\nKUBELET_ARGS_2="--cluster-dns=1.1.1.1"\nA="KUBELET_ARGS=1"\nKUBELET_ARGS="--cluster-dns={} --cluster-dns-more=1"\n',
  ),
  'the name in a text of many lines': has(
    'A="\nKUBELET_ARGS=1\n"\nB=\\\nKUBELET_ARGS=2\nKUBELET_ARGS="--cluster-dns={}"\n',
  ),
  'comments of both kinds': has(';KUBELET_ARGS=1\n  # it\'s "KUBELET_ARGS=2\nKUBELET_ARGS="--cluster-dns={}"\n'),
  'a line that is no assignment': has('just text\nKUBELET_ARGS="--cluster-dns={}"\n'),
  'escaped quotes': has('KUBELET_ARGS="--node-labels=\\"a\\" --cluster-dns={}"\n'),
  "systemd's quotes within a value": has('A=it\'s\nKUBELET_ARGS="--cluster-dns={}"\nB=it\'s\n'),
  'other flags alone': lacks('KUBELET_ARGS="--v=2"\nB=2\n', 'KUBELET_ARGS="--v=2 --cluster-dns={}"\nB=2\n'),
  'other flags alone, in single quotes': lacks("KUBELET_ARGS='--v=2 '\n", "KUBELET_ARGS='--v=2 --cluster-dns={}'\n"),
  'one other flag, without quotes': lacks('KUBELET_ARGS=--v=2\n', 'KUBELET_ARGS="--v=2 --cluster-dns={}"\n'),
  'other flags, CRLF, no final newline': lacks(
    '# A\r\nKUBELET_ARGS=--v=2 --max-pods=50',
    '# A\r\nKUBELET_ARGS="--v=2 --max-pods=50 --cluster-dns={}"',
  ),
  'other flags over many lines': lacks('KUBELET_ARGS="--v=2 \\\n"\n', 'KUBELET_ARGS="--v=2 \\\n--cluster-dns={}"\n'),
  'a variable without a value': lacks('KUBELET_ARGS=\nB=2\n', 'KUBELET_ARGS="--cluster-dns={}"\nB=2\n'),
  'an empty variable': lacks("A=1\nKUBELET_ARGS=''", "A=1\nKUBELET_ARGS='--cluster-dns={}'"),
  'no such variable': lacks('A=1\n', 'A=1\nKUBELET_ARGS="--cluster-dns={}"\n'),
  'no such variable, no final newline': lacks('A=1', 'A=1\nKUBELET_ARGS="--cluster-dns={}"'),
  'no such variable, CRLF': lacks('A=1\r\n', 'A=1\r\nKUBELET_ARGS="--cluster-dns={}"\r\n'),
  'sections and flags within texts': lacks(
    'A="\n[Service]\n--v=2\n"\nB=\\\n--v=2\n#[Service]\n#--v=2\n',
    'A="\n[Service]\n--v=2\n"\nB=\\\n--v=2\n#[Service]\n#--v=2\nKUBELET_ARGS="--cluster-dns={}"\n',
  ),
  'comments alone': lacks('#KUBELET_ARGS="--v=2"\n', '#KUBELET_ARGS="--v=2"\nKUBELET_ARGS="--cluster-dns={}"\n'),
  'an empty file': lacks('', 'KUBELET_ARGS="--cluster-dns={}"\n'),
};

/** Files that the script refuses, each with a part of the reason. */
export const REFUSED_FILES: Record<string, [text: string, reason: string]> = {
  'the variable twice': ['KUBELET_ARGS=\nKUBELET_ARGS=\n', 'KUBELET_ARGS is set twice'],
  'the flag twice': [
    'KUBELET_ARGS="--cluster-dns=1.1.1.1 --cluster-dns=1.1.1.2"\n',
    '--cluster-dns stands there twice',
  ],
  'an export': ['export KUBELET_ARGS="--v=2"\n', 'is exported, which systemd does not read'],
  'a quote that is not closed': ['A="1\nKUBELET_ARGS=\n', 'a quote is not closed'],
  'two texts in quotes': ['KUBELET_ARGS="--v=2"" --max-pods=50"\n', 'KUBELET_ARGS is not understood'],
  'a comment after it': ['KUBELET_ARGS=--v=2 # more\n', 'KUBELET_ARGS is not understood'],
  'no addresses': ['KUBELET_ARGS="--cluster-dns=$DNS"\n', '--cluster-dns in KUBELET_ARGS is not understood'],
  'a flag for an address': ['KUBELET_ARGS="--cluster-dns --v=2"\n', '--cluster-dns in KUBELET_ARGS is not understood'],
  'quotes around the addresses': ['KUBELET_ARGS="--cluster-dns=\\"1.1.1.1\\""\n', 'is not understood'],
  'a drop-in of a unit': [
    "[Service]\nEnvironment='KUBELET_EXTRA_ARGS=--v=2'\n",
    'it has the section [Service], so that it is a unit',
  ],
  'a drop-in of a unit, after comments': ['# mine\n;\n\n  [Service]\nA=1\n', 'it has the section [Service]'],
  'a flag on each line': ['--v=2\n--cluster-dns=10.152.183.10\n', 'it has a flag on a line of its own'],
  'a flag on a line after others': ['# mine\nA=1\n  --v=2', 'it has a flag on a line of its own'],
  'the flag in another one': ['KUBELET_ARGS="--x=--cluster-dns=1.1.1.1"\n', 'is not understood'],
};
