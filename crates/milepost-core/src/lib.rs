//! The meaning of milepost: what documents claim, what the repository shows, and what follows.
//!
//! Everything here is a function from values to values. This crate touches no file, process,
//! clock, environment or network; `milepost-host` gathers the values, the front ends show them.
//!
//! The data flows one way: [`markdown`] finds blocks, [`read`] turns them into claims,
//! [`plan`] folds the claims of all documents into items, [`lint`] reports problems,
//! [`judge`] says where every item stands, [`graph`] what rests on what, and [`render`] writes that
//! down.

pub mod actor;
pub mod agreed;
pub mod assess;
pub mod authority;
pub mod base;
pub mod cadence;
pub mod circles;
pub mod comparison;
pub mod config;
mod dependencies;
pub mod diag;
pub mod digest;
pub mod discovery;
pub mod edit;
pub mod evidence;
pub mod fact;
pub mod gate;
pub mod globs;
pub mod graph;
pub mod history;
pub mod id;
pub mod judge;
pub mod lease;
pub mod lint;
pub mod markdown;
pub mod pass;
pub mod plan;
pub mod proof;
pub mod read;
pub mod render;
pub mod report;
pub mod repository;
pub mod scene;
mod series;
pub mod signature;
pub mod suggest;
pub mod text;
mod thresholds;
pub mod verdict;
