import { describe, expect, it } from 'vitest';
import { reportReader } from '../../../src/adapters/junit/read-report.ts';

const shapes: [string, string, object][] = [
  [
    'node:test',
    '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n\t<testsuite name="days" time="0.1" tests="2" failures="1">\n\t\t<testcase name="are listed" time="0.01" classname="test"/>\n\t\t<testcase name="open in time" time="0.02" classname="test" failure="not ok"><failure type="testCodeFailure" message="Expected values to be strictly equal:&#10;&#10;1 !== 2">[Error]</failure></testcase>\n\t</testsuite>\n\t<testcase name="alone" time="0" classname="test"/>\n</testsuites>',
    { passed: 2, failed: 1, failures: [{ name: 'days › open in time' }] },
  ],
  [
    'vitest',
    '<testsuites name="vitest tests" tests="1"><testsuite name="a.test.ts"><testcase classname="a.test.ts" name="adds"><failure message="expected 1 to be 2" type="AssertionError">AssertionError: expected 1 to be 2\n at a.test.ts:3</failure></testcase><testcase classname="a.test.ts" name="later"><skipped/></testcase></testsuite></testsuites>',
    { passed: 0, failed: 1, skipped: 1, failures: [{ name: 'a.test.ts › adds', message: 'expected 1 to be 2' }] },
  ],
  [
    'pytest',
    '<testsuites><testsuite name="pytest" errors="1"><testcase classname="tests.test_a" name="test_x"><error message="boom">Traceback</error></testcase></testsuite></testsuites>',
    { failed: 1, failures: [{ name: 'tests.test_a › test_x', message: 'boom' }] },
  ],
  [
    'a single suite',
    '<testsuite name="one"><testcase name="a"/><testcase name="b"/></testsuite>',
    { passed: 2, failed: 0 },
  ],
  ['an empty one', '<testsuites/>', { passed: 0, failed: 0 }],
];

describe('a JUnit report', () => {
  it.each(shapes)('of %s is read', (_, xml, wanted) => {
    expect(reportReader.read(xml)).toMatchObject(wanted);
  });

  it('loses terminal escapes and is cut', () => {
    const report = reportReader.read(
      `<testsuite><testcase name="\u001B[31mred\u001B[0m"><failure message="${'x'.repeat(5000)}"/></testcase></testsuite>`,
    );
    expect(report?.failures[0]?.name).toBe('red');
    expect(report?.failures[0]?.message.length).toBe(300);
  });

  it.each([
    ['malformed', '<testsuite><testcase'],
    ['something else', '<html></html>'],
    ['text', 'all green, trust me'],
    ['nothing', ''],
    [
      'a bomb of entities',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>',
    ],
    ['too large', `<testsuite>${' '.repeat(11 * 1024 * 1024)}</testsuite>`],
    ['nested without end', '<testsuite>'.repeat(60) + '</testsuite>'.repeat(60)],
  ])('that is %s is not readable', (_, xml) => {
    expect(reportReader.read(xml)).toBeUndefined();
  });
});
