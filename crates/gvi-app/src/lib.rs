//! Room gvi-app.
