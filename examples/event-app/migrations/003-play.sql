-- One row for a person and a day is what counts a completion once, however often and from wherever it is sent. Veteran
-- takes normal's place, never the other way round.
create table completions (
  user_id integer not null references users (id) on delete cascade,
  day integer not null references days (day),
  mode text not null check (mode in ('normal', 'veteran')),
  completed_at timestamptz not null default now(),
  primary key (user_id, day)
);

create table feedback (
  user_id integer not null references users (id) on delete cascade,
  day integer not null references days (day),
  rating integer not null check (rating between 1 and 5),
  words text not null default '' check (char_length(words) <= 1000),
  given_at timestamptz not null default now(),
  primary key (user_id, day)
);
