import { stripVTControlCharacters } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import type { ReportReader, SuiteReport } from '../../ports/report.ts';

const mostBytes = 10 * 1024 * 1024;
const mostDepth = 40;
const mostFailures = 200;
const mostMessage = 300;
const cdata = '#cdata';

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
const escapedText = (value: unknown): string => unescaped(text(value));
/** In a CDATA section nothing is escaped. */
const literal = (node: Readonly<Record<string, unknown>>): string => list(node[cdata]).map(text).join('');

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What XML itself writes for a character. Once, so that nothing can grow: `&amp;lt;` is the text `&lt;`. */
function unescaped(value: string): string {
  return value.replace(/&(?:#(\d{1,7})|#x([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return named[name] ?? whole;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole;
  });
}

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
      ? firstLine(escapedText(one['@message'])) || firstLine(escapedText(one['#text'])) || firstLine(literal(one))
      : firstLine(escapedText(one));
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
      const name = firstLine(escapedText(node['@name'])) || 'a test without a name';
      const named = firstLine(escapedText(node['@classname']));
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
  const name = firstLine(escapedText(node['@name'])) || suite;
  for (const one of list(node['testcase'])) countCase(one, name, into);
  for (const one of list(node['testsuite'])) countSuite(one, name, depth + 1, into);
  for (const one of list(node['testsuites'])) countSuite(one, name, depth + 1, into);
}

/** What a test printed may well be a page of HTML: in a CDATA section, or a comment, that is text. One pass, whatever is in it. */
function hasDocumentType(xml: string): boolean {
  const opening = /<!(?:\[CDATA\[|--|DOCTYPE)/gi;
  for (let found = opening.exec(xml); found !== null; found = opening.exec(xml)) {
    const [begin] = found;
    const closing = begin === '<!--' ? '-->' : ']]>';
    const end = begin === '<!--' || begin === '<![CDATA[' ? xml.indexOf(closing, opening.lastIndex) : undefined;
    // Also `<![cdata[`, which opens no section.
    if (end === undefined) return true;
    if (end < 0) return false;
    opening.lastIndex = end + closing.length;
  }
  return false;
}

/**
 * JUnit XML as node:test, vitest, jest, pytest and others write it. Entities that a document declares are never expanded,
 * and a document type is refused outright: no report needs one, and bombs are made of them.
 */
export const reportReader: ReportReader = {
  read(xml): SuiteReport | undefined {
    if (xml.length > mostBytes || hasDocumentType(xml)) return undefined;
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      processEntities: false,
      cdataPropName: cdata,
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
