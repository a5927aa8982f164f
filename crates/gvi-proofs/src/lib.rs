//! The proofs: for every request there could be, and not only for those that a test thought of, the policies keep the walls.
//!
//! A [`Wall`] says of which deeds something must never be true when they are permitted. The symbolic compiler turns the policies
//! into formulas, and the solver cvc5 looks for a request that the policies permit and the wall forbids. If there is one, it is
//! told as a plain sentence. If there is none, there is none: the solver does not sample.
//!
//! Nothing depends on this room, so the solver and its compiler never slow the work on anything else. And it knows no policy
//! of its own: it is given texts, and its tests give it those of the house and of the catalogue.

mod counterexample;
mod solver;

use cedar_policy::{Authorizer, Decision, Effect, Policy, PolicyId, PolicySet, RequestEnv, Schema, ValidationMode, Validator};
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicy, CompiledPolicySet, solver::LocalSolver};

pub use counterexample::Counterexample;

/// Why a proof could not be attempted. That a wall does not hold is not an error but an answer.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The solver is not there.
    #[error("cvc5 cannot be started ({0}): install the Debian package cvc5, or run ./check")]
    NoSolver(String),
    /// A text is not what Cedar reads.
    #[error("{what}: {why}")]
    Text {
        /// Which text.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The wall names a deed that the schema does not have, so it would hold without meaning anything.
    #[error("the wall {wall:?} is about {deed:?}, which is not in the schema")]
    NoSuchDeed {
        /// The wall.
        wall: String,
        /// The deed it names.
        deed: String,
    },
    /// The symbolic compiler or the solver gave up.
    #[error("the proof did not come to an end: {0}")]
    Stuck(String),
    /// The asynchronous runtime, which the solver's pipe needs, did not start.
    #[error("no runtime for the solver's pipe")]
    Runtime(#[source] std::io::Error),
}

/// To which deeds a wall applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deeds {
    /// All, on all kinds of things.
    All,
    /// Those named, on all kinds of things.
    Named(Vec<String>),
    /// All but those named.
    AllBut(Vec<String>),
}

/// Something that must never be true of a permitted request.
#[derive(Debug, Clone)]
pub struct Wall {
    /// In words: what never happens.
    pub name: &'static str,
    /// The deeds it is about.
    pub deeds: Deeds,
    /// A Cedar condition over `principal`, `action` and `resource`: what must never be true when one of the deeds is permitted.
    pub never: String,
}

impl Wall {
    /// A wall around some deeds.
    pub fn new(name: &'static str, deeds: Deeds, never: impl Into<String>) -> Self {
        Self { name, deeds, never: never.into() }
    }
}

impl Deeds {
    /// The deeds with these names.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Named(names.into_iter().map(str::to_owned).collect())
    }

    /// All deeds but those with these names.
    pub fn all_but<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::AllBut(names.into_iter().map(str::to_owned).collect())
    }

    fn include(&self, deed: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.iter().any(|name| name == deed),
            Self::AllBut(names) => !names.iter().any(|name| name == deed),
        }
    }

    fn names(&self) -> &[String] {
        match self {
            Self::All => &[],
            Self::Named(names) | Self::AllBut(names) => names,
        }
    }
}

/// Policies under proof, with a solver at hand.
pub struct Prover {
    schema: Schema,
    policies: PolicySet,
    compiler: CedarSymCompiler<LocalSolver>,
    runtime: tokio::runtime::Runtime,
}

impl Prover {
    /// Takes a schema and policies, which must hold together, and starts the solver.
    pub fn over(schema: &str, policies: &str) -> Result<Self, ProofError> {
        let schema = match Schema::from_cedarschema_str(schema) {
            Ok((schema, _)) => schema,
            Err(error) => {
                return Err(ProofError::Text { what: "schema", why: error.to_string() });
            }
        };
        let policies: PolicySet = policies.parse().map_err(|error| ProofError::Text { what: "policies", why: format!("{error}") })?;
        let outcome = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if let Some(error) = outcome.validation_errors().next() {
            return Err(ProofError::Text { what: "policies", why: error.to_string() });
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ProofError::Runtime)?;
        let compiler = runtime.block_on(async { solver::start() })?;
        Ok(Self { schema, policies, compiler, runtime })
    }

