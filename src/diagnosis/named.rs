//! The names of enums in observations and reports: one table gives both directions.

/// Gives an enum of plain variants `name` and `parse`.
macro_rules! named {
    ($type:ident: $($variant:ident $name:literal),*) => {
        impl $type {
            /// Its name in observations and reports.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }

            /// Reads its name again.
            pub fn parse(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use named;
