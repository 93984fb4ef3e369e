-- One row: the event. A fresh environment begins on the day that it was made, so that one day is open and the rest wait.
create table event (
  only_one boolean primary key default true check (only_one),
  title text not null,
  starts_on date not null
);

-- `override` is what somebody decided by hand, against the calendar.
create table days (
  day integer primary key check (day between 0 and 99),
  title text not null,
  story text not null,
  override text check (override in ('open', 'closed'))
);

create table tasks (
  day integer not null references days (day) on delete cascade,
  mode text not null check (mode in ('normal', 'veteran')),
  question text not null,
  answer text not null,
  primary key (day, mode)
);