    /// The same prover over the prohibitions alone, beside a policy that permits everything to everybody.
    ///
    /// What holds here holds for the policies as they are, because prohibitions win and these permit no less; and it holds
    /// for whatever else anybody may permit later or at one site. It is also the smaller formula.
    pub fn with_everything_permitted(mut self) -> Result<Self, ProofError> {
        let prohibitions = self.policies.policies().filter(|policy| policy.effect() == Effect::Forbid).cloned();
        // Cannot fail: the text is a policy.
        let everything = Policy::parse(Some(PolicyId::new("everything")), "permit (principal, action, resource);").expect("a policy");
        self.policies = PolicySet::from_policies(prohibitions.chain([everything]))
            .map_err(|error| ProofError::Text { what: "policies", why: error.to_string() })?;
        Ok(self)
    }

    /// Looks through every kind of request for one that is permitted although the wall forbids it. `None` is the proof that
    /// there is none.
    pub fn breach(&mut self, wall: &Wall) -> Result<Option<Counterexample>, ProofError> {
        let environments: Vec<RequestEnv> = self.schema.request_envs().collect();
        for deed in wall.deeds.names() {
            if !environments.iter().any(|environment| action_name(environment) == *deed) {
                return Err(ProofError::NoSuchDeed { wall: wall.name.to_owned(), deed: deed.clone() });
            }
        }
        let envelope: PolicySet = format!("permit (principal, action, resource) unless {{ {} }};", wall.never)
            .parse()
            .map_err(|error| ProofError::Text { what: "wall", why: format!("{error}") })?;
        for environment in environments.iter().filter(|environment| wall.deeds.include(&action_name(environment))) {
            let bound = self.compiled(&envelope, environment)?;
            let actual = self.compiled(&self.policies, environment)?;
            let found = self.runtime.block_on(self.compiler.check_implies_with_counterexample_opt(&actual, &bound)).map_err(stuck)?;
            if let Some(found) = found {
                // The engine that answers in daily work must agree with the solver, or one of them is wrong.
                let answer = Authorizer::new().is_authorized(&found.request, &self.policies, &found.entities);
                let told = Counterexample::told(wall.name, &found);
                if answer.decision() != Decision::Allow {
                    return Err(ProofError::Stuck(format!("the engine denies what the solver found: {told}")));
                }
                return Ok(Some(told));
            }
        }
        Ok(None)
    }

    /// Whether some request of the wall's deeds is permitted at all: a wall around nothing proves nothing.
    pub fn is_ever_permitted(&mut self, deeds: &Deeds) -> Result<bool, ProofError> {
        let environments: Vec<RequestEnv> = self.schema.request_envs().collect();
        for environment in environments.iter().filter(|environment| deeds.include(&action_name(environment))) {
            let actual = self.compiled(&self.policies, environment)?;
            if !self.runtime.block_on(self.compiler.check_always_denies_opt(&actual)).map_err(stuck)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Looks for a request on which a policy fails instead of answering, policy by policy.
    pub fn error(&mut self) -> Result<Option<Counterexample>, ProofError> {
        let environments: Vec<RequestEnv> = self.schema.request_envs().collect();
        let policies: Vec<Policy> = self.policies.policies().cloned().collect();
        for environment in &environments {
            for policy in &policies {
                let compiled = CompiledPolicy::compile(policy, environment, &self.schema).map_err(stuck)?;
                let found = self.runtime.block_on(self.compiler.check_never_errors_with_counterexample_opt(&compiled)).map_err(stuck)?;
                if let Some(found) = found {
                    let name = policy.annotation("id").unwrap_or("without a name");
                    return Ok(Some(Counterexample::of_an_error(name, &found)));
                }
            }
        }
        Ok(None)
    }

    fn compiled(&self, policies: &PolicySet, environment: &RequestEnv) -> Result<CompiledPolicySet, ProofError> {
        CompiledPolicySet::compile(policies, environment, &self.schema).map_err(stuck)
    }
}

fn action_name(environment: &RequestEnv) -> String {
    environment.action().id().unescaped().to_owned()
}

fn stuck(error: impl std::fmt::Display) -> ProofError {
    ProofError::Stuck(error.to_string())
}
