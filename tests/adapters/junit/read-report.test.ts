import { describe, expect, it } from 'vitest';
import { reportReader } from '../../../src/adapters/junit/read-report.ts';

const shapes: [string, string, object][] = [
  [
    'node:test',
    '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n\t<testsuite name="days" time="0.1" tests="2" failures="1">\n\t\t<testcase name="are listed" time="0.01" classname="test"/>\n\t\t<testcase name="open in time" time="0.02" classname="test" failure="not ok"><failure type="testCodeFailure" message="Expected values to be strictly equal:&#10;&#10;1 !== 2">[Error]</failure></testcase>\n\t</testsuite>\n\t<testcase name="alone" time="0" classname="test"/>\n</testsuites>',
    {
      passed: 2,
      failed: 1,
      failures: [{ name: 'days › open in time', message: 'Expected values to be strictly equal:' }],
    },
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
  [
    'Playwright, of a test that was given a page of HTML',
    '<testsuites><testsuite name="pages"><testcase name="shows the day" classname="day.spec.ts"><failure message="day.spec.ts:3:1 shows the day" type="FAILURE"><![CDATA[Expected: 200\nReceived: <!DOCTYPE html><html>&amp;</html>]]></failure><system-out><![CDATA[<!doctype html>]]></system-out></testcase><testcase name="opens"><!-- <!DOCTYPE html> --></testcase></testsuite></testsuites>',
    { passed: 1, failed: 1, failures: [{ message: 'day.spec.ts:3:1 shows the day' }] },
  ],
  [
    'one whose words have quotes, brackets and breaks in them',
    '<testsuite name="a &amp; b"><testcase name="says &quot;hi&quot; &#x1F600;"><failure message="&#27;[31mexpected &apos;&amp;lt;&apos; to be &lt;p&gt;&#10;second"/></testcase></testsuite>',
    { failures: [{ name: 'a & b › says "hi" 😀', message: "expected '&lt;' to be <p>" }] },
  ],
  [
    'one whose message is a section as it is',
    '<testsuite name="s"><testcase name="t"><error><![CDATA[\n1 &lt; 2 <!DOCTYPE html>]]></error></testcase></testsuite>',
    { failures: [{ message: '1 &lt; 2 <!DOCTYPE html>' }] },
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
    [
      'a bomb behind a comment',
      '<!-- <![CDATA[ --><!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite><!-- ]]> -->',
    ],
    ['made of sections that never end', `<testsuite>${'<![CDATA['.repeat(1_000_000)}`],
    ['made of declarations', `<testsuite>${'<!'.repeat(5_000_000)}`],
    ['too large', `<testsuite>${' '.repeat(11 * 1024 * 1024)}</testsuite>`],
    ['nested without end', '<testsuite>'.repeat(60) + '</testsuite>'.repeat(60)],
  ])('that is %s is not readable', (_, xml) => {
    expect(reportReader.read(xml)).toBeUndefined();
  });
});
