//! Where runs take place: a leased checkout of what is wanted, or the working tree.

use std::{fs::File, sync::Arc};

use milepost_core::{
    evidence::{ObjectName, RunSubject},
    gate::{Gate, ReportPlace, RunCheck},
    globs::Globs,
    id::CommitId,
    text::RepoPath,
    verdict::{ALWAYS_LEFT_OUT, Ground},
};

use crate::{
    checkout::{Checkout, Wanted},
    verify::{
        Kept, Place, VerifyError,
        members::Beside,
        one::{Runner, Skill},
    },
};

/// A folder, ready for a run.
pub(super) struct Site {
    /// The folder.
    pub(super) folder: std::path::PathBuf,
    /// What a record says of it.
    pub(super) subject: RunSubject,
    /// The tree that lies in it.
    pub(super) content: ObjectName,
    /// Whose folder it is: a checkout is milepost's own.
    pub(super) place: Place,
    /// How it differs from what people may expect.
    pub(super) remarks: Vec<Box<str>>,
    /// What keeps a checkout from others while anything runs in it.
    pub(super) lent: Option<Arc<File>>,
    /// The other repositories that the gate runs with.
    pub(super) beside: Vec<Beside>,
}

/// What is to be there.
#[derive(Clone, Copy)]
pub(super) struct State<'a> {
    /// The commit.
    pub(super) commit: &'a CommitId,
    /// Where something is said, only files that match.
    pub(super) only: Option<&'a Globs>,
}

/// Which of the two checkouts of a runner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    /// That of what is judged.
    Judged,
    /// That of what it is compared with.
    Baseline,
}

impl Runner<'_> {
    /// The place of a run of the judged commit.
    pub(super) fn site(&mut self, gate: &Gate, check: &RunCheck) -> Result<Site, VerifyError> {
        let ground = self.skill.ground;
        match self.order.place {
            Place::Here => Ok(Site {
                beside: self.members(Stand::Judged, check)?,
                folder: self.skill.workspace.root().to_owned(),
                subject: whole(ground),
                content: ground.project.clone(),
                place: Place::Here,
                remarks: Vec::new(),
                lent: None,
            }),
            Place::Checkout => {
                let state = State { commit: &ground.commit, only: None };
                self.checked_out(Stand::Judged, gate, check, &state)
            }
        }
    }

    /// A checkout of any state.
    pub(super) fn checked_out(
        &mut self,
        stand: Stand,
        gate: &Gate,
        check: &RunCheck,
        state: &State<'_>,
    ) -> Result<Site, VerifyError> {
        let ground = self.skill.ground;
        let plans = ground.left_out_for(gate);
        let let_in = |path: &RepoPath| check.inputs.as_ref().is_some_and(|it| it.matches(path));
        let always = ALWAYS_LEFT_OUT.iter().filter_map(|path| RepoPath::new(path));
        let always: Vec<RepoPath> = always.filter(|path| !let_in(path)).collect();
        let is_plain = always.len() == ALWAYS_LEFT_OUT.len();
        let wanted = Wanted {
            commit: state.commit.clone(),
            left_out: always.into_iter().chain(plans.iter().cloned()).collect(),
            only: state.only.cloned(),
        };
        let keep = match self.order.kept {
            Kept::Used => check.keep.as_slice(),
            Kept::Removed => &[],
        };
        let checkout = self.checkout(stand)?;
        let prepared = checkout.prepare(&wanted, keep, &report_globs(check))?;
        let (folder, lent) = (checkout.root().to_owned(), Some(checkout.lent()));
        let is_judged = *state.commit == ground.commit && state.only.is_none();
        let subject = if is_judged && !is_plain {
            whole(ground)
        } else {
            let project = prepared.project.clone();
            let (commit, tree) = (state.commit.clone(), prepared.tree);
            RunSubject { commit, tree, project, left_out: plans }
        };
        let (content, mut remarks) = (prepared.project, prepared.remarks);
        let beside = self.members(stand, check)?;
        remarks.extend(beside.iter().flat_map(|it| it.remarks.iter().cloned()));
        Ok(Site { folder, subject, content, place: Place::Checkout, remarks, lent, beside })
    }

    /// One of the checkouts, leased when it is first needed.
    pub(super) fn checkout(&mut self, stand: Stand) -> Result<&mut Checkout, VerifyError> {
        let Skill { workspace, pool, .. } = self.skill;
        let slot = match stand {
            Stand::Judged => &mut self.judged,
            Stand::Baseline => &mut self.baseline,
        };
        Ok(match slot {
            Some(checkout) => checkout,
            None => slot.insert(pool.lease(workspace)?),
        })
    }
}

/// What a record will say of the site of a gate at the judged commit; nothing where only its checkout
/// tells.
pub(super) fn foretold(ground: &Ground, gate: &Gate) -> Option<RunSubject> {
    (ground.left_out_for(gate) == ground.left_out).then(|| whole(ground))
}

fn whole(ground: &Ground) -> RunSubject {
    RunSubject {
        commit: ground.commit.clone(),
        tree: ground.tree.clone(),
        project: ground.project.clone(),
        left_out: ground.left_out.clone(),
    }
}

/// The files that reports are taken from.
pub(super) fn report_globs(check: &RunCheck) -> Globs {
    let base = check.folder.as_ref().map_or("", RepoPath::as_str);
    let places = check.reports.iter().filter_map(|report| match &report.place {
        ReportPlace::Files(place) if base.is_empty() => Some(place.to_string()),
        ReportPlace::Files(place) => Some(format!("{base}/{place}")),
        ReportPlace::Stdout => None,
    });
    let places: Vec<String> = places.collect();
    Globs::new(places.iter().map(String::as_str)).unwrap_or_default()
}
