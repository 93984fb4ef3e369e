-- One row: when the event began. A fresh environment starts on the first of its month, so that some days are open
-- and, most of the month, some are not.
create table event (
  only_one boolean primary key default true check (only_one),
  title text not null,
  starts_on date not null default date_trunc('month', now() at time zone 'utc')
);

insert into event (title) values ('The long December');

create table days (
  day integer primary key check (day between 1 and 24),
  title text not null
);

insert into days (day, title) values
  (1, 'First snow'), (2, 'A letter arrives'), (3, 'The locked shed'), (4, 'Footprints'),
  (5, 'Cinnamon'), (6, 'Boots at the door'), (7, 'The old map'), (8, 'Candlelight'),
  (9, 'Ice on the lake'), (10, 'A borrowed sledge'), (11, 'The baker’s secret'), (12, 'Half way'),
  (13, 'Lucia'), (14, 'The choir'), (15, 'A missing star'), (16, 'Paper lanterns'),
  (17, 'The night train'), (18, 'Pine and resin'), (19, 'Postcards'), (20, 'The last shop'),
  (21, 'Longest night'), (22, 'Suitcases'), (23, 'Almost'), (24, 'The green room');
