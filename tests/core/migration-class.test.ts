import fc from 'fast-check';
import { parse } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { ambiguous, classifyStatements } from '../../src/core/migration-class.ts';
import { migrationClasses, type MigrationClass } from '../../src/core/migration.ts';

const classify = async (sql: string) => classifyStatements(await parse(sql));

/** SQL → class → what a person reads. */
const cases: readonly (readonly [string, MigrationClass, (string | RegExp)?])[] = [
  // Only adds.
  ['create table a (id int primary key, b text references c (id))', 'additive'],
  ['create table if not exists a (id int)', 'additive'],
  ['create temp table a (id int); insert into a select 1 from b', 'additive'],
  ['create schema s create table t (a int)', 'additive'],
  ["create type mood as enum ('glad'); create domain d as text; create sequence s", 'additive'],
  ['create view v as select drop_all() from users', 'additive'],
  ["create function f() returns int language sql as 'select 1'", 'additive'],
  ['create function f() returns void language sql begin atomic delete from users; end', 'additive'],
  ['create materialized view m as select count(*) from users', 'additive'],
  ['create extension if not exists pgcrypto', 'additive'],
  ['alter table a add column b text', 'additive'],
  ["alter table a add column b text not null default 'x'", 'additive'],
  ['alter table a add column b timestamptz not null default now()', 'additive'],
  ['alter table a add column b int generated always as (c * 2) virtual', 'additive'],
  ['create index concurrently i on a (lower(b))', 'additive'],
  ['create table a (b int); create unique index on a (b); alter table a add check (b > 0)', 'additive'],
  [
    'create table p (a int) partition by range (a); create table q partition of p for values from (1) to (2)',
    'additive',
  ],
  ['alter table a add constraint c foreign key (b) references d (e) not valid', 'additive'],
  ['alter table a validate constraint c', 'additive'],
  ["alter type mood add value 'sad'", 'additive'],
  ["comment on table a is 'x'; grant select on a to b; analyze a", 'additive'],
  ["insert into a values (1, 'x') on conflict do nothing", 'additive'],
  ["begin; set local lock_timeout = '5s'; alter table a add b int; commit", 'additive'],
  ["select pg_catalog.set_config('search_path', '', false); set standard_conforming_strings = on", 'additive'],
  ['refresh materialized view concurrently m; reindex index concurrently i; vacuum a', 'additive'],
  // Locks, rewrites, or lets the old version stumble.
  ['create index i on a (b)', 'risky', 'builds an index on a, which stops writing meanwhile'],
  ['create unique index concurrently i on a (b)', 'risky', /unique/],
  ['create table if not exists a (b int); create index on a (b)', 'risky', /index on a/],
  ['create table a (b int); create index on public.a (b)', 'risky', /public\.a/],
  ['create table a (b int); set search_path = other; create index on a (b)', 'risky', /index on a/],
  ['create table a (b int); rollback; create index on a (b)', 'risky', /index on a/],
  ['alter table a add b int not null', 'risky', /without a default/],
  ['alter table a add b int not null default null', 'risky', /without a default/],
  ['alter table a add b uuid default gen_random_uuid()', 'risky', /differs by row/],
  ['alter table a add b serial', 'risky', /serial/],
  ['alter table a add b int generated always as identity', 'risky', /identity/],
  ['alter table a add b int generated always as (c * 2) stored', 'risky', /computed/],
  ['alter table a add b int unique', 'risky', /constraint/],
  ['alter table a add constraint c check (b > 0)', 'risky', /the constraint c/],
  ['alter table a add primary key (b)', 'risky', /constraint/],
  ['alter table a alter b set not null', 'risky', /NOT NULL/],
  ['alter table a alter b drop not null', 'risky', /empty/],
  ['alter table a alter b drop default', 'risky', /drops the default of a\.b/],
  ['alter table a alter b type text', 'risky', /to text/],
  ['alter table a alter b type bigint', 'risky', /to int8/],
  ['alter table a drop constraint c', 'risky', /drops the constraint c/],
  ['alter table a rename to b', 'risky', 'renames the table a'],
  ['alter table a rename b to c', 'risky', 'renames the column a.b'],
  ["alter type mood rename value 'a' to 'b'", 'risky', /enum/],
  ['alter table a set schema b', 'risky', /schema/],
  ['create or replace view v as select 1', 'risky', 'replaces the view v'],
  ["create or replace function f() returns int language sql as 'select 1'", 'risky', 'replaces the function f'],
  ['create trigger t after insert on a execute function f()', 'risky', /trigger/],
  ['create table q partition of p for values in (1)', 'risky', /q to p/],
  ['update a set b = 1', 'risky', 'changes rows of a'],
  ['insert into a select * from b', 'risky', 'copies rows into a'],
  ['insert into a values (1) on conflict (b) do update set c = 1', 'risky', /changes rows/],
  ['merge into a using b on a.i = b.i when matched then update set c = 1', 'risky', /changes rows/],
  ['drop index concurrently i', 'risky', 'drops index i'],
  ['vacuum full a', 'risky', /VACUUM FULL/],
  ['revoke all on a from b', 'risky', /rights/],
  ['lock table a', 'risky', /locks/],
  ['select * from a for update', 'risky', 'locks rows'],
  ["select setval('s', 1)", 'risky', 'sets a sequence'],
  // Gone is gone.
  ['drop table users', 'destructive', 'drops table users'],
  ['drop table if exists a.users, b', 'destructive', 'drops table a.users and 1 more'],
  ['create table a (b int); drop table a', 'destructive', 'drops table a'],
  ['drop schema s cascade', 'destructive', 'drops schema s, with all that depends on it'],
  ['drop index i cascade', 'destructive', /depends on it/],
  ['drop view v; drop type t; drop function f(int)', 'destructive', 'drops view v (and 2 more)'],
  ['drop owned by x', 'destructive', /role owns/],
  ['truncate a', 'destructive', 'empties the table a'],
  ['delete from a where false', 'destructive', 'deletes rows of a'],
  ['with d as (delete from users returning *) insert into a select * from d', 'destructive', 'deletes rows of users'],
  ['with d as (delete from users returning *) select count(*) from d', 'destructive', 'deletes rows of users'],
  ['create table b as with d as (select 1) select * from d; delete from b', 'destructive', 'deletes rows of b'],
  ['merge into a using b on a.i = b.i when matched then delete', 'destructive', 'deletes rows of a'],
  ['alter table a add b int, drop column c', 'destructive', 'drops column a.c'],
  ['alter table a drop constraint c cascade', 'destructive', /depends on it/],
  ['alter table a alter b type varchar(3) using b::text', 'destructive', /by an expression/],
  ['alter table a alter b type varchar(3)', 'destructive', /rounded, cut or refused/],
  ['alter table a alter b type date', 'destructive', /to date/],
  ['alter table a detach partition p', 'destructive', /rows of p out of a/],
  ['alter table a set unlogged', 'destructive', /crash empties/],
  ['do $$ begin end $$; drop table users', 'destructive', 'drops table users'],
  // Nobody can tell.
  ['do $$ begin drop table users; end $$', 'unknown', 'runs code (DO)'],
  ['call tidy()', 'unknown', /CALL/],
  ['copy a from stdin', 'unknown', /COPY/],
  ['select drop_all()', 'unknown', /calls drop_all\(\)/],
  ['select public.now()', 'unknown', /calls public\.now\(\)/],
  ['insert into a values (drop_all())', 'unknown', /drop_all/],
  ['alter table a add b int default drop_all()', 'unknown', /drop_all/],
  ['create index concurrently i on a (drop_all(b))', 'unknown', /drop_all/],
  ["set standard_conforming_strings = off; select '\\', '; drop table users; --'", 'unknown', /standard_conforming/],
  ["select set_config('standard_conforming_strings', 'off', false)", 'unknown', /standard_conforming/],
  ["set client_encoding = 'sjis'", 'unknown', /client_encoding/],
  ['set session_replication_role = replica', 'unknown', /session_replication_role/],
  ['update pg_catalog.pg_class set relname = relname', 'unknown', /own table/],
  ['delete from pg_attribute', 'unknown', /own table/],
  ['prepare x as delete from users; execute x', 'unknown'],
  ['create table a as execute x', 'unknown', /prepared/],
  ['explain analyze delete from users', 'unknown', /Explain/],
  ["prepare transaction 'x'", 'unknown', /prepared/],
  ['alter system set fsync = off', 'unknown'],
  ['create rule r as on insert to a do instead nothing', 'unknown'],
  ['alter role r superuser', 'unknown'],
];

