-- The primary key is what counts a completion once, however often and from wherever it is sent.
create table completions (
  day integer not null references days (day),
  user_name text not null check (char_length(user_name) between 1 and 32),
  completed_at timestamptz not null default now(),
  primary key (day, user_name)
);

create index completions_by_user on completions (user_name);
