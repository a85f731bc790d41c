//! The key of a machine, which vouches for what it runs.

use std::{env, path::PathBuf};

use clap::Args;
use milepost_core::signature::Purpose;
use milepost_host::{
    Snapshot,
    sign::{MachineKey, SigningKey},
};

use crate::{
    context::Context,
    failure::{Failure, MachineTrouble},
};

/// Names the key where no argument does: what CI sets once for all its steps.
const VARIABLE: &str = "MILEPOST_KEY";

/// Which key signs what is recorded.
#[derive(Args, Clone, Debug)]
pub(crate) struct MachineArgs {
    /// Sign what is recorded with the SSH key of this machine [env: `MILEPOST_KEY`]
    ///
    /// A private key without a passphrase, or the public one of a key that an agent holds. Nobody is
    /// asked for anything. The key counts if `.milepost/allowed_signers` lists it for
    /// `evidence@milepost.dev`, with --base that of the base; otherwise nothing is run.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl MachineArgs {
    /// Whether an argument names a key.
    pub(crate) fn is_named(&self) -> bool {
        self.key.is_some()
    }

    /// The key, if there is one: it signs here without asking anyone, and counts.
    pub(crate) fn open(
        &self,
        context: &Context,
        snapshot: &Snapshot,
    ) -> Result<Option<MachineKey>, Failure> {
        let Some(path) = self.file(context) else { return Ok(None) };
        if !path.is_file() {
            return Err(MachineTrouble::NoFile { path }.into());
        }
        let key = SigningKey::File(path);
        let called = key.to_string();
        let key = MachineKey::open(key)
            .map_err(|why| MachineTrouble::CannotSign { key: called, why: Box::new(why) })?;
        let listed = snapshot.machines();
        let whom = listed.whom(key.public(), Purpose::Evidence, snapshot.clock.now);
        whom.map_err(|why| MachineTrouble::Unheard {
            key: key.to_string(),
            public: key.public().fingerprint(),
            base: snapshot.base.as_ref().map(|base| base.name.to_string()),
            why,
        })?;
        Ok(Some(key))
    }

    fn file(&self, context: &Context) -> Option<PathBuf> {
        let named = || env::var_os(VARIABLE).filter(|it| !it.is_empty()).map(PathBuf::from);
        let path = self.key.clone().or_else(named)?;
        context.typed(&[path]).pop()
    }
}
