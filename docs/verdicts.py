"""Writes `docs/science/verdicts.md`: how often verdicts are wrong, from trials that this file runs.

    python docs/verdicts.py
"""

from __future__ import annotations

from pathlib import Path

from counterplan.experiments.claims.levels import LEVELS
from counterplan.experiments.verdicts import PROTOCOL
from counterplan.experiments.verdicts.calibration import FAMILY, placebos, power, share_beyond
from counterplan.experiments.verdicts.shares import fewest, lower_bound, needed_share, upper_bound

PAGE = Path(__file__).parent / "science" / "verdicts.md"
TRIALS = 200
KINDS = {
    "independent seeds": "one system against itself, each draw against another draw",
    "permuted labels": "two systems one margin apart whose names are exchanged draw by draw",
    "inert": "an institution that changes only the course of chance",
    "at the bound": f"an effect in just {PROTOCOL.share:.0%} of all possible draws, all other conditions met",
}
MEANS = (1.5, 2.0, 2.5, 3.0, 4.0)
POWER_TRIALS = 100


def least(draws: int) -> int:
    """The fewest draws with the effect that meet the condition of reweighting."""
    return next(k for k in range(draws + 1) if lower_bound(k, draws) > needed_share(PROTOCOL.share, PROTOCOL.ratio))


def most(draws: int) -> int:
    """The most draws with the effect that leave it gone."""
    return max(k for k in range(draws + 1) if upper_bound(k, draws) < PROTOCOL.most)


def text() -> str:
    """The page."""
    full, quick = LEVELS["full"], LEVELS["quick"]
    lines = ["<!-- Written by docs/verdicts.py; do not edit. -->", "# How far verdicts can be trusted", ""]
    lines += [
        "The protocol stands in `experiments/verdicts/protocol.py`. Shares are bounded exactly (Clopper and Pearson): draws are independent, and",
        "where all draws agree a bootstrap gives an interval of no width.",
        "",
        f"- A lower 95 % bound above {PROTOCOL.share:g} takes at least {fewest(PROTOCOL.share)} draws, all with the effect.",
        f"- The worst reweighting within a factor of {PROTOCOL.ratio:g} turns a share p into 4p − 3, so the bound has to exceed "
        f"{needed_share(PROTOCOL.share, PROTOCOL.ratio):g}: {fewest(needed_share(PROTOCOL.share, PROTOCOL.ratio))} draws at least, and "
        f"{least(full.draws)} of the {full.draws} of a full test. This is the condition that decides most.",
        f"- A quick test has {quick.draws} draws: not even agreement of all of them meets it, so nothing is called supported or refuted there.",
        f"- An effect is gone where the upper 95 % bound lies below {PROTOCOL.most:g}. The point of failure, without which there is no verdict,",
        f"  takes all draws of the contrast: at most {most(quick.draws)} of {quick.draws} may have the effect there in a quick test and",
        f"  {most(full.draws)} of {full.draws} in a full one. Ablations, rivals, closures and facts take {quick.side_draws} and {full.side_draws}",
        f"  draws: at most {most(quick.side_draws)} and {most(full.side_draws)} with the effect where it has to be gone.",
        "- False discoveries are controlled by the procedure that holds under any dependence (Benjamini and Yekutieli), because claims share draws.",
        "",
        "## Placebo claims",
        "",
        f"{TRIALS} trials each, {full.draws} draws, every other condition made to hold. At most 5 % may be supported.",
        "",
        "| placebo | what it is | supported | refuted | supported with false discoveries controlled |",
        "|---|---|---:|---:|---:|",
    ]
    for kind, meaning in KINDS.items():
        got = placebos(kind, TRIALS, full.draws)
        lines.append(f"| {kind} | {meaning} | {got.supported:.1%} | {got.refuted:.1%} | {got.discovered:.1%} |")
    lines += [
        "",
        "Copies are no placebos: they are bitwise equal, and an effect that is the same in every draw gets no verdict.",
        "",
        "## Planted effects",
        "",
        f"{POWER_TRIALS} trials each. An effect of a mean size (in margins) that moves with 60 drawn parameters (standard deviation .6) and",
        "by chance (.6 margins); half of the draws match unrelated history. Power is the share of trials that come out supported; the last",
        f"column among {FAMILY - 1} claims without any effect.",
        "",
        "| mean effect, margins | true share beyond the margin | draws | supported | with false discoveries controlled |",
        "|---:|---:|---:|---:|---:|",
    ]
    for draws in (quick.draws, 200, full.draws):
        for mean in MEANS:
            got = power(mean, POWER_TRIALS, draws)
            lines.append(f"| {mean:g} | {share_beyond(mean):.3f} | {draws} | {got.supported:.1%} | {got.discovered:.1%} |")
    lines += [
        "",
        "An effect that is real and twice its margin in the mean is mostly left indeterminate: nearly all of the prior has to agree.",
        "Trials with values of the simulator in the place of made-up ones: `tests/claims/test_calibration.py` (marked slow).",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
    print(PAGE)
