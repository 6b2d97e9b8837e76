//! What can be asked about a command before it runs.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use forkscope_view::predict::{question, Question};

use super::Run;
use crate::lang::{lang, Lang};

/// Longer runs are not searched for all their questions.
const MAX_SEARCHED: usize = 300;

/// An act, a language, and the question about the act in that language, if there is one.
type Asked = (usize, Lang, Option<Rc<Question>>);

/// What has been worked out.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// The question that was looked at last.
    last: RefCell<Option<Asked>>,
    acts: OnceCell<Rc<[usize]>>,
}

impl Run {
    /// The question about an act, if there is one.
    #[inline(never)]
    pub(crate) fn question(&self, act: usize) -> Option<Rc<Question>> {
        let now = (act, lang());
        if let Some((.., known)) = self.ahead.last.borrow().as_ref().filter(|(act, lang, _)| (*act, *lang) == now) {
            return known.clone();
        }
        let question = self.work_out_question(act).map(Rc::new);
        *self.ahead.last.borrow_mut() = Some((act, lang(), question.clone()));
        question
    }

    fn work_out_question(&self, act: usize) -> Option<Question> {
        self.history.entry(act)?;
        let world = self.history.world_after(act);
        let command = self.history.run().command(act, &world)?;
        question(world.machine(), &command, act, lang())
    }

    /// The acts with questions, in order; of a long run only the first.
    pub(crate) fn questions(&self) -> Rc<[usize]> {
        let acts = self.acts.len().min(MAX_SEARCHED);
        let found = || (0..acts).filter(|act| self.work_out_question(*act).is_some()).collect();
        Rc::clone(self.ahead.acts.get_or_init(found))
    }
}
