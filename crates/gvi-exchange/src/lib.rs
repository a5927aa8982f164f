//! Room gvi-exchange.
