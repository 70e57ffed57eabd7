import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { AWKS, Editor } from './awk';
import { CONFIGURATIONS, REFUSED } from './configurations';

const editor = new Editor('config-file.awk');
const edit = editor.edit.bind(editor);

/** Reads the first YAML document, as the kubelet does. */
function read(text: string) {
  const [document] = parseAllDocuments(text.replace(/^\ufeff/, ''));
  expect(document.errors).toEqual([]);
  return document.toJS();
}

const commentsOf = (text: string) => text.match(/(?<=^|\s)#.*/gm) ?? [];

test('there are awks and configurations to try', () => {
  expect(AWKS).toContainEqual(['mawk', ['mawk']]);
  expect(Object.keys(CONFIGURATIONS).length).toBeGreaterThan(40);
});

describe.each(AWKS)('%s', (_, awk) => {
  describe.each(Object.entries(CONFIGURATIONS))('%s', (_, text) => {
    const list = (read(text).clusterDNS ?? []).join(' ');

    test('is read', () => {
      expect(edit(awk, 'get', text)).toBe(`${list}\n`);
    });

    test.each(['169.254.20.10 10.96.0.10', 'fd00::10', ''])('set to "%s" differs in clusterDNS alone', (to) => {
      const set = edit(awk, 'set', text, to);
      const clusterDNS = to.split(' ').filter((address) => address);
      expect(read(set)).toEqual({ ...read(text), clusterDNS });
      expect(edit(awk, 'get', set)).toBe(`${to}\n`);
      expect(edit(awk, 'rest', set)).toBe(edit(awk, 'rest', text));
      expect(commentsOf(set)).toEqual(commentsOf(text));
      expect(set.includes('\r\n')).toBe(text.includes('\r\n'));
    });

    test('is asked for healthzPort', () => {
      const { healthzPort } = read(text);
      expect(edit(awk, 'healthz', text)).toBe(healthzPort === undefined ? '' : `${healthzPort}\n`);
    });

    test('set twice is as set once', () => {
      const once = edit(awk, 'set', text, '169.254.20.10');
      expect(edit(awk, 'set', edit(awk, 'set', text, 'fd00::10 fd00::11'), '169.254.20.10')).toBe(once);
    });
  });

  test.each(Object.entries(REFUSED))('refuses %s', (_, [text, reason]) => {
    editor.refused(awk, text, reason);
  });
});
