//! Room gvi-testkit.
