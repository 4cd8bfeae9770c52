//! Points in time as registries write them and as people read them, in UTC.
//!
//! This module does not know the time now, nor the person's time zone.

use super::http::Moment;

/// Reads a time (RFC 3339); `None` for anything else and for times before 1970, such as Go's zero time of year 1.
///
/// ```text
/// date-time := 4DIGIT "-" 2DIGIT "-" 2DIGIT ( "T" | " " ) 2DIGIT ":" 2DIGIT ":" 2DIGIT [ "." 1*DIGIT ] offset
/// offset    := "Z" | ( "+" | "-" ) 2DIGIT [ ":" ] 2DIGIT
/// ```
/// The colon is left out by `date +%z`, which people put into labels. `t` and `z` are letters of either case; what is finer
/// than a millisecond is cut off, and a leap second is read as the second before it.
pub fn parse(text: &str) -> Option<Moment> {
    let mut rest = text.trim().as_bytes();
    let year = digits(&mut rest, 4)?;
    mark(&mut rest, b"-")?;
    let month = digits(&mut rest, 2).filter(|month| (1..=12).contains(month))?;
    mark(&mut rest, b"-")?;
    let day = digits(&mut rest, 2).filter(|day| (1..=days_in(year, month)).contains(day))?;
    mark(&mut rest, b"Tt ")?;
    let hour = digits(&mut rest, 2).filter(|hour| *hour < 24)?;
    mark(&mut rest, b":")?;
    let minute = digits(&mut rest, 2).filter(|minute| *minute < 60)?;
    mark(&mut rest, b":")?;
    let second = digits(&mut rest, 2).filter(|second| *second <= 60)?.min(59);
    let mut milliseconds = 0;
    if mark(&mut rest, b".").is_some() {
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let fraction = rest.get(..count).filter(|fraction| !fraction.is_empty())?;
        for at in 0..3 {
            milliseconds = milliseconds * 10 + i64::from(fraction.get(at).map_or(0, |digit| digit - b'0'));
        }
        rest = &rest[count..];
    }
    let offset = match mark(&mut rest, b"Zz+-")? {
        sign @ (b'+' | b'-') => {
            let hours = digits(&mut rest, 2).filter(|hours| *hours < 24)?;
            let _ = mark(&mut rest, b":");
            let minutes = digits(&mut rest, 2).filter(|minutes| *minutes < 60)?;
            (hours * 60 + minutes) * if sign == b'-' { -1 } else { 1 }
        }
        _ => 0,
    };
    if !rest.is_empty() {
        return None;
    }
    let minutes = (days_from_civil(year, month, day) * 24 + hour) * 60 + minute - offset;
    u64::try_from((minutes * 60 + second) * 1000 + milliseconds).ok().map(Moment)
}

/// Whether a time is one that builders write for all images, so that the same source gives the same bytes: 1970 (ko, Bazel, Nix), or
/// 1980 (buildpacks, and whatever packs zip files). No image is that old.
pub fn is_constant(moment: Moment) -> bool {
    matches!(to_date(moment).0, 1970 | 1980)
}

/// Year, month, day, hour and minute in UTC.
pub fn to_date(moment: Moment) -> (u64, u64, u64, u64, u64) {
    let minutes = moment.0 / 60_000;
    let (year, month, day) = civil_from_days(minutes / (24 * 60));
    (year, month, day, minutes / 60 % 24, minutes % 60)
}

