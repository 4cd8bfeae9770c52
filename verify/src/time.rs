//! Times as documents write them, in seconds since 1970.

/// The seconds of a date and a time of day in UTC; `None` where there is no such.
pub fn seconds(date: [i64; 3], time: [i64; 3]) -> Option<i64> {
    let [year, month, day] = date;
    let [hour, minute, second] = time;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let is_one = (0..=9999).contains(&year) && (1..=days_in).contains(&day);
    let is_time = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    if !is_one || !is_time {
        return None;
    }
    // Years begin in March here, so a leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    let days = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + days_before_month
        + day
        - 1
        - 719_468;
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// A time as RFC 3339 writes it: `2026-12-01T03:04:05.6Z`, `…+01:00`. Fractions are dropped.
pub fn rfc3339(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let is_marked = marks.iter().all(|(at, mark)| bytes.get(*at) == Some(mark));
    if !is_marked || !matches!(bytes.get(10), Some(b'T' | b't')) {
        return None;
    }
    let at = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let seconds = seconds([at(0, 4)?, at(5, 7)?, at(8, 10)?], [at(11, 13)?, at(14, 16)?, at(17, 19)?])?;
    let mut rest = &bytes[19..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let end = fraction.iter().position(|byte| !byte.is_ascii_digit()).filter(|end| *end > 0)?;
        rest = &fraction[end..];
    }
    match rest {
        [b'Z' | b'z'] => Some(seconds),
        [sign @ (b'+' | b'-'), offset @ ..] if offset.len() == 5 && offset[2] == b':' => {
            let (hours, minutes) = (digits(&offset[..2])?, digits(&offset[3..])?);
            let offset = (hours < 24 && minutes < 60).then_some(hours * 3_600 + minutes * 60)?;
            Some(if *sign == b'+' { seconds - offset } else { seconds + offset })
        }
        _ => None,
    }
}

/// A UTCTime as certificates write it: `261201030405Z`. Years to 49 are of this century (RFC 5280, 4.1.2.5.1).
pub fn utc_time(bytes: &[u8]) -> Option<i64> {
    let [year @ .., _, _, _, _, _, _, _, _, _, _, b'Z'] = bytes else { return None };
    let year = digits(year).filter(|_| year.len() == 2)?;
    of_digits(if year < 50 { 2000 + year } else { 1900 + year }, &bytes[2..])
}

/// A GeneralizedTime as certificates write it: `20261201030405Z`.
pub fn generalized_time(bytes: &[u8]) -> Option<i64> {
    (bytes.len() == 15 && bytes[14] == b'Z').then_some(())?;
    of_digits(digits(&bytes[..4])?, &bytes[4..])
}

fn of_digits(year: i64, rest: &[u8]) -> Option<i64> {
    let at = |from: usize| digits(rest.get(from..from + 2)?);
    seconds([year, at(0)?, at(2)?], [at(4)?, at(6)?, at(8)?])
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |all, byte| byte.is_ascii_digit().then(|| all * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `date -u -d … +%s` prints.
    #[test]
    fn times_are_seconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-12-01T03:04:05Z", Some(1_796_094_245)),
            ("2024-02-29T12:00:00.123+01:30", Some(1_709_202_600)),
            ("1969-12-31T23:59:59-00:01", Some(59)),
            ("2023-02-29T12:00:00Z", None),
            ("2026-12-01 03:04:05Z", None),
            ("2026-12-01T03:04:05", None),
            ("2026-12-01T03:04:05.Z", None),
            ("2026-13-01T03:04:05Z", None),
            ("", None),
        ] {
            assert_eq!(rfc3339(text), expected, "{text}");
        }
        assert_eq!(utc_time(b"261201030405Z"), Some(1_796_094_245));
        assert_eq!(utc_time(b"500101000000Z"), Some(-631_152_000));
        assert_eq!(generalized_time(b"20261201030405Z"), Some(1_796_094_245));
        for bad in [&b""[..], b"261201030405", b"2612010304Z", b"26120103040xZ"] {
            assert_eq!(utc_time(bad), None);
        }
        assert_eq!(generalized_time(b"20261201030405.5Z"), None);
    }
}
