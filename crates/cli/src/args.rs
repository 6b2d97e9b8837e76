//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use forkscope_sim::CopyPolicy;
use forkscope_timeline::Cursor;
use forkscope_view::proc::ProcFile;
use forkscope_view::{Lang, SizeClass};

/// A playground for fork() and copy-on-write memory, on the command line.
#[derive(Debug, Parser)]
#[command(name = "forkscope", version, about, after_help = STATUS)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The language of sentences: `en`, or `zh` for Chinese. Scripts, files of /proc, JSON, this help, and what `verify` finds are in English either way.
    #[arg(long, global = true, value_name = "LANG", default_value = "en", value_parser = language)]
    pub(crate) lang: Lang,
}

fn language(tag: &str) -> Result<Lang, &'static str> {
    Lang::parse(tag).ok_or("expected `en` or `zh`")
}

const STATUS: &str =
    "Exit status: 0 if every `expect` held, 1 if one did not, 2 if a script is wrong or cannot be read.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario and show the machine after it.
    Run(RunArgs),
    /// Run scenarios and say which expectations do not hold.
    Check(CheckArgs),
    /// Run scenarios on the Linux kernel of this machine too, and compare page by page (needs root).
    Verify(VerifyArgs),
    /// Print what /proc and ps would show of the machine, in the kernel's own format.
    Proc(ProcArgs),
    /// Run a scenario and explain what the kernel does, step by step.
    Explain(ExplainArgs),
    /// Say what the words mean: refcount, PSS, copy-on-write.
    Glossary(GlossaryArgs),
    /// Draw the machine as an SVG picture, for slides and papers.
    Picture(PictureArgs),
    /// Write a scenario in its canonical form.
    Fmt(FmtArgs),
    /// Pack a scenario into a link, or unpack one.
    Link(LinkArgs),
}

/// `forkscope run`
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// The scenario; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// How the machine is shown.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Leave page table entries and frames out of the JSON, for large machines.
    #[arg(long)]
    pub(crate) summary: bool,
    /// Stop after this many executed lines.
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// What fork does with memory, instead of what the scenario says.
    #[arg(long, value_enum)]
    pub(crate) policy: Option<Policy>,
}

/// `forkscope proc`
#[derive(Debug, clap::Args)]
pub(crate) struct ProcArgs {
    /// The scenario; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// What is printed.
    #[arg(value_enum)]
    pub(crate) what: What,
    /// Stop after this many executed lines.
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// The process whose file is printed, by its name in the scenario; all of them if it is left out.
    #[arg(long, value_name = "NAME")]
    pub(crate) process: Option<String>,
    /// What fork does with memory, instead of what the scenario says.
    #[arg(long, value_enum)]
    pub(crate) policy: Option<Policy>,
}

/// `forkscope check`
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The scenarios; `-` reads standard input.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

/// `forkscope verify`
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The scenarios.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

/// `forkscope explain`
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The scenario; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Tell every change of the machine as well, and what to read on.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// What fork does with memory, instead of what the scenario says.
    #[arg(long, value_enum)]
    pub(crate) policy: Option<Policy>,
}

/// `forkscope glossary`
#[derive(Debug, clap::Args)]
pub(crate) struct GlossaryArgs {
    /// Words to look up, or parts of them; all of the glossary if left out.
    pub(crate) words: Vec<String>,
}

/// `forkscope picture`
#[derive(Debug, clap::Args)]
pub(crate) struct PictureArgs {
    /// The scenario; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// The position, as the page's address has it: so many commands, and steps of the kernel in the next one. The end if left out.
    #[arg(long, value_name = "N[.M]", value_parser = position, conflicts_with = "all")]
    pub(crate) step: Option<Cursor>,
    /// One picture after every command, below each other.
    #[arg(long)]
    pub(crate) all: bool,
    /// Light or dark.
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub(crate) theme: Theme,
    /// How large it is.
    #[arg(long, value_enum, default_value_t = Size::L)]
    pub(crate) size: Size,
    /// What fork does with memory, instead of what the scenario says.
    #[arg(long, value_enum)]
    pub(crate) policy: Option<Policy>,
}

/// `forkscope fmt`
#[derive(Debug, clap::Args)]
pub(crate) struct FmtArgs {
    /// The scenario; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// Only say whether the file is in canonical form: exit status 1 if it is not.
    #[arg(long, conflicts_with = "write")]
    pub(crate) check: bool,
    /// Rewrite the file in place.
    #[arg(long)]
    pub(crate) write: bool,
}

