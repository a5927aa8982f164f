//! The named columns of a regression.

use nalgebra::DMatrix;

use crate::error::{EvaluationError, Result, at_least, finite, same_length};

/// Named columns, one row for each observation, with an offset (the log of exposure).
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    pub(crate) x: DMatrix<f64>,
    pub(crate) names: Vec<String>,
    pub(crate) offset: Vec<f64>,
}

impl Design {
    /// A design from columns and an offset (zeros when there is no exposure).
    ///
    /// # Errors
    /// When columns differ in length, hold something that is not a number, outnumber the rows, or are constant a second time.
    pub fn new(columns: Vec<(String, Vec<f64>)>, offset: Vec<f64>) -> Result<Self> {
        at_least("terms", columns.len(), 1, "give at least the constant")?;
        let rows = offset.len();
        finite("the offset", &offset)?;
        at_least("observations", rows, columns.len() + 1, "lengthen the series or leave terms out")?;
        let mut constants = 0;
        for (name, column) in &columns {
            same_length("a column of the design", column.len(), rows, "observation")?;
            finite("a column of the design", column)?;
            if column.iter().all(|value| *value == column[0]) {
                constants += 1;
                if constants > 1 || column[0] == 0.0 {
                    return Err(EvaluationError::Constant { what: format!("the term {name}"), remedy: "leave the term out" });
                }
            }
        }
        let x = DMatrix::from_fn(rows, columns.len(), |row, column| columns[column].1[row]);
        Ok(Self { x, names: columns.into_iter().map(|(name, _)| name).collect(), offset })
    }

    /// The names of the terms, in the order of the coefficients.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many observations.
    pub fn rows(&self) -> usize {
        self.x.nrows()
    }

    /// How many terms.
    pub fn terms(&self) -> usize {
        self.x.ncols()
    }

    /// The values of one observation.
    pub fn row(&self, row: usize) -> Vec<f64> {
        self.x.row(row).iter().copied().collect()
    }

    /// The place of a term.
    pub fn term(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    /// The linear predictor, offset included.
    pub(crate) fn eta(&self, coefficients: &[f64]) -> Vec<f64> {
        let mut eta = self.offset.clone();
        for (column, beta) in coefficients.iter().enumerate() {
            for (row, value) in eta.iter_mut().enumerate() {
                *value += beta * self.x[(row, column)];
            }
        }
        eta
    }

    /// The design of these observations only.
    pub(crate) fn only(&self, rows: &[usize]) -> Self {
        Self { x: self.x.select_rows(rows), names: self.names.clone(), offset: rows.iter().map(|&row| self.offset[row]).collect() }
    }
}

/// Checks counts against a design.
pub(crate) fn check_counts(y: &[f64], design: &Design) -> Result<()> {
    same_length("the list of counts", y.len(), design.rows(), "row of the design")?;
    for (position, &value) in y.iter().enumerate() {
        if !value.is_finite() || value < 0.0 {
            return Err(EvaluationError::Value {
                what: "the list of counts",
                position,
                value,
                wanted: "zero or more",
                remedy: "correct it at its source",
            });
        }
    }
    if y.iter().all(|value| *value == 0.0) {
        return Err(EvaluationError::Constant {
            what: "the series of counts (all zero)".to_owned(),
            remedy: "choose an outcome that happens",
        });
    }
    Ok(())
}
