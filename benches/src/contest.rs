//! Commands that are measured against each other: in turns, so that noise meets all of them.

use std::{
    env,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::sample::Sample;

/// One command that takes part.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What to call it in the table.
    pub(crate) label: String,
    /// The program and its arguments.
    pub(crate) command: Vec<OsString>,
    /// Where it runs.
    pub(crate) dir: PathBuf,
    /// What its environment has beside that of this process.
    pub(crate) environment: Vec<(&'static str, OsString)>,
}

impl Entry {
    /// A command in a folder.
    pub(crate) fn new<T: Into<OsString>>(
        label: impl Into<String>,
        dir: &Path,
        command: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            label: label.into(),
            command: command.into_iter().map(Into::into).collect(),
            dir: dir.to_owned(),
            environment: Vec::new(),
        }
    }

    fn measure(&self) -> io::Result<Sample> {
        let mut command = Command::new(env::current_exe()?);
        command.args(["sample", "--"]).args(&self.command).current_dir(&self.dir);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = command.output()?;
        let line = String::from_utf8_lossy(&output.stdout);
        Sample::from_line(&line).ok_or_else(|| {
            let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            io::Error::other(format!("could not measure {}: {stderr}", self.label))
        })
    }
}

/// What an entry took, in the middle of all rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    /// By the clock on the wall.
    pub(crate) wall: Duration,
    /// On all processors.
    pub(crate) cpu: Duration,
    /// The most memory of any round, in KiB.
    pub(crate) memory: u64,
    /// How many rounds were counted.
    pub(crate) rounds: usize,
    /// The exit code of the first round that did not end with 0.
    pub(crate) failed: Option<i32>,
}

/// Above this, a few rounds tell enough.
const SLOW: Duration = Duration::from_secs(2);
const ROUNDS_OF_SLOW: usize = 3;

/// Measures all entries in turns, after one round that is not counted and warms the page cache.
pub(crate) fn run(entries: &[Entry], rounds: usize) -> io::Result<Vec<Score>> {
    let warm = entries.iter().map(Entry::measure).collect::<io::Result<Vec<Sample>>>()?;
    let mut samples = vec![Vec::new(); entries.len()];
    for round in 0..rounds.max(1) {
        for ((entry, warm), samples) in entries.iter().zip(&warm).zip(&mut samples) {
            if warm.wall < SLOW || round < ROUNDS_OF_SLOW {
                samples.push(entry.measure()?);
            }
        }
    }
    Ok(samples.iter().map(|samples| score(samples)).collect())
}

fn score(samples: &[Sample]) -> Score {
    Score {
        wall: median(samples.iter().map(|sample| sample.wall)),
        cpu: median(samples.iter().map(|sample| sample.cpu)),
        memory: samples.iter().map(|sample| sample.memory).max().unwrap_or_default(),
        rounds: samples.len(),
        failed: samples
            .iter()
            .find(|sample| sample.exit != Some(0))
            .map(|sample| sample.exit.unwrap_or(-1)),
    }
}

fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.collect();
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::score;
    use crate::sample::Sample;
    use std::time::Duration;

    #[test]
    fn the_middle_counts_for_time_and_the_most_for_memory() {
        let sample = |millis, memory, exit| {
            let wall = Duration::from_millis(millis);
            Sample { wall, cpu: wall / 2, memory, exit }
        };
        let samples = [sample(9, 100, Some(0)), sample(2, 300, Some(0)), sample(3, 200, Some(0))];
        let found = score(&samples);
        assert_eq!((found.wall.as_millis(), found.memory, found.failed), (3, 300, None));
    }

    #[test]
    fn one_round_that_failed_shows() {
        let wall = Duration::from_millis(1);
        let samples =
            [Some(0), None, Some(2)].map(|exit| Sample { wall, cpu: wall, memory: 1, exit });
        assert_eq!(score(&samples).failed, Some(-1));
    }
}
