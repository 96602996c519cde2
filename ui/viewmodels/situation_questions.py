"""The questions of a guide about the visit's situation, which shape the checklist of materials."""

from __future__ import annotations

from dataclasses import dataclass

from ui.viewmodels.intake_desk import IntakeDesk

# Question of a guide about who acts, with two of its answers; reserved by the guide format.
ACTING, ACTING_AGENT, ACTING_SELF = "acting", "agent", "self"


@dataclass(frozen=True, slots=True)
class Question:
    """A situation question with its options (id, words) and the answer given, empty when there is none."""

    id: str
    label: str
    options: tuple[tuple[str, str], ...]
    answer: str


class SituationQuestions:
    """The questions of the case on the desk, and answering them."""

    def __init__(self, desk: IntakeDesk) -> None:
        """Reads the desk; whoever follows the desk calls `answer_acting`."""
        self._desk = desk
        self._acting: tuple[str, str, str, bool] | None = None

    @property
    def asked(self) -> tuple[Question, ...]:
        """Questions of the guide in its order."""
        state = self._desk.state
        if state is None or state.guide is None:
            return ()
        return tuple(
            Question(
                one.id,
                one.label,
                tuple((option.id, option.label) for option in one.options),
                state.case.answers.get(one.id, ""),
            )
            for one in state.guide.questions
        )

    def answer(self, question_id: str, option_id: str) -> None:
        """Answer a question of the case on the desk."""
        case_id, answer = self._desk.case_id, self._desk.workspace.edit_case.answer
        self._desk.change(lambda: answer(case_id, question_id, option_id))

    def answer_acting(self) -> None:
        """Step 1 already says who acts: answer the reserved question from it once, the clerk may answer otherwise."""
        state = self._desk.state
        if state is None or not self._desk.is_draft:
            return
        form = state.case.form
        present = form.get("agent.present") == "yes"
        facts = (state.case.id, state.case.item_name, state.case.place_name, present)
        ticked = present and self._acting == (*facts[:3], False)
        if facts == self._acting:
            return
        self._acting = facts
        question = next((one for one in self.asked if one.id == ACTING), None)
        person = form.get("applicant.kind") != "organisation"
        wanted = ACTING_AGENT if present else ACTING_SELF if person else ""
        if question is None or wanted == question.answer or wanted not in dict(question.options):
            return
        if not question.answer or ticked:
            self.answer(ACTING, wanted)