describe('a migration’s class', () => {
  it.for(cases)('%s is %s', async ([sql, its, why]) => {
    const found = await classify(sql);
    expect(found.class).toBe(its);
    if (its === 'additive') expect(found.why).toBeUndefined();
    else if (why === undefined) expect(found.why).not.toBe('');
    else if (typeof why === 'string') expect(found.why).toBe(why);
    else expect(found.why).toMatch(why);
  });

  it('is made of text that cannot break out of its line, however a name is written', async () => {
    const found = await classify(`drop table "us\nérs \u202e@everyone ${'x'.repeat(50)}"`);
    expect(found.class).toBe('destructive');
    expect(found.why).not.toMatch(/[\n\u202e]/);
    expect((await classify(`drop table ${Array.from({ length: 500 }, (_, n) => `t${n}`).join(',')}`)).why).toHaveLength(
      'drops table t0 and 499 more'.length,
    );
  });
});

const anyClass = new Set<string>(migrationClasses);
const parsable = fc
  .array(fc.constantFrom(...cases.map(([sql]) => sql)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((list) => list.join(';\n'));

describe('for any text', () => {
  it('there is an answer, from whatever a parser might have made of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ stmts: fc.anything() }),
          fc.record({
            stmts: fc.array(
              fc.record({
                stmt: fc.dictionary(
                  fc.constantFrom(
                    'DropStmt',
                    'AlterTableStmt',
                    'SelectStmt',
                    'IndexStmt',
                    'InsertStmt',
                    'RenameStmt',
                    '__proto__',
                    'CreateStmt',
                    'TruncateStmt',
                  ),
                  fc.anything(),
                ),
              }),
            ),
          }),
        ),
        (parsed) => {
          const found = classifyStatements(parsed);
          expect(anyClass.has(found.class)).toBe(true);
          expect(found.class === 'additive').toBe(found.why === undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('what is looked at before the parser never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void ambiguous(text)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/*', '*/', '!', 'x', "'", '\n')),
        (parts) => void ambiguous(parts.join('')),
      ),
    );
  });

  it('a DROP TABLE at its end makes any file that can be read destructive, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(parsable, fc.constantFrom('users', 'a', 'public.a'), async (sql, table) => {
        expect((await classify(`${sql};\ndrop table ${table}`)).class).toBe('destructive');
      }),
      { numRuns: 150 },
    );
  });

  it('an additive statement at its end makes no file better', async () => {
    await fc.assert(
      fc.asyncProperty(parsable, async (sql) => {
        expect((await classify(`${sql};\ncreate table one_more (a int)`)).class).toBe((await classify(sql)).class);
      }),
      { numRuns: 150 },
    );
  });
});
