"""What a batch is asked to do, as any process has to know it.

Not here: inputs and outputs.
"""

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from kb.load import load
from kb.problems import Problem, Rejected, did_you_mean
from solver.batch.deciders import Decider, decider
from solver.explain.wording import word


class Plan(Struct, frozen=True):
    """How records become bytes. `form` is the name of the format, `folders` those of further policies, `only`
    the policies whose verdicts are written (all, where it is empty), `timed` whether requests are counted with their
    times, `knowledge` the digest of the knowledge base."""

    form: str
    engine: str
    folders: tuple[str, ...]
    only: tuple[str, ...]
    explain: bool
    timed: bool
    knowledge: str

    def knowledge_base(self) -> KnowledgeBase:
        """The knowledge base. Raises `Rejected` where it is no longer the same."""
        kb = load(*self.folders)
        if kb.digest != self.knowledge:
            raise Rejected([_changed("the policies changed while the batch was running")])
        return kb

    def decider(self, kb: KnowledgeBase) -> Decider:
        """The decider that is asked for."""
        return decider(kb, self.engine, explain=self.explain)


def policies_of(kb: KnowledgeBase, names: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the policies that are named by id or symbol. Raises `Rejected`."""
    known = {symbol: word(kb, "policy", symbol) for symbol in kb.policies}
    unknown = [name for name in names if kb.symbol(name) not in known]
    if unknown:
        raise Rejected([_unknown(name, list(known.values())) for name in unknown])
    return tuple(known[kb.symbol(name)] for name in names)


def _unknown(name: str, known: list[str]) -> Problem:
    return Problem(
        code="N404",
        message=f"no policy is called {name[:60]}",
        file="command line",
        expected="one of " + ", ".join(known),
        hint=did_you_mean(name, known),
    )


def _changed(message: str) -> Problem:
    return Problem(code="N703", message=message, file="policies", hint="begin again without --resume")
