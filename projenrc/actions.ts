import { Scalar } from 'yaml';

/** Every action of the workflows, by the commit of its release: a tag can be moved to other code, a commit cannot. */
const ACTIONS = {
  'actions/checkout': ['d23441a48e516b6c34aea4fa41551a30e30af803', 'v6.1.0'],
  'actions/download-artifact': ['018cc2cf5baa6db3ef3c5f8a56943fffe632ef53', 'v6.0.0'],
  'actions/setup-node': ['249970729cb0ef3589644e2896645e5dc5ba9c38', 'v6.5.0'],
  'actions/setup-python': ['ece7cb06caefa5fff74198d8649806c4678c61a1', 'v6.3.0'],
  'actions/upload-artifact': ['330a01c490aca151604b8cf639adc76d48f6c5d4', 'v5.0.0'],
  'pypa/gh-action-pypi-publish': ['cef221092ed1bacb1cc03d23a2d87d1d172e277b', 'v1.14.0'],
} as const;

/** A step that runs an action, with its release as a comment. */
export function action(name: keyof typeof ACTIONS, inputs?: Record<string, string | number | boolean>) {
  const [commit, release] = ACTIONS[name];
  const uses = new Scalar(`${name}@${commit}`);
  uses.comment = ` ${release}`;
  return inputs ? { uses, with: inputs } : { uses };
}
