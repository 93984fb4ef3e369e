import { stripVTControlCharacters } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import type { ReportReader, SuiteReport } from '../../ports/report.ts';

const mostBytes = 10 * 1024 * 1024;
const mostDepth = 40;
const mostFailures = 200;
const mostMessage = 300;

interface Counted {
  passed: number;
  failed: number;
  skipped: number;
  failures: { name: string; message: string }[];
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const list = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** First line that says something, without escapes of terminals. */
function firstLine(value: string): string {
  const line = stripVTControlCharacters(value)
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '');
  return (line ?? '').slice(0, mostMessage);
}

function messageOf(problem: unknown): string {
  for (const one of list(problem)) {
    const message = isNode(one)
      ? firstLine(text(one['@message'])) || firstLine(text(one['#text']))
      : firstLine(text(one));
    if (message !== '') return message;
  }
  return 'no message';
}

function countCase(node: unknown, suite: string, into: Counted): void {
  if (!isNode(node)) {
    into.passed += 1;
    return;
  }
  const problem = node['failure'] ?? node['error'];
  if (problem !== undefined) {
    into.failed += 1;
    if (into.failures.length < mostFailures) {
      const name = firstLine(text(node['@name'])) || 'a test without a name';
      const named = firstLine(text(node['@classname']));
      // node:test writes “test” into every classname, which says nothing.
      const group = named === '' || named === 'test' ? suite : named;
      const plain = group === '' || name.startsWith(group) ? name : `${group} › ${name}`;
      into.failures.push({ name: plain.slice(0, mostMessage), message: messageOf(problem) });
    }
  } else if (node['skipped'] !== undefined) into.skipped += 1;
  else into.passed += 1;
}

function countSuite(node: unknown, suite: string, depth: number, into: Counted): void {
  if (depth > mostDepth) throw new Error('nested too deeply');
  if (!isNode(node)) return;
  const name = firstLine(text(node['@name'])) || suite;
  for (const one of list(node['testcase'])) countCase(one, name, into);
  for (const one of list(node['testsuite'])) countSuite(one, name, depth + 1, into);
  for (const one of list(node['testsuites'])) countSuite(one, name, depth + 1, into);
}

/**
 * JUnit XML as node:test, vitest, jest, pytest and others write it. Entities stay as they are written, and a document
 * type is refused outright: no report needs one, and bombs are made of them.
 */
export const reportReader: ReportReader = {
  read(xml): SuiteReport | undefined {
    if (xml.length > mostBytes || /<!DOCTYPE/i.test(xml)) return undefined;
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      processEntities: false,
      parseAttributeValue: false,
      parseTagValue: false,
      allowBooleanAttributes: true,
    });
    const counted: Counted = { passed: 0, failed: 0, skipped: 0, failures: [] };
    try {
      const parsed: unknown = parser.parse(xml, true);
      if (!isNode(parsed) || (parsed['testsuites'] === undefined && parsed['testsuite'] === undefined))
        return undefined;
      countSuite(parsed, '', 0, counted);
    } catch {
      return undefined;
    }
    return counted;
  },
};