/// A time for people: `2026-11-22 18:05 UTC`.
pub fn format(moment: Moment) -> String {
    let (year, month, day, hour, minute) = to_date(moment);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// A time for programs, to the second: `2026-11-22T18:05:09Z`.
pub fn iso(moment: Moment) -> String {
    let (year, month, day, hour, minute) = to_date(moment);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", moment.0 / 1000 % 60)
}

/// How long ago `then` was: `just now`, `3 days ago`, and `in 2 hours` where it is still to come.
pub fn ago(now: Moment, then: Moment) -> String {
    let seconds = now.0.abs_diff(then.0) / 1000;
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        86_400..2_678_400 => (seconds / 86_400, "day"),
        // A mean month has 30.44 days, a mean year 365.25.
        2_678_400..31_557_600 => (seconds / 2_629_800, "month"),
        _ => (seconds / 31_557_600, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if then > now { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    number.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

fn mark(rest: &mut &[u8], allowed: &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    allowed.contains(first).then(|| {
        *rest = after;
        *first
    })
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of the proleptic Gregorian calendar, counted in years that begin in March, so that the leap
/// day is a year's last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`], from 1970 on. 146,097 days are 400 years.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: Option<&str>) {
        assert_eq!(parse(text).map(format).as_deref(), shown, "{text:?}");
    }

    #[test]
    fn as_registries_write_them() {
        check("2026-11-22T18:05:09Z", Some("2026-11-22 18:05 UTC"));
        check("2026-11-22T18:05:09.123456789Z", Some("2026-11-22 18:05 UTC"));
        check("2026-11-22t18:05:09z", Some("2026-11-22 18:05 UTC"));
        check("2026-11-22 18:05:09Z", Some("2026-11-22 18:05 UTC"));
        check("2026-11-22T18:05:09+02:00", Some("2026-11-22 16:05 UTC"));
        check("2026-01-01T00:05:09+05:30", Some("2025-12-31 18:35 UTC"));
        check("2026-12-31T23:05:09.5-01:00", Some("2027-01-01 00:05 UTC"));
        check("2016-12-31T23:59:60Z", Some("2016-12-31 23:59 UTC"));
        check("2024-02-29T12:00:00Z", Some("2024-02-29 12:00 UTC"));
        check("1970-01-01T00:00:00Z", Some("1970-01-01 00:00 UTC"));
        check("9999-12-31T23:59:59Z", Some("9999-12-31 23:59 UTC"));
    }

    #[test]
    fn for_programs() {
        for (text, written) in [
            ("2026-11-22T18:05:09.987Z", "2026-11-22T18:05:09Z"),
            ("2026-11-22 18:05:09+0200", "2026-11-22T16:05:09Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(parse(text).map(iso).as_deref(), Some(written), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-00-01T12:00:00Z",
            "2026-11-00T12:00:00Z",
            "2026-11-22",
            "2026-11-22T18:05:09",
            "2026-11-22T24:00:00Z",
            "2026-11-22T18:60:00Z",
            "2026-11-22T18:05:61Z",
            "2026-11-22T18:05:09.Z",
            "2026-11-22T18:05:09+02",
            "2026-11-22T18:05:09+24:00",
            "2026-11-22T18:05:09Z!",
            "+2026-11-22T18:05:09Z",
            "２026-11-22T18:05:09Z",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn how_long_ago() {
        let now = parse("2026-11-22T18:05:09Z").expect("a time");
        for (then, words) in [
            ("2026-11-22T18:05:09Z", "just now"),
            ("2026-11-22T18:05:40Z", "just now"),
            ("2026-11-22T18:04:09Z", "1 minute ago"),
            ("2026-11-22T17:15:09Z", "50 minutes ago"),
            ("2026-11-22T17:05:09Z", "1 hour ago"),
            ("2026-11-22T20:06:09Z", "in 2 hours"),
            ("2026-11-21T18:05:09Z", "1 day ago"),
            ("2026-11-19T18:05:09Z", "3 days ago"),
            ("2026-10-22T18:05:09Z", "1 month ago"),
            ("2025-12-22T18:05:09Z", "11 months ago"),
            ("2025-11-22T12:05:09Z", "1 year ago"),
            ("1970-01-01T00:00:00Z", "56 years ago"),
            ("2029-11-22T18:05:09Z", "in 3 years"),
        ] {
            assert_eq!(ago(now, parse(then).expect(then)), words, "{then}");
        }
    }

    #[test]
    fn what_builders_write_for_all_images() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(true)),
            ("1970-01-01T00:00:01Z", Some(true)),
            ("1980-01-01T00:00:01Z", Some(true)),
            ("2013-03-20T12:00:00Z", Some(false)),
            ("2026-11-28T10:00:00+0100", Some(false)),
            ("0001-01-01T00:00:00Z", None),
        ] {
            assert_eq!(parse(text).map(is_constant), expected, "{text}");
        }
        assert_eq!(parse("2026-11-28T10:00:00+0100"), parse("2026-11-28T09:00:00Z"));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_text(text in "\\PC{0,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]{5,12}[Zz+-]?[0-9:]{0,5}") {
            if let Some(moment) = parse(&text) {
                let known: jiff::Timestamp = text.trim().parse().expect("jiff reads it as well");
                proptest::prop_assert_eq!(moment.0 as i64, known.as_millisecond());
            }
        }

        #[test]
        fn every_moment(milliseconds in 0u64..253_402_207_200_000, offset in -86_399i32..86_400) {
            let offset = jiff::tz::Offset::from_seconds(offset / 60 * 60).expect("less than a day");
            let time = jiff::Timestamp::from_millisecond(milliseconds as i64).expect("in range");
            proptest::prop_assert_eq!(parse(&time.to_string()), Some(Moment(milliseconds)));
            proptest::prop_assert_eq!(parse(&time.display_with_offset(offset).to_string()), Some(Moment(milliseconds)));
            let shown = time.strftime("%Y-%m-%d %H:%M UTC").to_string();
            proptest::prop_assert_eq!(format(Moment(milliseconds)), shown);
            proptest::prop_assert_eq!(iso(Moment(milliseconds)), time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        }

        #[test]
        fn any_moment(now: u64, then: u64) {
            ago(Moment(now), Moment(then));
            format(Moment(then));
            iso(Moment(then));
        }
    }
}
