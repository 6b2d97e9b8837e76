//! What a script comes to before it runs: the machine it wants, the lines that are run, and where its mappings are placed.

pub(crate) mod layout;
pub(crate) mod settings;

pub use layout::Layout;

use std::sync::Arc;

use forkscope_sim::{Command, Config, CopyPolicy, Observer};

use crate::ast::{Act, Name, Statement};
use crate::expand::PlannedLine;
use crate::outcome::StepResult;
use crate::world::World;

/// A script that is ready to run. Clones cost next to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    title: Option<Arc<str>>,
    config: Config,
    layout: Arc<Layout>,
    lines: Arc<[PlannedLine]>,
}

impl Default for Plan {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Plan {
    /// Makes a plan of an unrolled script.
    pub(crate) fn new(lines: &[PlannedLine]) -> Self {
        let is_run =
            |line: &&PlannedLine| !matches!(line.statement.as_ref(), Statement::Title(_) | Statement::Machine(_));
        let title = lines.iter().find_map(|line| {
            let Statement::Title(title) = line.statement.as_ref() else { return None };
            Some(Arc::from(title.to_str()))
        });
        let config = settings::config(lines);
        Self {
            title,
            config,
            layout: Arc::new(Layout::of(lines, config.page)),
            lines: lines.iter().filter(is_run).cloned().collect(),
        }
    }

    /// The same plan on a machine with another policy.
    #[must_use]
    pub fn with_policy(mut self, policy: CopyPolicy) -> Self {
        self.config.copy = policy;
        self
    }

    /// The title of the scenario.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What is fixed when the machine boots.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where mappings are placed.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// The lines that are run, in order, repeats unrolled.
    pub fn lines(&self) -> &[PlannedLine] {
        &self.lines
    }

    /// The world before the first line.
    pub fn start(&self) -> World {
        World::boot(self)
    }

    /// Runs one of the lines, counted from 0; `None` behind the last one.
    pub fn step(&self, index: usize, world: &mut World, observer: &mut dyn Observer) -> Option<StepResult> {
        let line = self.lines.get(index)?;
        world.place_by(&self.layout);
        Some(world.exec(line, observer))
    }

    /// The command that one of the lines stands for in a world, counted from 0; `None` when it does nothing to the machine, or cannot be run.
    pub fn command(&self, index: usize, world: &World) -> Option<Command> {
        let line = self.lines.get(index)?;
        let mut world = world.clone();
        world.place_by(&self.layout);
        world.command(line)
    }

    /// With how many equal lines on equal worlds both plans begin.
    pub fn common(&self, other: &Self) -> usize {
        if self.config != other.config {
            return 0;
        }
        let pairs = self.lines.iter().zip(other.lines.iter());
        pairs.take_while(|(ours, theirs)| ours == theirs && self.same_places(other, ours)).count()
    }

    /// Whether a line places its mapping in the same place in both plans.
    fn same_places(&self, other: &Self, line: &PlannedLine) -> bool {
        let same = |name: &Name| self.layout.base(&name.text) == other.layout.base(&name.text);
        let Statement::Act { act, .. } = line.statement.as_ref() else { return true };
        if let Act::Mmap(mmap) = act {
            return same(&mmap.name);
        }
        let Act::Mremap(mremap) = act else { return true };
        mremap.to.as_ref().is_none_or(same)
    }
}
