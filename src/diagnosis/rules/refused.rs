//! How a sign-in ended, as several rules need it. Not a rule.
