import { expect, test } from 'vitest';
import { Zone } from '../../src';
import { problemsOf } from '../helpers';

const problems = (types: string[], image?: string) =>
  problemsOf({ image, zones: { 'corp.example': Zone.of({ withoutTypes: types }) } });

test.each(['ANY', 'any'])('%s is no type of a record, since it would empty every answer', (type) => {
  expect(problems([type])).toHaveLength(1);
});

test.each(['HTTPS', 'SVCB', 'ZONEMD'])('%s is refused with an image whose CoreDNS does not know it', (type) => {
  expect(problems(['AAAA', type], 'node-cache:1.21.3')).toEqual([
    `zones['corp.example'].withoutTypes: got '${type}': it needs node-cache 1.22.28, the image has 1.21.3; ` +
      'use a newer image, set imageVersion if the tag does not say it, or leave it out',
  ]);
  expect(problems([type], 'node-cache:1.22.28')).toEqual([]);
});