/// `forkscope link`
#[derive(Debug, clap::Args)]
pub(crate) struct LinkArgs {
    /// The scenario; `-` reads standard input.
    #[arg(required_unless_present = "decode")]
    pub(crate) file: Option<PathBuf>,
    /// The address of the page that the link opens.
    #[arg(long, value_name = "URL", default_value = "")]
    pub(crate) base: String,
    /// Keep the scenario readable in the link.
    #[arg(long)]
    pub(crate) text: bool,
    /// Print the scenario that this link carries.
    #[arg(long, value_name = "LINK", conflicts_with_all = ["file", "text", "base"])]
    pub(crate) decode: Option<String>,
}

/// How the machine is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Drawn for people.
    Text,
    /// For programs.
    Json,
}

/// Reads a position.
fn position(text: &str) -> Result<Cursor, &'static str> {
    Cursor::parse(text).ok_or("expected a number such as 9, or two such as 9.6")
}

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How large a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Size {
    /// For a column of text: one row of frames, 366 pixels wide.
    P,
    /// Small: 728 pixels wide, without figures.
    E,
    /// 704 pixels wide.
    M,
    /// 800 pixels wide.
    L,
    /// For projectors: 1184 pixels wide.
    X,
}

impl From<Size> for SizeClass {
    fn from(size: Size) -> SizeClass {
        match size {
            Size::P => SizeClass::P,
            Size::E => SizeClass::E,
            Size::M => SizeClass::M,
            Size::L => SizeClass::L,
            Size::X => SizeClass::X,
        }
    }
}

/// A file of /proc, or ps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum What {
    /// ps -o pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd
    Ps,
    /// /proc/PID/status
    Status,
    /// /proc/PID/maps
    Maps,
    /// /proc/PID/smaps
    Smaps,
    /// /proc/PID/smaps_rollup
    SmapsRollup,
    /// /proc/PID/pagemap, a line for each populated page
    Pagemap,
    /// /proc/PID/oom_score
    OomScore,
    /// /proc/PID/oom_score_adj
    OomScoreAdj,
    /// memory.current of control groups, or of that of a process
    #[value(name = "memory.current")]
    MemoryCurrent,
    /// memory.max of them
    #[value(name = "memory.max")]
    MemoryMax,
    /// memory.events of them
    #[value(name = "memory.events")]
    MemoryEvents,
    /// memory.stat of them
    #[value(name = "memory.stat")]
    MemoryStat,
    /// /proc/kpagecount, a line for each frame in use
    Kpagecount,
    /// /proc/kpageflags, a line for each frame in use
    Kpageflags,
    /// /proc/meminfo
    Meminfo,
    /// /proc/vmstat
    Vmstat,
}

impl From<What> for ProcFile {
    fn from(what: What) -> ProcFile {
        match what {
            What::Ps => ProcFile::Ps,
            What::Status => ProcFile::Status,
            What::Maps => ProcFile::Maps,
            What::Smaps => ProcFile::Smaps,
            What::SmapsRollup => ProcFile::SmapsRollup,
            What::Pagemap => ProcFile::Pagemap,
            What::OomScore => ProcFile::OomScore,
            What::OomScoreAdj => ProcFile::OomScoreAdj,
            What::MemoryCurrent => ProcFile::MemoryCurrent,
            What::MemoryMax => ProcFile::MemoryMax,
            What::MemoryEvents => ProcFile::MemoryEvents,
            What::MemoryStat => ProcFile::MemoryStat,
            What::Kpagecount => ProcFile::Kpagecount,
            What::Kpageflags => ProcFile::Kpageflags,
            What::Meminfo => ProcFile::Meminfo,
            What::Vmstat => ProcFile::Vmstat,
        }
    }
}

/// What fork does with memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Policy {
    /// Linux since 5.19: copy-on-write with PageAnonExclusive.
    Linux,
    /// Linux 5.9 to 5.18: the reference count decides a write.
    Refcount,
    /// Linux up to 5.7: the mapcount decides a write.
    Mapcount,
    /// On-demand fork: page tables are shared until somebody writes.
    #[value(name = "on_demand")]
    OnDemand,
    /// Copy-on-write as in textbooks: the reference count decides.
    Textbook,
    /// fork copies everything at once.
    Eager,
}

impl From<Policy> for CopyPolicy {
    fn from(policy: Policy) -> CopyPolicy {
        match policy {
            Policy::Linux => CopyPolicy::Linux,
            Policy::Refcount => CopyPolicy::LinuxRefcount,
            Policy::Mapcount => CopyPolicy::LinuxMapcount,
            Policy::OnDemand => CopyPolicy::OnDemand,
            Policy::Textbook => CopyPolicy::Textbook,
            Policy::Eager => CopyPolicy::Eager,
        }
    }
}
