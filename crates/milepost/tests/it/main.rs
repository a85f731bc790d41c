//! End-to-end tests: whole screens of the program in small repositories.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is a report")]

mod add;
mod audit;
mod bad_input;
mod calibrate;
mod check;
mod compare;
mod demo;
mod evidence;
mod examples;
mod faults;
mod help;
mod hostile;
mod hostile_gates;
mod import;
mod init;
mod items;
mod ledger;
mod lies;
mod pipes;
mod read;
mod recall;
mod run;
mod sandbox;
mod schemas;
mod statement;
mod status;
mod verify;
