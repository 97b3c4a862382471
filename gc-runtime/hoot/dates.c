// Dates: points of time, seen in the local time of TZ or /etc/localtime, as JavaScript's Date sees them (ECMA-262, Date
// objects); texts are those of English in the United States, which is what node prints without a locale.
//
//   date   an array of one word: milliseconds since 1970, a float; not a number if there is no such date
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "alloc.h"
#include "cast.h"
#include "strings.h"

#include "hoot.h"

// In entry.c.
extern const u32 hoot_date_type;

#define MS_PER_DAY 86400000.0
#define LATEST 8.64e15  // and the earliest, negative

static ref date_new(ref *sp, f64 ms) {
  ref date = wr_array_new(sp, hoot_date_type, 1, 3);
  *(f64 *)wr_array_items(date) = fabs(ms) <= LATEST ? trunc(ms) + 0.0 : (f64)NAN;
  return date;
}

static f64 date_ms(ref date) {
  return *(f64 *)wr_array_items(wr_as_any(date, hoot_date_type, 0));
}

// --- Local time

// The files that say what local time is are out of reach once only granted folders are left.
__attribute__((constructor)) static void read_time_zone(void) {
  tzset();
}

static struct tm fields_at(f64 ms) {
  time_t seconds = (time_t)floor(ms / 1000);
  struct tm fields = {0};
  localtime_r(&seconds, &fields);
  return fields;
}

// Local time minus universal time, in milliseconds.
static f64 offset_at(f64 ms) {
  return (f64)fields_at(ms).tm_gmtoff * 1000;
}

// The universal time of a local one. Of two the earlier; one that is skipped is told by the offset before it.
static f64 universal(f64 local) {
  f64 before = offset_at(local - MS_PER_DAY), after = offset_at(local + MS_PER_DAY);
  bool is_before = offset_at(local - before) == before, is_after = offset_at(local - after) == after;
  return local - (is_before || !is_after ? before : after);
}

// Days from 1970 to the first of a month of the Gregorian calendar, which is to have no beginning. Years begin in March here.
static f64 days_to_month(f64 year, f64 month) {
  f64 y = year + floor(month / 12), m = month - 12 * floor(month / 12);
  if (m < 2) y--;
  f64 day_of_year = floor((153 * (m < 2 ? m + 10 : m - 2) + 2) / 5);
  return 365 * y + floor(y / 4) - floor(y / 100) + floor(y / 400) + day_of_year - 719468;
}

ref hoot_make_date(ref *sp, u32 year, u32 month, u32 day, u32 hour, u32 minute, u32 second, u32 ms) {
  f64 full_year = year <= 99 ? 1900 + (f64)year : (f64)(i32)year;
  f64 days = days_to_month(full_year, (f64)(i32)month) + (f64)(i32)day - 1;
  f64 time = (f64)(i32)hour * 3600000 + (f64)(i32)minute * 60000 + (f64)(i32)second * 1000 + (f64)(i32)ms;
  f64 local = days * MS_PER_DAY + time;
  return date_new(sp, fabs(local) <= LATEST + MS_PER_DAY ? universal(local) : (f64)NAN);
}

ref hoot_ms_utc_to_date(ref *sp, f64 ms) {
  return date_new(sp, ms);
}

// What is no date has zeros, as a number that is none becomes an i32.
static struct tm date_fields(ref date) {
  f64 ms = date_ms(date);
  return isnan(ms) ? (struct tm){.tm_year = -1900} : fields_at(ms);
}

u32 hoot_date_year(ref date) { return (u32)date_fields(date).tm_year + 1900; }
u32 hoot_date_month(ref date) { return (u32)date_fields(date).tm_mon; }
u32 hoot_date_day(ref date) { return (u32)date_fields(date).tm_mday; }
u32 hoot_date_weekday(ref date) { return (u32)date_fields(date).tm_wday; }
u32 hoot_date_hour(ref date) { return (u32)date_fields(date).tm_hour; }
u32 hoot_date_min(ref date) { return (u32)date_fields(date).tm_min; }
u32 hoot_date_sec(ref date) { return (u32)date_fields(date).tm_sec; }

u32 hoot_date_ms(ref date) {
  f64 ms = date_ms(date);
  return isnan(ms) ? 0 : (u32)(ms - 1000 * floor(ms / 1000));
}

// In minutes, positive west of Greenwich.
u32 hoot_date_timezone_offset(ref date) {
  return (u32)-(i32)(date_fields(date).tm_gmtoff / 60);
}

// --- Texts

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
                                     "October", "November", "December"};

// Zones that have a short name in the United States; others are told by their offsets.
static const char *const known_zones[] = {"UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST",
                                          "AKDT", "HST"};
static const i32 known_offsets[] = {0, 0, -5, -4, -6, -5, -7, -6, -8, -7, -9, -8, -10};

static void write_zone(char *to, size_t room, const struct tm *fields) {
  i32 offset = (i32)fields->tm_gmtoff, size = offset < 0 ? -offset : offset;
  for (u32 i = 0; i < sizeof known_offsets / sizeof *known_offsets; i++) {
    if (known_offsets[i] * 3600 != offset || !fields->tm_zone || strcmp(fields->tm_zone, known_zones[i]) != 0) continue;
    snprintf(to, room, "%s", known_zones[i]);
    return;
  }
  int hours = size / 3600, minutes = size / 60 % 60, seconds = size % 60;
  char sign = offset < 0 ? '-' : '+';
  if (seconds) snprintf(to, room, "GMT%c%d:%02d:%02d", sign, hours, minutes, seconds);
  else if (minutes) snprintf(to, room, "GMT%c%d:%02d", sign, hours, minutes);
  else snprintf(to, room, "GMT%c%d", sign, hours);
}

#define TEXT_ROOM 96

static void write_date(char *to, const struct tm *fields) {
  int year = fields->tm_year + 1900;
  // Before the year 1 they are counted backwards, and none is called 0.
  snprintf(to, TEXT_ROOM, "%s %d, %d", months[fields->tm_mon % 12], fields->tm_mday, year > 0 ? year : 1 - year);
}

static void write_time(char *to, const struct tm *fields) {
  char zone[32];
  write_zone(zone, sizeof zone, fields);
  int hour = fields->tm_hour % 12;
  snprintf(to, TEXT_ROOM, "%d:%02d:%02d %s %s", hour ? hour : 12, fields->tm_min, fields->tm_sec,
           fields->tm_hour < 12 ? "AM" : "PM", zone);
}

// There is no text of what is no date: in JavaScript an error.
static struct tm valid_fields(ref date) {
  if (isnan(date_ms(date))) wr_trap(WR_TRAP_CONVERSION);
  return date_fields(date);
}

ref hoot_date_locale(ref *sp, ref date) {
  struct tm fields = valid_fields(date);
  char day[TEXT_ROOM], time[TEXT_ROOM], both[2 * TEXT_ROOM + 4];
  write_date(day, &fields);
  write_time(time, &fields);
  snprintf(both, sizeof both, "%s at %s", day, time);
  return hoot_string_from(sp, both);
}

ref hoot_date_locale_date(ref *sp, ref date) {
  struct tm fields = valid_fields(date);
  char day[TEXT_ROOM];
  write_date(day, &fields);
  return hoot_string_from(sp, day);
}

ref hoot_date_locale_time(ref *sp, ref date) {
  struct tm fields = valid_fields(date);
  char time[TEXT_ROOM];
  write_time(time, &fields);
  return hoot_string_from(sp, time);
}
