import { createSqlReader } from '../../../src/adapters/sql/reader.ts';

// A process of its own, since what V8 does with WebAssembly is told to its standard output.
const reader = createSqlReader();
for (let n = 0; n < 100; n += 1)
  await reader.classify(`create table days_${n} (day integer primary key); alter table days_${n} add opens date`);
process.stdout.write('read 100 migrations\n');
