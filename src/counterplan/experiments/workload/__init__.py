"""One small macro workload, written in several ways, to compare speed on one machine (`counterplan bench`).

`common` says what every version computes; `in_numpy`, `in_mesa`, `in_c` (with `workload.c`) and `in_rules`
compute it. All end in the same state, bit by bit. ``python -m counterplan.experiments.workload NAME`` times
one of them.
"""
