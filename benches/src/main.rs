//! Benchmarks: a generator of trackers, and a comparison of milepost with others in one run.
//!
//! Nothing here is a test, and no test measures time. See `benches/README.md`.

mod compare;
mod contest;
mod contestants;
mod gates;
mod generate;
mod noise;
mod pages;
mod past;
mod random;
mod records;
mod sample;
mod table;
mod tracker;
mod writes;

use std::{error::Error, io::Write as _, process::ExitCode};

use clap::{Parser, Subcommand};

/// Measure milepost
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Generate(generate::GenerateArgs),
    Compare(compare::CompareArgs),
    Gates(gates::GatesArgs),
    Writes(writes::WritesArgs),
    Noise(noise::NoiseArgs),
    Past(past::PastArgs),
    Pages(pages::PagesArgs),
    #[command(hide = true)]
    Append(writes::AppendArgs),
    #[command(hide = true)]
    Fork(gates::ForkArgs),
    #[command(hide = true)]
    Sample(sample::SampleArgs),
}

fn main() -> ExitCode {
    let ended = match Cli::parse().task {
        Task::Generate(args) => generate::run(&args).map_err(Box::<dyn Error>::from),
        Task::Compare(args) => compare::run(&args),
        Task::Gates(args) => gates::run(&args),
        Task::Writes(args) => writes::run(&args),
        Task::Noise(args) => noise::run(&args),
        Task::Past(args) => past::run(&args),
        Task::Pages(args) => pages::run(&args),
        Task::Append(args) => writes::append_some(&args).map_err(Box::<dyn Error>::from),
        Task::Fork(args) => gates::fork(&args).map_err(Box::<dyn Error>::from),
        Task::Sample(args) => sample::run(&args).map_err(Box::<dyn Error>::from),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let told = writeln!(std::io::stderr(), "error: {error}");
            drop(told);
            ExitCode::from(2)
        }
    }
}
