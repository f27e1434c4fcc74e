//! Days of the calendar.

use std::fmt;

/// A day: `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2026-11-22`; none for any other form and for days that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let is_shaped = text.len() == 10
            && text.bytes().enumerate().all(|(idx, byte)| match idx {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_shaped {
            return None;
        }
        let date = Self {
            year: text[..4].parse().ok()?,
            month: text[5..7].parse().ok()?,
            day: text[8..].parse().ok()?,
        };
        date.exists().then_some(date)
    }

    fn exists(self) -> bool {
        let is_leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let n_days = match self.month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return false,
        };
        self.year >= 1900 && (1..=n_days).contains(&self.day)
    }

    /// How many days later this day is than another; negative when it is earlier.
    pub fn days_since(self, other: Self) -> i64 {
        self.ordinal() - other.ordinal()
    }

    /// Days since the first of March of year 0: years begin in March, so that a leap day ends its year.
    fn ordinal(self) -> i64 {
        let [year, month, day] = [i64::from(self.year), i64::from(self.month), i64::from(self.day)];
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
    }

    /// `2026年11月22日`.
    pub fn label(self) -> String {
        format!("{}{}日", self.month_label(), self.day)
    }

    /// `2026年11月`.
    pub fn month_label(self) -> String {
        format!("{}年{}月", self.year, self.month)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// `令和9年度` for 2027. Fiscal years before 令和 are given in the western calendar.
pub fn fiscal_year(year: u32) -> String {
    match year.checked_sub(2018) {
        Some(1) => "令和元年度".to_owned(),
        Some(era_year) if era_year > 1 => format!("令和{era_year}年度"),
        _ => format!("{year}年度"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_days_that_exist_are_read() {
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "2026/11/22", "2026-11-00", "２０２６-11-1", ""]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(date("2026-11-22").days_since(date("2025-11-22")), 365);
        assert_eq!(date("2024-03-01").days_since(date("2024-02-28")), 2);
        assert_eq!(date("2000-01-01").days_since(date("1900-01-01")), 36524);
        assert_eq!(date("2026-01-01").days_since(date("2026-01-31")), -30);
    }

    #[test]
    fn readers_see_japanese() {
        assert_eq!(date("2026-01-05").label(), "2026年1月5日");
        assert_eq!(date("2025-11-11").month_label(), "2025年11月");
    }

    #[test]
    fn fiscal_years_are_named_by_era() {
        assert_eq!(fiscal_year(2027), "令和9年度");
        assert_eq!(fiscal_year(2019), "令和元年度");
        assert_eq!(fiscal_year(2010), "2010年度");
    }
}
