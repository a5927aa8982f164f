//! Starting cvc5.

use cedar_policy_symcc::CedarSymCompiler;
use cedar_policy_symcc::solver::LocalSolver;
use tokio::process::Command;

use crate::ProofError;

/// Where the solver is, unless this says otherwise.
const PLACE: &str = "CVC5";

/// A proof that takes longer than this has gone wrong: the slowest takes a fraction of a second.
const LIMIT: &str = "--tlimit-per=30000";

/// Starts the solver. Must be called inside a runtime, because its pipe belongs to one.
pub(crate) fn start() -> Result<CedarSymCompiler<LocalSolver>, ProofError> {
    let program = std::env::var(PLACE).ok().filter(|place| !place.is_empty()).unwrap_or_else(|| "cvc5".to_owned());
    let solver = LocalSolver::from_command(Command::new(&program).args(["--lang", "smt", LIMIT]).kill_on_drop(true)).map_err(|error| {
        use std::error::Error as _;
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        ProofError::NoSolver(format!("{program}: {cause}"))
    })?;
    CedarSymCompiler::new(solver).map_err(|error| ProofError::Stuck(error.to_string()))
}
