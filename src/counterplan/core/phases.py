"""The phases of a quarter, in order, and the twelve roles and four contexts that act in them."""

from __future__ import annotations

PHASES: dict[str, str] = {
    "expect": "beliefs about sales, targets, prices and the harvest",
    "plan": "outputs wanted, input and labour requests, norms, hours and wages",
    "finance": "credit, budgets, interest and repayment",
    "hire": "vacancies, dismissals, assignments and moves",
    "supply": "materials reach enterprises, from last quarter's stocks",
    "produce": "stakes are published, effort is chosen, output is made, the harvest comes in",
    "report": "what is said about output, and what is audited",
    "levy": "procurement and taxes in kind",
    "pay": "wages, bonuses, taxes, transfers and the residual",
    "consume": "goods and services reach people",
    "invest": "machines are ordered and installed",
    "search": "it is settled how far search may look; candidate techniques are found",
    "adopt": "candidate techniques are taken over or refused",
    "exit": "insolvency, rescue, closure and entry",
    "live": "nutrition, births, ageing, deaths and moves",
    "contend": "grievance, protest, repression and concession",
    "govern": "priorities are set, votes are taken, reforms are made",
}

ROLES: dict[str, str] = {
    "residual": "who gets what is left in enterprises",
    "land": "who works the land and bears the harvest's risk",
    "exit": "what happens to an enterprise that cannot pay",
    "coordination": "how outputs, inputs and goods find their users",
    "management": "who runs an enterprise and what that person gains",
    "discipline": "what follows when a person works less than expected",
    "bargaining": "how wages, norms and hours are set",
    "mobility": "who may change workplace or place",
    "priorities": "who sets investment, arms and public provision",
    "information": "what is published and what audits find",
    "association": "whether people may organise",
    "levy": "how grain leaves the village",
}

CONTEXTS: dict[str, str] = {
    "floor": "what a person gets without a job",
    "openness": "how much of the world's technique and trade is within reach",
    "coercion": "capacity to arrest and punish, from 0 to 1",
    "arms": "share of output that the environment demands for arms",
}

SLOTS: tuple[str, ...] = (*ROLES, *CONTEXTS)
"""Every place of an institution vector."""

MOVERS: dict[str, str] = {
    "ruler": "moves policy between its modes by what is learnt of their results",
    "elite": "changes the regime where that is worth more to those who hold office or property",
}
"""Who may change institutions inside a run; a rule of that name acts where a system's [dynamics] name it."""

RULE_SLOTS: tuple[str, ...] = (*SLOTS, *MOVERS)
"""Every place in which a rule can stand."""

FORESEEN: dict[str, str] = {
    "office_pay": "pay of a place in office over the mean wage",
    "property": "1 where what is left in enterprises goes to owners of shares",
    "vote": "1 where those who set priorities are voted for, or people decide themselves",
    "force": "share of the capacity to punish that is used against protest",
}
"""What is known of an option while it is not in force, by those who weigh a change of the regime; an option says what it brings of it."""

SPECIAL = frozenset({"draw", "physics", "quarter", "context", "sizes", "regimes"})
"""Arguments of a phase method that are not variables of the state."""
