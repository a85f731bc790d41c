//! The commands: each one file, with its arguments, its manual and what it does.

mod add;
mod approve;
mod baseline;
mod check;
mod completions;
mod decide;
mod demo;
mod doctor;
mod explain;
mod gate;
mod help;
mod import;
mod init;
mod ledger;
mod log;
mod man;
mod next;
mod read;
mod reject;
mod requests;
mod review;
mod run;
mod show;
mod status;
mod verify;
mod waive;
mod why;

use clap::Subcommand;

use crate::{
    context::Context,
    failure::{Exit, Failure},
};

/// A command. Those that are not hidden are in `--help`, all are in `help --all`.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Check(check::CheckArgs),
    Status(status::StatusArgs),
    Why(why::WhyArgs),
    Next(next::NextArgs),
    Verify(verify::VerifyArgs),
    Approve(approve::ApproveArgs),
    #[command(hide = true)]
    Reject(reject::RejectArgs),
    #[command(hide = true)]
    Review(review::ReviewArgs),
    #[command(hide = true)]
    Waive(waive::WaiveArgs),
    #[command(hide = true)]
    Decide(decide::DecideArgs),
    #[command(hide = true)]
    Baseline(baseline::BaselineArgs),
    #[command(hide = true)]
    Requests(requests::RequestsArgs),
    #[command(hide = true)]
    Gate(gate::GateArgs),
    #[command(hide = true)]
    Import(import::ImportArgs),
    #[command(hide = true)]
    Show(show::ShowArgs),
    #[command(hide = true)]
    Read(read::ReadArgs),
    #[command(hide = true)]
    Init(init::InitArgs),
    #[command(hide = true)]
    Add(add::AddArgs),
    #[command(hide = true)]
    Run(run::RunArgs),
    #[command(hide = true)]
    Log(log::LogArgs),
    #[command(hide = true)]
    Ledger(ledger::LedgerArgs),
    #[command(hide = true)]
    Doctor(doctor::DoctorArgs),
    #[command(hide = true)]
    Explain(explain::ExplainArgs),
    #[command(hide = true)]
    Demo(demo::DemoArgs),
    #[command(hide = true)]
    Completions(completions::CompletionsArgs),
    #[command(hide = true)]
    Man(man::ManArgs),
    #[command(hide = true)]
    Help(help::HelpArgs),
}

impl Command {
    /// Runs the command; its answer goes to `out`.
    pub(crate) fn run(&self, context: &Context, out: &mut String) -> Result<Exit, Failure> {
        match self {
            Self::Check(args) => check::run(args, context, out),
            Self::Status(args) => status::run(args, context, out),
            Self::Why(args) => why::run(args, context, out),
            Self::Next(args) => next::run(args, context, out),
            Self::Verify(args) => verify::run(args, context, out),
            Self::Approve(args) => approve::run(args, context, out),
            Self::Reject(args) => reject::run(args, context, out),
            Self::Review(args) => review::run(args, context, out),
            Self::Waive(args) => waive::run(args, context, out),
            Self::Decide(args) => decide::run(args, context, out),
            Self::Baseline(args) => baseline::run(args, context, out),
            Self::Requests(args) => requests::run(args, context, out),
            Self::Gate(args) => gate::run(args, context, out),
            Self::Import(args) => import::run(args, context, out),
            Self::Show(args) => show::run(args, context, out),
            Self::Read(args) => read::run(args, context, out),
            Self::Init(args) => init::run(args, context, out),
            Self::Add(args) => add::run(args, context, out),
            Self::Run(args) => Ok(run::run(args, context)),
            Self::Log(args) => log::run(args, context, out),
            Self::Ledger(args) => ledger::run(args, context, out),
            Self::Doctor(args) => doctor::run(args, context, out),
            Self::Explain(args) => explain::run(args, context, out),
            Self::Demo(args) => demo::run(args, context, out),
            Self::Completions(args) => completions::run(args, context, out),
            Self::Man(args) => man::run(args, context, out),
            Self::Help(args) => help::run(args, context, out),
        }
    }
}
