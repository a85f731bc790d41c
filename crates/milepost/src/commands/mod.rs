//! The commands: each one file, with its arguments, its manual and what it does.

mod add;
mod approve;
mod baseline;
mod check;
mod completions;
mod decide;
mod demo;
mod diff;
mod doctor;
mod drop;
mod due;
mod explain;
mod export;
mod facts;
mod fix;
mod gate;
mod graph;
mod handoff;
mod help;
mod hooks;
mod import;
mod init;
mod ledger;
mod log;
mod man;
mod next;
mod packet;
mod read;
mod reject;
mod render;
mod requests;
mod rescope;
mod resolve;
mod resume;
mod review;
mod run;
mod show;
mod status;
mod supersede;
mod suspend;
mod take;
mod timeline;
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
    Graph(graph::GraphArgs),
    #[command(hide = true)]
    Export(export::ExportArgs),
    #[command(hide = true)]
    Read(read::ReadArgs),
    #[command(hide = true)]
    Init(init::InitArgs),
    #[command(hide = true)]
    Add(add::AddArgs),
    #[command(hide = true)]
    Resolve(resolve::ResolveArgs),
    #[command(hide = true)]
    Facts(facts::FactsArgs),
    #[command(hide = true)]
    Fix(fix::FixArgs),
    #[command(hide = true)]
    Due(due::DueArgs),
    #[command(hide = true)]
    Packet(packet::PacketArgs),
    #[command(hide = true)]
    Handoff(handoff::HandoffArgs),
    #[command(hide = true)]
    Render(render::RenderArgs),
    #[command(hide = true)]
    Take(take::TakeArgs),
    #[command(hide = true)]
    Drop(drop::DropArgs),
    #[command(hide = true)]
    Suspend(suspend::SuspendArgs),
    #[command(hide = true)]
    Resume(resume::ResumeArgs),
    #[command(hide = true)]
    Rescope(rescope::RescopeArgs),
    #[command(hide = true)]
    Supersede(supersede::SupersedeArgs),
    #[command(hide = true)]
    Run(run::RunArgs),
    #[command(hide = true)]
    Log(log::LogArgs),
    #[command(hide = true)]
    Diff(diff::DiffArgs),
    #[command(hide = true)]
    Timeline(timeline::TimelineArgs),
    #[command(hide = true)]
    Ledger(ledger::LedgerArgs),
    #[command(hide = true)]
    Doctor(doctor::DoctorArgs),
    #[command(hide = true)]
    Hooks(hooks::HooksArgs),
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
            Self::Graph(args) => graph::run(args, context, out),
            Self::Export(args) => export::run(args, context, out),
            Self::Read(args) => read::run(args, context, out),
            Self::Init(args) => init::run(args, context, out),
            Self::Add(args) => add::run(args, context, out),
            Self::Resolve(args) => resolve::run(args, context, out),
            Self::Facts(args) => facts::run(args, context, out),
            Self::Fix(args) => fix::run(args, context, out),
            Self::Due(args) => due::run(args, context, out),
            Self::Packet(args) => packet::run(args, context, out),
            Self::Handoff(args) => handoff::run(args, context, out),
            Self::Render(args) => render::run(args, context, out),
            Self::Take(args) => take::run(args, context, out),
            Self::Drop(args) => drop::run(args, context, out),
            Self::Suspend(args) => suspend::run(args, context, out),
            Self::Resume(args) => resume::run(args, context, out),
            Self::Rescope(args) => rescope::run(args, context, out),
            Self::Supersede(args) => supersede::run(args, context, out),
            Self::Run(args) => Ok(run::run(args, context)),
            Self::Log(args) => log::run(args, context, out),
            Self::Diff(args) => diff::run(args, context, out),
            Self::Timeline(args) => timeline::run(args, context, out),
            Self::Ledger(args) => ledger::run(args, context, out),
            Self::Doctor(args) => doctor::run(args, context, out),
            Self::Hooks(args) => hooks::run(args, context, out),
            Self::Explain(args) => explain::run(args, context, out),
            Self::Demo(args) => demo::run(args, context, out),
            Self::Completions(args) => completions::run(args, context, out),
            Self::Man(args) => man::run(args, context, out),
            Self::Help(args) => help::run(args, context, out),
        }
    }
}
