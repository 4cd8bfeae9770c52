//! The one colour that a page around this one may choose, where it can still be read.

/// A colour for light surroundings, and one for dark ones. `None` keeps the page's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accent {
    /// On light ground.
    pub light: Option<Colour>,
    /// On dark ground.
    pub dark: Option<Colour>,
}

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Why a colour is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccentError {
    /// Not `#rgb` or `#rrggbb`.
    #[error("an accent colour is written as #rgb or #rrggbb")]
    NotAColour,
    /// Too little contrast for text (WCAG 2.2, 1.4.3).
    #[error("the {ground} accent colour has a contrast of {}.{} to 1, and text needs 4.5 to 1", .tenths / 10, .tenths % 10)]
    TooFaint {
        /// `light` or `dark`.
        ground: &'static str,
        /// The lowest contrast, in tenths, rounded down.
        tenths: u32,
    },
}

/// The page's own accent, as in `style/tokens.css`: light, dark.
pub const OWN: [Colour; 2] = [[0x0a, 0x68, 0x6d], [0x55, 0xc3, 0xc1]];

/// What the accent stands on, or what stands on it, as in `style/tokens.css`.
const GROUNDS: [(&str, &[Colour]); 2] = [
    ("light", &[[0xf7, 0xf9, 0xf9], [0xff, 0xff, 0xff], [0xed, 0xf1, 0xf2], [0xdc, 0xed, 0xec]]),
    ("dark", &[[0x10, 0x16, 0x1a], [0x17, 0x1f, 0x24], [0x1e, 0x28, 0x2e], [0x15, 0x35, 0x3a], [0x08, 0x20, 0x1f]]),
];

impl Accent {
    /// Reads `#rgb` or `#rrggbb` for each ground. Empty is nothing.
    pub fn read(light: Option<&str>, dark: Option<&str>) -> Result<Accent, AccentError> {
        let read = |text: Option<&str>, (ground, colours): (&'static str, &[Colour])| {
            let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
            let colour = parse(text).ok_or(AccentError::NotAColour)?;
            let lowest = colours.iter().map(|other| contrast(colour, *other)).fold(f64::INFINITY, f64::min);
            if lowest < 4.5 {
                return Err(AccentError::TooFaint { ground, tenths: (lowest * 10.0) as u32 });
            }
            Ok(Some(colour))
        };
        Ok(Accent { light: read(light, GROUNDS[0])?, dark: read(dark, GROUNDS[1])? })
    }

    /// The value of the style's `--accent`; `None` for the page's own.
    pub fn css(self) -> Option<String> {
        if self == Accent::default() {
            return None;
        }
        let [light, dark] = [self.light.unwrap_or(OWN[0]), self.dark.unwrap_or(OWN[1])].map(hex);
        Some(format!("light-dark({light}, {dark})"))
    }
}

fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn parse(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        3 => Some([number >> 8, number >> 4, number].map(|digit| (digit & 15) as u8 * 17)),
        6 => Some([number >> 16, number >> 8, number].map(|byte| byte as u8)),
        _ => None,
    }
}

/// The contrast ratio of WCAG 2.2.
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { to_the_2_4((channel + 0.055) / 1.055) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// By square roots, which are instructions of WebAssembly; `powf` is code that the page would carry for this alone.
fn to_the_2_4(base: f64) -> f64 {
    let (mut power, mut root, mut rest) = (base * base, base, 0.4);
    for _ in 0..40 {
        root = root.sqrt();
        rest *= 2.0;
        if rest >= 1.0 {
            rest -= 1.0;
            power *= root;
        }
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(light: &str, dark: &str) -> String {
        match Accent::read(Some(light), Some(dark)) {
            Ok(accent) => accent.css().unwrap_or_else(|| "own".to_string()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn colours() {
        assert_eq!(read("", " "), "own");
        assert_eq!(read("#036", ""), "light-dark(#003366, #55c3c1)");
        assert_eq!(read("#7A1FA2", "#d9a441"), "light-dark(#7a1fa2, #d9a441)");
        for strange in ["red", "#12", "#12345", "#1234567", "url(//x)", "#fff;}", "#+12345", "var(--x)", "#\u{661}23"] {
            assert_eq!(read(strange, ""), "an accent colour is written as #rgb or #rrggbb", "for {strange:?}");
        }
    }

    #[test]
    fn a_faint_colour_is_refused() {
        let too_faint = "the light accent colour has a contrast of 1.2 to 1, and text needs 4.5 to 1";
        assert_eq!(read("#ffff00", ""), too_faint.replace("1.2", "1.0"));
        assert!(read("", "#222").starts_with("the dark accent colour"), "{}", read("", "#222"));
    }

    #[test]
    fn contrast_as_others_calculate_it() {
        let check = |one, other, expected: f64| assert!((contrast(one, other) - expected).abs() < 0.005, "{expected}");
        check([0, 0, 0], [255, 255, 255], 21.0);
        check([0x77, 0x77, 0x77], [255, 255, 255], 4.48);
        for base in [0.05_f64, 0.3, 0.99] {
            assert!((to_the_2_4(base) - base.powf(2.4)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_colours_are_those_of_the_style() {
        let style = include_str!("../../style/tokens.css");
        let of = |name: &str| {
            let line =
                style.lines().find(|line| line.trim_start().starts_with(&format!("--{name}:"))).expect("a token");
            let colours = line.split_once("light-dark(").expect("two colours").1;
            let colours: Vec<Colour> =
                colours.trim_end_matches(");").split(", ").map(|one| parse(one).expect("a colour")).collect();
            (colours[0], colours[1])
        };
        assert_eq!([of("accent").0, of("accent").1], OWN);
        for name in ["paper", "surface", "sunken", "glass", "on-accent"] {
            let (light, dark) = of(name);
            assert!(GROUNDS[0].1.contains(&light), "{name} on light ground");
            assert!(GROUNDS[1].1.contains(&dark), "{name} on dark ground");
        }
        assert_eq!(read(&hex(OWN[0]), &hex(OWN[1])), "light-dark(#0a686d, #55c3c1)");
    }
}
